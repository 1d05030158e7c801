package dev.darkroom.domain.port.in.operations;

import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.StoredObject;
import java.util.function.Consumer;

/** Compares the store with the catalog. It changes nothing, and can run beside every other use case. */
public interface CheckImages {
    /**
     * Reads the original of every image and compares it with its row, then looks for objects without a row. Images that are
     * stored or deleted meanwhile cause no findings.
     *
     * @param findings receives each finding at once, by one thread at a time: originals in the order of creation, then
     *     objects
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is unavailable
     */
    Report check(Progress progress, Consumer<Finding> findings);

    /** One finding. Each detail is a sentence for the operator. */
    sealed interface Finding {
        /** The original of an image does not exist. */
        record Missing(Image image) implements Finding {}

        /** The original of an image has other bytes than the ones that were stored. */
        record Damaged(Image image, String detail) implements Finding {}

        /** The original of an image can't be read, although the store can be used. */
        record Unreadable(Image image, String detail) implements Finding {}

        /** An object that belongs to no image and can be removed. */
        record Extra(StoredObject object) implements Finding {}
    }

    /**
     * The number of findings.
     *
     * @param whole images whose originals are as they were stored
     * @param bytes the size of those originals
     */
    record Report(long whole, long bytes, long missing, long damaged, long unreadable, long extra) {
        /** Whether nothing is wrong. */
        public boolean clean() {
            return missing + damaged + unreadable + extra == 0;
        }
    }
}
