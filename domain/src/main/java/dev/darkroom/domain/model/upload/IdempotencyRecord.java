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
 * That somebody's key was used for an upload, and what came of it.
 *
 * @param holder whose key it is; the same key of somebody else is another one
 * @param request of everything that was asked for
 * @param imageId what the upload makes, and nobody else does: it was announced before the claim was made
 * @param leasedUntil from when on an upload that is still under way is taken to be dead, in whole milliseconds
 * @param expiresAt from when on the key counts as never used, in whole seconds
 * @param answer what the upload was answered with, or null when it was not yet
 */
public record IdempotencyRecord(
        UserId holder,
        IdempotencyKey key,
        Checksum request,
        ImageId imageId,
        Instant leasedUntil,
        Instant expiresAt,
        @Nullable Image answer) {

    /** @throws IllegalArgumentException when a time is too precise, or the answer is another image */
    public IdempotencyRecord {
        Millis.require(leasedUntil);
        if (!expiresAt.equals(expiresAt.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("A claim expires at a whole second, not " + expiresAt);
        }
        if (answer != null && !answer.id().equals(imageId)) {
            throw new IllegalArgumentException("The claim is for " + imageId + ", not " + answer.id());
        }
    }

    /** The same claim with this answer. */
    public IdempotencyRecord answered(Image image) {
        return new IdempotencyRecord(holder, key, request, imageId, leasedUntil, expiresAt, image);
    }
}
