package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import org.jspecify.annotations.Nullable;

/** Deletes one image. Thread-safe. */
public interface DeleteImage {
    /**
     * Removes the metadata, the original and all renditions, for good before it returns. Of several calls at once for the
     * same image exactly one answers {@link Result.Deleted}.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is out of reach;
     *     a deletion that had begun then is finished by a repeat or by {@link dev.darkroom.domain.port.in.operations.Reconcile}
     */
    Result delete(Command command);

    /**
     * Which image.
     *
     * @param ifVersion delete only this version, or null to delete any
     */
    record Command(Actor actor, ImageId id, @Nullable Long ifVersion) {}

    /** What became of the command. */
    sealed interface Result {
        /** Gone. */
        record Deleted() implements Result {}

        /** There is no such image (any more), or it is not the actor's. */
        record NotFound() implements Result {}

        /** The image has another version; nothing changed. */
        record VersionMismatch() implements Result {}
    }
}
