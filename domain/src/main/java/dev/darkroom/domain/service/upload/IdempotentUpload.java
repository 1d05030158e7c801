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
 * One request for an upload that may be a repetition. At most one of all that have the same key makes an image:
 *
 * <ul>
 *   <li>Each attempt announces an image of its own, and only then claims the key for it. So an image that a claim names and the
 *       catalog does not know was removed, and will never be ready.
 *   <li>An attempt is succeeded by another only when its image can't become ready any more: given up by itself, by a
 *       reconciliation, or, when its lease has run out, by its successor, which {@linkplain ImageCatalog#abandon abandons} it in
 *       the same row in which it would be published. Whoever was only slow is then refused the publication.
 *   <li>An image that is ready is the answer, whether the attempt that made it lived to record it or not.
 * </ul>
 *
 * Not thread-safe.
 */
final class IdempotentUpload {
    /**
     * How long an attempt may take that nobody knows to be dead: longer than the store is waited for while it takes 25 MiB. It
     * only decides when a repetition may go on after a crash, never whether there are two images.
     */
    static final Duration LEASE = Duration.ofMinutes(2);

    private final IdempotencyStore keys;
    private final ImageCatalog catalog;
    private final InstantSource clock;
    private final UserId holder;
    private final IdempotencyKey key;
    private final Checksum request;
    /** What was found, and afterwards what was put in its place. */
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

    /** What became of an earlier request with the key; empty when it is up to this one to make the image. */
    Optional<Result> earlier() {
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
        return underWay(current, now);
    }

    private Optional<Result> underWay(IdempotencyRecord claim, Instant now) {
        return switch (catalog.state(claim.imageId()).orElse(null)) {
            case ImageState.Ready(Image image) -> Optional.of(
                    switch (keys.put(claim, claim.answered(image), now)) {
                        case REPLACED -> new Result.Replayed(image);
                        case CONFLICT -> new Result.InFlight();
                    });
            case ImageState.Pending _ when now.isBefore(claim.leasedUntil()) -> Optional.of(new Result.InFlight());
            case ImageState.Pending pending -> switch (catalog.abandon(pending.id())) {
                case ABANDONED -> Optional.empty();
                case NOT_PENDING -> Optional.of(new Result.InFlight());
            };
            case ImageState.Deleting _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    /**
     * Claims the key for an image that was announced.
     *
     * @return what became of another request that was faster; empty when this one has to go on
     */
    Optional<Result> claim(ImageId id) {
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
            // Should that one have failed by now, the next repetition will find so.
            case CONFLICT -> Optional.of(earlier().orElseGet(Result.InFlight::new));
        };
    }

    /** Records what the upload is answered with. Only what was recorded is told: another answer must not follow. */
    Result answer(Image image) {
        IdempotencyRecord claim = Objects.requireNonNull(current);
        return switch (keys.put(claim, claim.answered(image), clock.instant())) {
            case REPLACED -> new Result.Uploaded(image);
            // A repetition found the image and was faster.
            case CONFLICT -> earlier().orElseGet(Result.InFlight::new);
        };
    }

    /** Of everything that makes another image or shows it in another way; in which form it was sent is not part of it. */
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

    /** With its length before it, so that no two lists of texts are the same bytes. */
    private static void add(MessageDigest digest, @Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, text == null ? -1 : bytes.length));
        digest.update(bytes);
    }
}
