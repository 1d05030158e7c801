package dev.darkroom.domain.port.out.idempotency;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.model.upload.IdempotencyRecord;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which keys were used for uploads, and what came of each: one claim for each key of each holder. A claim that has expired at
 * the time now counts as none, whether its space was given back or not. Implementations are safe for use by many threads and,
 * where the store is shared, many processes. Every method throws {@link dev.darkroom.domain.model.StorageException.Unavailable} when the store is out of
 * reach or full.
 */
public interface IdempotencyStore {
    /** The claim of a holder's key; sees every change that was answered before the call. Empty when there is none. */
    Optional<IdempotencyRecord> find(UserId holder, IdempotencyKey key, Instant now);

    /**
     * Puts a claim in the place of the current one of the same key, in one step that is durable when this returns. Of many
     * calls at once with different claims, one puts. It can be repeated, because the answer to the first try may have been
     * lost.
     *
     * @param current what was found before, or null for none
     */
    Replacement put(@Nullable IdempotencyRecord current, IdempotencyRecord next, Instant now);

    /** The result of {@link #put}. */
    enum Replacement {
        /** The next record is stored, by this call or an earlier one. */
        REPLACED,
        /** The stored record is neither the current nor the next one. Nothing changed. */
        CONFLICT
    }

    /** Gives back the space of what has expired, unless the store does so by itself. Other claims stay. */
    void removeExpired(Instant now);
}
