package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.model.upload.IdempotencyRecord;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore.Replacement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds an image of an owner that was made of the same bytes, for uploads that want no second one. Of concurrent uploads of the same bytes, one
 * claims them by an {@link IdempotencyRecord}, and the others wait until its image is ready or can't become ready any more. Thread-safe.
 */
final class Duplicates {
    /** Then a client is asked to try again. API Gateway ends a request after 30 s. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(20);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(25);

    /** The last of the pauses, each of which is twice the one before. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    /** The holder of the records that say which existing image an upload returned. */
    private static final UserId RESULTS = new UserId("darkroom");

    /**
     * Of the uploads of the same bytes in this process, one at a time asks the storage, so that they do not slow down the one for which they wait.
     * There are only the turns of uploads in progress.
     */
    private final Map<Bytes, Turn> turns = new ConcurrentHashMap<>();

    private final ImageCatalog catalog;
    private final IdempotencyStore keys;
    private final InstantSource clock;
    private final Duration maxWait;

    Duplicates(ImageCatalog catalog, IdempotencyStore keys, InstantSource clock) {
        this(catalog, keys, clock, MAX_WAIT);
    }

    /** @param maxWait how long a claim may wait */
    Duplicates(ImageCatalog catalog, IdempotencyStore keys, InstantSource clock, Duration maxWait) {
        this.catalog = catalog;
        this.keys = keys;
        this.clock = clock;
        this.maxWait = maxWait;
    }

    /** The image of the owner that was made of these bytes. Images in the trash do not count. */
    Optional<Image> find(UserId owner, Checksum received) {
        return catalog.findReceived(owner, received);
    }

    private record Bytes(UserId owner, Checksum received) {}

    private record Turn(ReentrantLock lock, int users) {
        Turn(int users) {
            this(new ReentrantLock(), users);
        }

        Turn with(int more) {
            return new Turn(lock, users + more);
        }
    }

    /** The result of {@link #claim}. */
    sealed interface Claim {
        /** The upload may make its image. */
        record Claimed() implements Claim {}

        /** There is an image of these bytes. */
        record Existing(Image image) implements Claim {}

        /** Another upload of these bytes takes long. */
        record InFlight() implements Claim {}
    }

    /**
     * Claims bytes for an image that was announced.
     *
     * @param id of the image; a call with the same id and bytes can be repeated
     */
    Claim claim(UserId owner, Checksum received, ImageId id) {
        long deadline = System.nanoTime() + maxWait.toNanos();
        Bytes bytes = new Bytes(owner, received);
        Turn turn = turns.compute(bytes, (_, current) -> current == null ? new Turn(1) : current.with(1));
        try {
            if (!turn.lock.tryLock(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Claim.InFlight();
            }
            try {
                return claimBefore(deadline, owner, received, id);
            } finally {
                turn.lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable(
                    "Interrupted while another upload of the same picture is in progress", e);
        } finally {
            turns.computeIfPresent(bytes, (_, current) -> current.users == 1 ? null : current.with(-1));
        }
    }

    private Claim claimBefore(long deadline, UserId owner, Checksum received, ImageId id) throws InterruptedException {
        IdempotencyKey key = IdempotencyKey.ofBytes(received);
        Duration pause = SHORTEST_PAUSE;
        while (true) {
            Optional<Image> existing = find(owner, received);
            if (existing.isPresent()) {
                return new Claim.Existing(existing.get());
            }
            Instant now = clock.instant();
            IdempotencyRecord current = keys.find(owner, key, now).orElse(null);
            switch (holder(current, id, now)) {
                case Holder.This() -> {
                    return new Claim.Claimed();
                }
                case Holder.Finished(Image image) -> {
                    return new Claim.Existing(image);
                }
                case Holder.Nobody() -> {
                    IdempotencyRecord next = record(owner, key, received, id, now, null);
                    if (keys.put(current, next, now) == Replacement.REPLACED) {
                        return new Claim.Claimed();
                    }
                }
                case Holder.Other() -> {
                    if (System.nanoTime() - deadline > 0) {
                        return new Claim.InFlight();
                    }
                    Thread.sleep(pause);
                    pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
                }
            }
        }
    }

    /** Who has claimed the bytes. */
    private sealed interface Holder {
        record Nobody() implements Holder {}

        /** The upload that asks. */
        record This() implements Holder {}

        /** An upload in progress. */
        record Other() implements Holder {}

        /** An upload whose image is ready. */
        record Finished(Image image) implements Holder {}
    }

    private Holder holder(@Nullable IdempotencyRecord current, ImageId id, Instant now) {
        if (current == null) {
            return new Holder.Nobody();
        }
        if (current.imageId().equals(id)) {
            // After its lease, another upload may be about to claim the bytes, so that it claims them again.
            return now.isBefore(current.leasedUntil()) ? new Holder.This() : new Holder.Nobody();
        }
        return switch (catalog.state(current.imageId()).orElse(null)) {
            case ImageState.Ready(Image image) -> new Holder.Finished(image);
            case ImageState.Pending _ when now.isBefore(current.leasedUntil()) -> new Holder.Other();
            case ImageState.Pending slow -> overtaken(slow, now);
            case ImageState.Trashed _, ImageState.Deleting _ -> new Holder.Nobody();
            case null -> new Holder.Nobody();
        };
    }

    /** An upload in several requests can be completed until its deadline. Then it claims the bytes again, and finds the image. */
    private Holder overtaken(ImageState.Pending slow, Instant now) {
        if (slow.graceStart().isAfter(now)) {
            return new Holder.Nobody();
        }
        return switch (catalog.abandon(slow.id())) {
            case ABANDONED -> new Holder.Nobody();
            case NOT_PENDING -> new Holder.Other();
        };
    }

    /** Records that an upload returned an existing image, before its own image is abandoned. */
    void remember(ImageId upload, Image existing) {
        Instant now = clock.instant();
        IdempotencyRecord next = record(
                RESULTS, IdempotencyKey.ofUpload(upload), existing.sha256(), existing.id(), now, existing);
        IdempotencyRecord earlier = keys.find(RESULTS, next.key(), now).orElse(null);
        if (earlier == null) {
            keys.put(null, next, now);
        }
    }

    /** The existing image that an upload returned; empty if it returned none, or the actor may not change it. */
    Optional<Image> remembered(ImageId upload, Actor actor) {
        return keys.find(RESULTS, IdempotencyKey.ofUpload(upload), clock.instant())
                .flatMap(record -> catalog.find(record.imageId()))
                .filter(image -> actor.mayChange(image.owner()));
    }

    private static IdempotencyRecord record(
            UserId holder, IdempotencyKey key, Checksum request, ImageId id, Instant now, @Nullable Image answer) {
        return new IdempotencyRecord(
                holder,
                key,
                request,
                id,
                now.plus(IdempotentUpload.LEASE).truncatedTo(ChronoUnit.MILLIS),
                now.plus(UploadImage.KEY_LIFE).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1),
                answer);
    }
}
