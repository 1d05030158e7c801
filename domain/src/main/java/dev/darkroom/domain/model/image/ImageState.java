package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.Millis;
import dev.darkroom.domain.model.quota.QuotaReservation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an image is in its life: {@code Pending → Ready → Deleting}, then gone. Only {@link Ready} is ever shown. An
 * object in the store always belongs to a row in one of these states, so a crash at any moment leaves nothing that
 * can't be found and finished.
 */
public sealed interface ImageState {
    /** Which image. */
    ImageId id();

    /**
     * Announced before its bytes are stored; no list shows it.
     *
     * @param since from when on it is overdue: for an upload in one request, which has nothing to wait for, when it was
     *     announced; for a direct one, when it can no longer be completed
     * @param directUpload what was told when a direct upload was started, or null for an upload in one request
     * @param claim the room that is kept for it, or null when none is
     */
    record Pending(ImageId id, Instant since, @Nullable DirectUpload directUpload, @Nullable QuotaReservation claim)
            implements ImageState {
        public Pending {
            Millis.require(since);
        }

        /** One without a claim. */
        public Pending(ImageId id, Instant since, @Nullable DirectUpload directUpload) {
            this(id, since, directUpload, null);
        }

        /** An upload in one request, without a claim. */
        public Pending(ImageId id, Instant announcedAt) {
            this(id, announcedAt, null);
        }

        /** The same with this claim. */
        public Pending claiming(@Nullable QuotaReservation other) {
            return new Pending(id, since, directUpload, other);
        }
    }

    /** Bytes and metadata are durable. */
    record Ready(Image image) implements ImageState {
        @Override
        public ImageId id() {
            return image.id();
        }
    }

    /**
     * Given up: no list shows it, its objects are being removed, and it never comes back. The row stays until nobody can
     * still be storing an object of it, so what arrives late is found and removed as well.
     *
     * @param since from when on nobody begins to store an object of it: when a ready image was withdrawn, or until when the
     *     upload that was abandoned was {@linkplain Pending#since() allowed}
     */
    record Deleting(ImageId id, Instant since) implements ImageState {
        public Deleting {
            Millis.require(since);
        }
    }
}
