package dev.darkroom.domain.port.in.operations;

import java.util.function.Consumer;

/**
 * Stores the images of an archive under their own ids, with their own times and versions. Safe at any time beside any other
 * use case.
 */
public interface ImportImages {
    /**
     * Stores every image of the archive that is not there yet. It can be repeated, also after a failure: what is there stays
     * as it is, and an original that is missing from the store is put back. What an import that was ended left half done is
     * finished by the next one or removed by {@link Reconcile}.
     *
     * <p>The bytes get the same checks as those of an upload. What the privacy rule removes is not stored; a picture of which
     * nothing had to go keeps its bytes and its checksum.
     *
     * @param failures hears a sentence about each entry that could not be imported, in the archive's order, by one thread at
     *     a time
     * @throws dev.darkroom.domain.model.StorageException when the store, the catalog or the archive is out of reach, or
     *     the rest of the archive can't be read
     */
    Report importAll(Progress progress, Consumer<String> failures);

    /**
     * What was done.
     *
     * @param stored images that are new here
     * @param bytes of the originals of those
     * @param sanitized how many of those lost something to the privacy rule
     * @param present images that were here already
     * @param restored how many of those got back an original that was missing
     */
    record Report(long stored, long bytes, long sanitized, long present, long restored, long failed) {}
}
