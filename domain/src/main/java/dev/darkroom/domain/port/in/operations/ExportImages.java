package dev.darkroom.domain.port.in.operations;

import dev.darkroom.domain.model.image.Image;
import java.util.function.Consumer;

/** Copies the whole collection into an archive; renditions are left out. Safe at any time beside any other use case. */
public interface ExportImages {
    /**
     * Writes every image whose original is as it was stored, in the order of creation, and finishes the archive. What can't
     * be exported is told, and keeps nothing else from being exported. An image that is deleted meanwhile is left out.
     *
     * @param failures hears what could not be exported as it is found, by one thread at a time
     * @throws dev.darkroom.domain.model.StorageException when the store, the catalog or the archive is out of reach;
     *     the archive then is not finished, and another export goes on where this one ended, if the archive is one that can
     */
    Report export(Progress progress, Consumer<Failure> failures);

    /**
     * An image that could not be exported.
     *
     * @param detail a sentence for whoever runs the service
     */
    record Failure(Image image, String detail) {}

    /**
     * What was done.
     *
     * @param copied images whose originals were copied
     * @param held images whose originals the archive had already
     * @param bytes of the originals of both
     */
    record Report(long copied, long held, long bytes, long failed) {}
}
