package dev.darkroom.domain.port.out.imaging;

import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Identifies a file by its bytes, never by its name, without decoding pixels. Thread-safe. */
public interface ImageInspector {
    /**
     * Inspects a file. Time and memory are limited for any bytes.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the content can't be read
     */
    Inspection inspect(Content content);

    /** The result of {@link #inspect}. Each detail is a sentence for the client. */
    sealed interface Inspection {
        /**
         * A whole picture of an accepted type, within the limits.
         *
         * @param takenAt when the camera took it, if the file says so
         * @param sanitized the bytes to store: pixels, colour profile and orientation of the original, without the metadata that
         *     the privacy rule removes. It reads from the original, which must stay as long. It is the same content if
         *     there was nothing to remove.
         */
        record Accepted(
                ContentType contentType, Dimensions dimensions, @Nullable Instant takenAt, Content sanitized)
                implements Inspection {}

        /** Not a picture of an accepted type. */
        record Unsupported(String detail) implements Inspection {}

        /** An accepted type, but damaged, truncated, or with more pixels than the limits allow. */
        record Damaged(String detail) implements Inspection {}
    }
}
