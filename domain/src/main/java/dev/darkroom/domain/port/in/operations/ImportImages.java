package dev.darkroom.domain.port.in.operations;

import java.util.function.Consumer;

/**
 * Stores the images of an archive with their ids, times and versions. It can run beside every other use case.
 */
public interface ImportImages {
    /**
     * Stores every image of the archive that does not exist yet. It can be repeated, also after a failure: existing images do
     * not change, and an original that is missing from the store is restored. If an import is interrupted, the next one
     * finishes its images, or {@link Reconcile} removes them.
     *
     * <p>The bytes get the same checks as those of an upload. Metadata that the privacy rule removes is not stored. A picture
     * without such metadata keeps its bytes and its checksum.
     *
     * @param failures receives a sentence about each entry that could not be imported, in the order of the archive, by one
     *     thread at a time
     * @throws dev.darkroom.domain.model.StorageException when the store, the catalog or the archive is unavailable, or
     *     the rest of the archive can't be read
     */
    Report importAll(Progress progress, Consumer<String> failures);

    /**
     * The number of images by result.
     *
     * @param stored images that were stored
     * @param bytes the size of their originals
     * @param sanitized how many of those lost metadata to the privacy rule
     * @param present images that existed already
     * @param restored how many of those got back a missing original
     */
    record Report(long stored, long bytes, long sanitized, long present, long restored, long failed) {}
}
