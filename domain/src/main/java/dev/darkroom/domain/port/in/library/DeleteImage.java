package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import org.jspecify.annotations.Nullable;

/** Deletes one image, or moves it to the trash. Thread-safe. */
public interface DeleteImage {
    /**
     * With a trash, moves the image to it, unless the deletion is permanent. Otherwise removes the metadata, the original and all renditions. They
     * are removed for good when it returns. Of concurrent calls for the same image, exactly one returns {@link Result.Deleted}, unless the image
     * was in the trash.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is unavailable;
     *     a deletion that had started is finished by a repeated call or by {@link dev.darkroom.domain.port.in.operations.Reconcile}
     */
    Result delete(Command command);

    /**
     * The image to delete.
     *
     * @param ifVersion delete only this version, or null to delete any
     * @param isPermanent whether the image is removed for good, also from the trash
     */
    record Command(Actor actor, ImageId id, @Nullable Long ifVersion, boolean isPermanent) {
        /** A deletion that moves the image to the trash, if there is one. */
        public Command(Actor actor, ImageId id, @Nullable Long ifVersion) {
            this(actor, id, ifVersion, false);
        }
    }

    /** The result of {@link #delete}. */
    sealed interface Result {
        /** This call deleted the image. */
        record Deleted() implements Result {}

        /** The image is in the trash, by this call. */
        record Trashed() implements Result {}

        /** There is no such image, or the actor may not delete it. */
        record NotFound() implements Result {}

        /** The image has another version. Nothing changed. */
        record VersionMismatch() implements Result {}
    }
}
