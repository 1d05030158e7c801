package dev.darkroom.domain.port.in.operations;

import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.StoredObject;
import java.util.function.Consumer;

/** Holds what is stored against the catalog. It changes nothing, and is safe at any time beside any other use case. */
public interface CheckImages {
    /**
     * Reads the original of every image and compares it with its row, then looks for objects that no row knows. What is
     * stored or deleted meanwhile is not found wrong.
     *
     * @param findings hears what is wrong as it is found, by one thread at a time: originals in the order of creation, then
     *     objects
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is out of reach
     */
    Report check(Progress progress, Consumer<Finding> findings);

    /** Something that is wrong. Each detail is a sentence for whoever runs the service. */
    sealed interface Finding {
        /** The original of an image is not there. */
        record Missing(Image image) implements Finding {}

        /** The original of an image has other bytes than were stored. */
        record Damaged(Image image, String detail) implements Finding {}

        /** The original of an image can't be read, although the store can be used. */
        record Unreadable(Image image, String detail) implements Finding {}

        /** An object that belongs to no image: nothing would be missed without it. */
        record Extra(StoredObject object) implements Finding {}
    }

    /**
     * What was found.
     *
     * @param whole images whose originals are as they were stored
     * @param bytes of those
     */
    record Report(long whole, long bytes, long missing, long damaged, long unreadable, long extra) {
        /** Whether nothing is wrong. */
        public boolean clean() {
            return missing + damaged + unreadable + extra == 0;
        }
    }
}
