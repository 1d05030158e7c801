package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.ContentCredentials;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.Millis;
import dev.darkroom.domain.model.TakenTime;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.ObjectKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a stored picture.
 *
 * @param id its identity
 * @param owner its owner
 * @param filename its name on the owner's machine
 * @param contentType the type of the bytes, whatever the client declared
 * @param sizeBytes of the bytes stored, at least 1
 * @param dimensions as displayed
 * @param sha256 of the bytes stored
 * @param receivedSha256 of the bytes as its owner sent them; null for an image of a version that did not record it
 * @param details as the owner provides them
 * @param takenAt when the camera took it, if the file says so; a time without a zone is read as UTC. It is
 *     stored exactly, whatever its precision
 * @param contentCredentials what happened to its content credentials, or null if it had none
 * @param placeholder a base64 ThumbHash to show until the picture is loaded, or null when there is none
 * @param createdAt when it was stored, in whole milliseconds
 * @param updatedAt when its details last changed, in whole milliseconds
 * @param version 1 when stored, incremented by each edit
 */
public record Image(
        ImageId id,
        UserId owner,
        Filename filename,
        ContentType contentType,
        long sizeBytes,
        Dimensions dimensions,
        Checksum sha256,
        @Nullable Checksum receivedSha256,
        ImageDetails details,
        @Nullable Instant takenAt,
        @Nullable ContentCredentials contentCredentials,
        @Nullable String placeholder,
        Instant createdAt,
        Instant updatedAt,
        long version) {

    /** @throws IllegalArgumentException when the size, the version or the precision of a time is out of range */
    public Image {
        if (sizeBytes < 1 || version < 1) {
            throw new IllegalArgumentException("size and version start at 1, not " + sizeBytes + " and " + version);
        }
        Millis.require(createdAt);
        Millis.require(updatedAt);
    }

    /** The same image with this placeholder. */
    public Image withPlaceholder(@Nullable String newPlaceholder) {
        return new Image(
                id, owner, filename, contentType, sizeBytes, dimensions, sha256, receivedSha256, details,
                takenAt, contentCredentials, newPlaceholder, createdAt, updatedAt, version);
    }

    /** The same image with another original. */
    public Image withBytes(long newSizeBytes, Checksum newSha256) {
        return new Image(
                id, owner, filename, contentType, newSizeBytes, dimensions, newSha256, receivedSha256, details,
                takenAt, contentCredentials, placeholder, createdAt, updatedAt, version);
    }

    /** The next version, with these details. */
    public Image edited(ImageDetails newDetails, Instant at) {
        return revision(newDetails, at, version + 1);
    }

    /** Whether this is the earlier image, or a later version of it, with or without a placeholder that was added. */
    public boolean isOrWas(Image earlier) {
        return version >= earlier.version
                && revision(earlier.details, earlier.updatedAt, earlier.version)
                        .withPlaceholder(earlier.placeholder)
                        .equals(earlier);
    }

    private Image revision(ImageDetails otherDetails, Instant otherUpdatedAt, long otherVersion) {
        return new Image(
                id, owner, filename, contentType, sizeBytes, dimensions, sha256, receivedSha256, otherDetails,
                takenAt, contentCredentials, placeholder, createdAt, otherUpdatedAt, otherVersion);
    }

    /** The key of its original. */
    public ObjectKey originalKey() {
        return ObjectKey.original(id, contentType);
    }

    /** When the camera took the picture, in whole milliseconds, or else when it was stored. */
    public Instant takenTime() {
        return TakenTime.of(takenAt, createdAt);
    }

    /** Its place in the order of storing. */
    public Position position() {
        return position(SortKey.CREATED_AT);
    }

    /** Its place in the order of the key. */
    public Position position(SortKey key) {
        return new Position(switch (key) {
            case CREATED_AT -> createdAt;
            case TAKEN_AT -> takenTime();
        }, id);
    }
}
