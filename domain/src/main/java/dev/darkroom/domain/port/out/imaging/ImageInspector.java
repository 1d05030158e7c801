package dev.darkroom.domain.port.out.imaging;

import dev.darkroom.domain.model.ContentCredentials;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Inspects files: determines the type of a picture from its bytes, never from its name, and removes private metadata.
 * Does not decode pixels, so damage inside of them is not found if it leaves the structure of the file intact.
 * Thread-safe.
 */
public interface ImageInspector {
    /**
     * Inspects a file. Time and memory are bounded, and there is a result for all bytes.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable if the content can't be read, or has fewer bytes
     *     than its size says
     */
    Inspection inspect(Content content);

    /** The result of an inspection. Each detail is one or more sentences for the client that sent the file. */
    sealed interface Inspection {
        /**
         * A complete picture of an accepted type, within the limits.
         *
         * @param dimensions the size as displayed, after the orientation is applied
         * @param takenAt the time at which the camera took the picture; null if the file does not contain it
         * @param contentCredentials what happened to the content credentials of the original; null if it has none. If
         *     other metadata is removed, they are removed too, completely: a reader finds none, rather than invalid ones.
         * @param sanitized the bytes to store. Pixels, colour profile and orientation are those of the original; the
         *     metadata that the privacy rule forbids is removed. To inspect it again removes nothing more. It is the
         *     same instance as the original if nothing is removed; otherwise it reads from the original, which must
         *     stay readable as long.
         */
        record Accepted(
                ContentType contentType,
                Dimensions dimensions,
                @Nullable Instant takenAt,
                @Nullable ContentCredentials contentCredentials,
                Content sanitized)
                implements Inspection {
            /** A picture without content credentials. */
            public Accepted(
                    ContentType contentType, Dimensions dimensions, @Nullable Instant takenAt, Content sanitized) {
                this(contentType, dimensions, takenAt, null, sanitized);
            }
        }

        /** Not a picture of an accepted type. */
        record Unsupported(String detail) implements Inspection {}

        /** A picture of an accepted type that is damaged, incomplete, or has more pixels than the limits allow. */
        record Damaged(String detail) implements Inspection {}
    }
}
