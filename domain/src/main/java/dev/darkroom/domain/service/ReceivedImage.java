package dev.darkroom.domain.service;

import dev.darkroom.domain.model.Checksum;
import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.model.Filename;
import dev.darkroom.domain.model.Image;
import dev.darkroom.domain.model.ImageDetails;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.port.out.BlobStore;
import dev.darkroom.domain.port.out.ImageInspector.Inspection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A picture that was received and accepted, and what its owner says about it.
 *
 * @param content the bytes received
 * @param sha256 of the bytes received
 */
record ReceivedImage(
        UserId owner, @Nullable Filename filename, ImageDetails details, Content content, Checksum sha256,
        Inspection.Accepted accepted) {

    /** The image that it becomes, with the checksum of the bytes received. */
    Image image(ImageId id, Instant createdAt) {
        Content sanitized = accepted.sanitized();
        return new Image(
                id,
                owner,
                filename != null ? filename : Filename.defaultFor(accepted.contentType()),
                accepted.contentType(),
                sanitized.sizeBytes(),
                accepted.dimensions(),
                sha256,
                details,
                accepted.takenAt(),
                null,
                createdAt,
                createdAt,
                1);
    }

    /** Stores its original without the metadata, and gives the image with the checksum of what is stored. */
    static Image store(BlobStore store, Image image, Content received, Content sanitized) {
        if (sanitized.equals(received)) {
            store.put(image.originalKey(), sanitized, image.contentType(), image.sha256());
            return image;
        }
        Checksum stored = store.put(image.originalKey(), sanitized, image.contentType());
        return image.withBytes(sanitized.sizeBytes(), stored);
    }
}
