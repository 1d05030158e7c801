package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Filename;
import org.jspecify.annotations.Nullable;

/**
 * What was told when an upload was started whose bytes go straight to the store: all that is needed to make an image of
 * them once they are there.
 *
 * @param owner whose the image will be
 * @param filename null when the client gave none
 * @param contentType what the client declared, which the bytes may belie
 * @param sizeBytes of the bytes to come, at least 1
 */
public record DirectUpload(
        UserId owner, @Nullable Filename filename, ImageDetails details, ContentType contentType, long sizeBytes) {
    /** @throws InvalidValueException when the size is less than 1 */
    public DirectUpload {
        if (sizeBytes < 1) {
            throw new InvalidValueException("size", "must be at least 1");
        }
    }
}
