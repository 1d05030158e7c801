package dev.darkroom.domain.port.in.operations;

import dev.darkroom.domain.model.image.Image;
import java.util.function.Consumer;

/** Copies all images without renditions into an archive. It can run beside every other use case. */
public interface ExportImages {
    /**
     * Writes every image whose original is as it was stored, in the order of creation, and finishes the archive. An image that
     * can't be exported is reported, and the export continues. An image that is deleted meanwhile is left out.
     *
     * @param failures receives each failure at once, by one thread at a time
     * @throws dev.darkroom.domain.model.StorageException when the store, the catalog or the archive is unavailable;
     *     the archive is not finished then, and the next export continues there if the archive supports it
     */
    Report export(Progress progress, Consumer<Failure> failures);

    /**
     * An image that could not be exported.
     *
     * @param detail a sentence for the operator
     */
    record Failure(Image image, String detail) {}

    /**
     * The number of exported images.
     *
     * @param copied images whose originals were copied
     * @param held images whose originals the archive already had
     * @param bytes the size of the originals of both
     */
    record Report(long copied, long held, long bytes, long failed) {}
}
