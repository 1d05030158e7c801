package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.model.upload.IdempotencyRecord;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.in.upload.UploadImage.Result;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.service.content.Checksums;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request with an idempotency key. Of all requests with the same key, at most one makes an image:
 *
 * <ul>
 *   <li>Each request announces an image of its own before it writes the record of the key. If a record names an image that has
 *       no row, the image was removed and can never become ready.
 *   <li>A request takes over a record only if the image that it names can't become ready any more. The image was abandoned by
 *       the request that announced it, by a reconciliation, or by the request that takes over after the lease has expired.
 *       The publication is refused by the same row, so a request that was only slow can't publish.
 *   <li>An image that is ready is the result, even if the request that made it did not live to record it.
 * </ul>
 */
final class IdempotentUpload implements UploadRequest {
    /**
     * How long a request may take before another one takes over: longer than a store may take for 25 MiB. The lease only
     * decides when a repetition continues after a crash. It never decides whether there are two images.
     */
    static final Duration LEASE = Duration.ofMinutes(2);

    private final IdempotencyStore keys;
    private final ImageCatalog catalog;
    private final InstantSource clock;
    private final UserId holder;
    private final IdempotencyKey key;
    private final Checksum request;
    /** The record that was found or written last. */
    private @Nullable IdempotencyRecord current;

    IdempotentUpload(
            IdempotencyStore keys,
            ImageCatalog catalog,
            InstantSource clock,
            UploadImage.Command command,
            IdempotencyKey key,
            UserId owner) {
        this.keys = keys;
        this.catalog = catalog;
        this.clock = clock;
        this.holder = command.actor().acting(owner);
        this.key = key;
        this.request = checksum(command, owner);
    }

    @Override
    public Optional<Result> earlierResult() {
        Instant now = clock.instant();
        current = keys.find(holder, key, now).orElse(null);
        if (current == null) {
            return Optional.empty();
        }
        if (!current.request().equals(request)) {
            return Optional.of(new Result.KeyReused());
        }
        if (current.answer() != null) {
            return Optional.of(new Result.Replayed(current.answer()));
        }
        return resultByState(current, now);
    }

    /** The record has no result yet; the image that it names may have one. */
    private Optional<Result> resultByState(IdempotencyRecord unanswered, Instant now) {
        return switch (catalog.state(unanswered.imageId()).orElse(null)) {
            case ImageState.Ready(Image image) -> Optional.of(record(unanswered, image, now));
            case ImageState.Trashed(Image image, var _) -> Optional.of(record(unanswered, image, now));
            case ImageState.Pending _ when now.isBefore(unanswered.leasedUntil()) -> Optional.of(new Result.InFlight());
            case ImageState.Pending pending -> switch (catalog.abandon(pending.id())) {
                case ABANDONED -> Optional.empty();
                case NOT_PENDING -> Optional.of(new Result.InFlight());
            };
            case ImageState.Deleting _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    private Result record(IdempotencyRecord unanswered, Image image, Instant now) {
        return switch (keys.put(unanswered, unanswered.answered(image), now)) {
            case REPLACED -> new Result.Replayed(image);
            case CONFLICT -> new Result.InFlight();
        };
    }

    @Override
    public Optional<Result> claimKey(ImageId id) {
        Instant now = clock.instant();
        IdempotencyRecord claim = new IdempotencyRecord(
                holder,
                key,
                request,
                id,
                now.plus(LEASE).truncatedTo(ChronoUnit.MILLIS),
                now.plus(UploadImage.KEY_LIFE).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1),
                null);
        return switch (keys.put(current, claim, now)) {
            case REPLACED -> {
                current = claim;
                yield Optional.empty();
            }
            // If the faster request has failed by now, the next repetition finds that.
            case CONFLICT -> Optional.of(earlierResult().orElseGet(Result.InFlight::new));
        };
    }

    /** Only the recorded image is returned, because a repetition must return the same one. */
    @Override
    public Result uploaded(Image image) {
        IdempotencyRecord claim = Objects.requireNonNull(current);
        return switch (keys.put(claim, claim.answered(image), clock.instant())) {
            case REPLACED -> new Result.Uploaded(image);
            // A repetition found the ready image and recorded it first.
            case CONFLICT -> earlierResult().orElseGet(Result.InFlight::new);
        };
    }

    /** Covers everything that makes a difference to the image or its details. The form of the request makes none. */
    private static Checksum checksum(UploadImage.Command command, UserId owner) {
        MessageDigest digest = Checksum.newDigest();
        digest.update(Checksums.of(command.content()).bytes());
        Filename filename = command.filename();
        ImageDetails details = command.details();
        add(digest, owner.value());
        add(digest, filename == null ? null : filename.value());
        add(digest, details.title());
        add(digest, details.description());
        add(digest, details.visibility().name());
        for (Tag tag : details.tags()) {
            add(digest, tag.value());
        }
        return Checksum.of(digest.digest());
    }

    /** Adds the length first, so that two different lists of texts never give the same bytes. */
    private static void add(MessageDigest digest, @Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, text == null ? -1 : bytes.length));
        digest.update(bytes);
    }
}
