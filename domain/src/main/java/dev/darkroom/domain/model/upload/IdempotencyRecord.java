package dev.darkroom.domain.model.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.Millis;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Checksum;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The record that a holder's key was used for an upload, and the result of the upload.
 *
 * @param holder the user who used the key; the same key of another user is unrelated
 * @param request the checksum of the whole request
 * @param imageId the image that only this upload makes; it is announced before the record is written
 * @param leasedUntil from then on another request may take over an unfinished upload; in whole milliseconds
 * @param expiresAt from then on the key counts as unused; in whole seconds
 * @param answer the resulting image, or null while there is none
 */
public record IdempotencyRecord(
        UserId holder,
        IdempotencyKey key,
        Checksum request,
        ImageId imageId,
        Instant leasedUntil,
        Instant expiresAt,
        @Nullable Image answer) {

    /** @throws IllegalArgumentException when a time is too precise, or the answer is not the image with this id */
    public IdempotencyRecord {
        Millis.require(leasedUntil);
        if (!expiresAt.equals(expiresAt.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("A record expires at a whole second, not " + expiresAt);
        }
        if (answer != null && !answer.id().equals(imageId)) {
            throw new IllegalArgumentException("The record is for " + imageId + ", not " + answer.id());
        }
    }

    /** The same record with this image as the result. */
    public IdempotencyRecord answered(Image image) {
        return new IdempotencyRecord(holder, key, request, imageId, leasedUntil, expiresAt, image);
    }
}
