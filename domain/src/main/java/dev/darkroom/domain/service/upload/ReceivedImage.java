package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.service.content.Checksums;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A picture that was received and accepted, with its owner's details.
 *
 * @param received the bytes as they were sent
 * @param accepted with the bytes to store
 */
record ReceivedImage(
        UserId owner, @Nullable Filename filename, ImageDetails details, Content received,
        Inspection.Accepted accepted) {

    /** The size of the original, which is the received picture without private metadata. */
    long sizeBytes() {
        return accepted.sanitized().sizeBytes();
    }

    /** Stores the original and returns the image. */
    Image store(BlobStore store, ImageId id, Instant createdAt) {
        ContentType contentType = accepted.contentType();
        Checksum stored = store.put(ObjectKey.original(id, contentType), accepted.sanitized(), contentType);
        return new Image(
                id,
                owner,
                filename != null ? filename : Filename.defaultFor(contentType),
                contentType,
                sizeBytes(),
                accepted.dimensions(),
                stored,
                receivedSha256(stored),
                details,
                accepted.takenAt(),
                accepted.contentCredentials(),
                null,
                createdAt,
                createdAt,
                1);
    }

    /** The bytes are not read again if they were stored as they are. */
    private Checksum receivedSha256(Checksum stored) {
        return accepted.sanitized().equals(received) ? stored : Checksums.of(received);
    }
}
