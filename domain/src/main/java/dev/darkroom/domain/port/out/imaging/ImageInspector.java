package dev.darkroom.domain.port.out.imaging;

import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells what a file is from its bytes, never from its name, without decoding pixels. Thread-safe. */
public interface ImageInspector {
    /**
     * Looks at a file. Its time and memory are bounded whatever the bytes are.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the content can't be read
     */
    Inspection inspect(Content content);

    /** What a file turned out to be. Each detail is a sentence for whoever sent the file. */
    sealed interface Inspection {
        /**
         * A whole picture of an accepted type, within the limits.
         *
         * @param takenAt when the camera took it, if it says so
         * @param sanitized the bytes to store: pixels, colour profile and orientation are those of the original, and what
         *     the privacy rule removes is gone. It reads from the original, which must stay as long. It is the very same
         *     content when nothing had to go.
         */
        record Accepted(
                ContentType contentType, Dimensions dimensions, @Nullable Instant takenAt, Content sanitized)
                implements Inspection {}

        /** Not a picture of an accepted type. */
        record Unsupported(String detail) implements Inspection {}

        /** An accepted type, but damaged, cut short, or larger in pixels than the limits allow. */
        record Damaged(String detail) implements Inspection {}
    }
}
