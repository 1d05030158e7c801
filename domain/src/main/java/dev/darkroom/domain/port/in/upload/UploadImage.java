package dev.darkroom.domain.port.in.upload;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Stores a picture. Thread-safe. */
public interface UploadImage {
    /** How long a key is remembered, from the upload that used it first. */
    Duration KEY_LIFE = Duration.ofHours(24);

    /**
     * Stores a picture, durably before it returns {@link Result.Uploaded}; from then on it is readable by its id. In
     * every other case, an exception included, nothing stays that {@link dev.darkroom.domain.port.in.operations.Reconcile} does not remove.
     *
     * <p>With a key, the calls of one caller with that key and the same request store one picture within {@link #KEY_LIFE},
     * however many they are, in however many processes, whichever of them fail, and when. What is refused does not use the key.
     * After an exception the picture may have been stored: the same call again tells so, or stores it.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is out of reach
     */
    Result upload(Command command);

    /**
     * A picture to store.
     *
     * @param owner whose it will be, or null for the actor's own
     * @param filename null when the client gave none
     * @param content the bytes received
     * @param key under which the caller will repeat the upload when it gets no answer, or null
     */
    record Command(
            Actor actor, @Nullable UserId owner, @Nullable Filename filename, ImageDetails details, Content content,
            @Nullable IdempotencyKey key) {

        /** Without a key. */
        public Command(
                Actor actor, @Nullable UserId owner, @Nullable Filename filename, ImageDetails details,
                Content content) {
            this(actor, owner, filename, details, content, null);
        }

        /** The same upload under a key. */
        public Command under(IdempotencyKey newKey) {
            return new Command(actor, owner, filename, details, content, newKey);
        }
    }

    /** What became of an upload. Each detail is a sentence for the client. */
    sealed interface Result {
        /** Stored. */
        record Uploaded(Image image) implements Result {}

        /** Stored by an earlier call with the same key and request: as it was then, whatever became of it since. */
        record Replayed(Image image) implements Result {}

        /** The key was used for another request. */
        record KeyReused() implements Result {}

        /** An earlier call with the same key and request is not over: the same call again, a little later, tells its result. */
        record InFlight() implements Result {}

        /** The actor may not store pictures for that owner, or nobody was named whose it is. */
        record NotAllowed() implements Result {}

        /** Not a picture of an accepted type. */
        record Unsupported(String detail) implements Result {}

        /** An accepted type, but damaged, cut short, or larger in pixels than the limits allow. */
        record Damaged(String detail) implements Result {}

        /**
         * Its owner's quota has no room for it.
         *
         * @param maxBytes how much an owner may have
         * @param usedBytes how much this one has, uploads under way included
         */
        record QuotaExceeded(long maxBytes, long usedBytes) implements Result {}
    }
}
