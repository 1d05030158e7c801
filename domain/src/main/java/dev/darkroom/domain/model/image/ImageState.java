package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.Millis;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.resumable.UploadProgress;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of an image: {@code Pending → Ready → Deleting}, or {@code Pending → Deleting}; then its row is removed. A ready image
 * can be in the trash before: {@code Ready ⇄ Trashed → Deleting}. Only a {@link Ready} image is visible. Every object in the store belongs to a row in one of these states, so a crash leaves
 * nothing that can't be found and finished.
 */
public sealed interface ImageState {
    ImageId id();

    /** The image if its bytes and its metadata are durable, whether it is ready or in the trash. */
    default Optional<Image> stored() {
        return switch (this) {
            case Ready(Image image) -> Optional.of(image);
            case Trashed(Image image, var _) -> Optional.of(image);
            case Pending _, Deleting _ -> Optional.empty();
        };
    }

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
     * The pending image of an upload in one request, or of a resumable upload.
     *
     * @param announcedAt the announcement, from which the grace period counts because the request stores the bytes at once; or the deadline of
     *     the resumable upload. In whole milliseconds
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

    /**
     * A resumable upload. Its parts are objects under its own id. The image that they make is announced under another id, holds the claim, and
     * is published after the last part. This row stays until the deadline, so that a client that lost the response finds out that the upload
     * is finished. The grace period starts with the deadline.
     *
     * @param id of the upload
     * @param image the id of the image
     * @param deadline the last moment at which bytes are accepted, in whole milliseconds
     * @param declared when the client started the upload
     */
    record Receiving(
            ImageId id, ImageId image, Instant deadline, Declaration declared, UploadProgress progress,
            @Nullable QuotaReservation claim) implements Pending {
        public Receiving {
            Millis.require(deadline);
        }

        /**
         * With the bytes, this is everything that an image is made from.
         *
         * @param owner of the image
         * @param filename null when the client gave none
         * @param metadata the client's own text, which it receives when it asks for the upload; null for none
         * @param returnsExisting whether an image of the owner with the same bytes is returned instead of a second one
         */
        public record Declaration(
                UserId owner, @Nullable Filename filename, ImageDetails details, @Nullable String metadata,
                boolean returnsExisting) {
            /** In characters. */
            public static final int MAX_METADATA = 8 * 1024;

            /** @throws InvalidValueException when the metadata is too long */
            public Declaration {
                if (metadata != null && metadata.length() > MAX_METADATA) {
                    throw new InvalidValueException("Upload-Metadata",
                            "must be at most " + MAX_METADATA + " characters");
                }
            }

            /** One that makes an image in any case. */
            public Declaration(
                    UserId owner, @Nullable Filename filename, ImageDetails details, @Nullable String metadata) {
                this(owner, filename, details, metadata, false);
            }
        }

        @Override
        public Instant graceStart() {
            return deadline;
        }

        @Override
        public Receiving claiming(@Nullable QuotaReservation other) {
            return new Receiving(id, image, deadline, declared, progress, other);
        }

        /** The same with this progress. */
        public Receiving at(UploadProgress next) {
            return new Receiving(id, image, deadline, declared, next, claim);
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
     * In the trash: only the list of the trash shows it. Its objects and its part of the quota stay, so that it can be restored as it was.
     *
     * @param trashedAt in whole milliseconds
     */
    record Trashed(Image image, Instant trashedAt) implements ImageState {
        public Trashed {
            Millis.require(trashedAt);
        }

        @Override
        public ImageId id() {
            return image.id();
        }
    }

    /**
     * No list shows it, its objects are being removed, and it never becomes ready again. The row stays until its grace
     * period is over, so that an object that is stored late is found and removed too.
     *
     * @param graceStart the time of the withdrawal of a ready or trashed image, or the {@linkplain Pending#graceStart() grace start} of
     *     the pending image that was abandoned
     */
    record Deleting(ImageId id, Instant graceStart) implements Unfinished {
        public Deleting {
            Millis.require(graceStart);
        }
    }
}
