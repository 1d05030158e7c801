package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.Millis;
import dev.darkroom.domain.model.quota.QuotaReservation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of an image: {@code Pending → Ready → Deleting}, or {@code Pending → Deleting}; then its row is removed. Only a
 * {@link Ready} image is visible. Every object in the store belongs to a row in one of these states, so a crash leaves
 * nothing that can't be found and finished.
 */
public sealed interface ImageState {
    ImageId id();

    /** A row with work left to do: to publish or to abandon a pending image, or to delete the objects of one. */
    sealed interface Unfinished extends ImageState {
        /**
         * The time from which the grace period of a reconciliation counts, in whole milliseconds. Until the period is over,
         * a request may still be storing an object of the image.
         */
        Instant graceStart();
    }

    /** Announced before its bytes are stored. No list shows it. */
    sealed interface Pending extends Unfinished {
        /** The part of its owner's quota that is reserved for it, or null for none. */
        @Nullable
        QuotaReservation claim();

        /** The same with this reservation. */
        Pending claiming(@Nullable QuotaReservation claim);
    }

    /**
     * The pending image of an upload in one request. The request stores the bytes at once, so the grace period starts with
     * the announcement.
     *
     * @param announcedAt in whole milliseconds
     */
    record Uploading(ImageId id, Instant announcedAt, @Nullable QuotaReservation claim) implements Pending {
        public Uploading {
            Millis.require(announcedAt);
        }

        /** Without a reservation. */
        public Uploading(ImageId id, Instant announcedAt) {
            this(id, announcedAt, null);
        }

        @Override
        public Instant graceStart() {
            return announcedAt;
        }

        @Override
        public Uploading claiming(@Nullable QuotaReservation other) {
            return new Uploading(id, announcedAt, other);
        }
    }

    /**
     * The pending image of a direct upload. Its client may store the bytes and complete the upload until the deadline, so
     * the grace period starts with the deadline.
     *
     * @param deadline the last moment at which the upload can be completed, in whole milliseconds
     * @param upload what the client declared when it started the upload
     */
    record AwaitingBytes(ImageId id, Instant deadline, DirectUpload upload, @Nullable QuotaReservation claim)
            implements Pending {
        public AwaitingBytes {
            Millis.require(deadline);
        }

        /** Without a reservation. */
        public AwaitingBytes(ImageId id, Instant deadline, DirectUpload upload) {
            this(id, deadline, upload, null);
        }

        @Override
        public Instant graceStart() {
            return deadline;
        }

        @Override
        public AwaitingBytes claiming(@Nullable QuotaReservation other) {
            return new AwaitingBytes(id, deadline, upload, other);
        }
    }

    /** Its bytes and its metadata are durable. */
    record Ready(Image image) implements ImageState {
        @Override
        public ImageId id() {
            return image.id();
        }
    }

    /**
     * No list shows it, its objects are being removed, and it never becomes ready again. The row stays until its grace
     * period is over, so that an object that is stored late is found and removed too.
     *
     * @param graceStart the time of the withdrawal of a ready image, or the {@linkplain Pending#graceStart() grace start} of
     *     the pending image that was abandoned
     */
    record Deleting(ImageId id, Instant graceStart) implements Unfinished {
        public Deleting {
            Millis.require(graceStart);
        }
    }
}
