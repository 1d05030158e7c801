package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Filename;
import org.jspecify.annotations.Nullable;

/**
 * What a client declared when it started a direct upload, whose bytes it sends to the store itself. With the bytes, this is
 * everything that an image is made from.
 *
 * @param owner of the image
 * @param filename null when the client gave none
 * @param contentType as declared; the bytes may be of another type
 * @param sizeBytes as declared, at least 1
 * @param returnsExisting whether an image of the owner with the same bytes is returned instead of a second one
 */
public record DirectUpload(
        UserId owner, @Nullable Filename filename, ImageDetails details, ContentType contentType, long sizeBytes,
        boolean returnsExisting) {
    /** @throws InvalidValueException when the size is less than 1 */
    public DirectUpload {
        if (sizeBytes < 1) {
            throw new InvalidValueException("size", "must be at least 1");
        }
    }

    /** One that makes an image in any case. */
    public DirectUpload(
            UserId owner, @Nullable Filename filename, ImageDetails details, ContentType contentType, long sizeBytes) {
        this(owner, filename, details, contentType, sizeBytes, false);
    }
}
