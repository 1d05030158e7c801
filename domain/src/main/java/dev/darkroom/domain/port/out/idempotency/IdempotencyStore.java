package dev.darkroom.domain.port.out.idempotency;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.model.upload.IdempotencyRecord;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores the records of idempotency keys: one record for each key of each holder. A record that has expired at the given time
 * counts as none, whether it was removed or not. Implementations are safe for use by many threads and, if the store is shared,
 * many processes. Every method throws {@link dev.darkroom.domain.model.StorageException.Unavailable} when the store is
 * unreachable or full.
 */
public interface IdempotencyStore {
    /** Reads the record of a holder's key, with every change that returned before the call. Empty when there is none. */
    Optional<IdempotencyRecord> find(UserId holder, IdempotencyKey key, Instant now);

    /**
     * Replaces the current record of a key by the next one, in one step that is durable when this returns. Of concurrent calls
     * with different records, one replaces it. The call can be repeated if its response was lost.
     *
     * @param current the record that was read before, or null for none. If it has expired by now, the result is {@link
     *     Replacement#CONFLICT}
     * @param next expires later than now
     */
    Replacement put(@Nullable IdempotencyRecord current, IdempotencyRecord next, Instant now);

    /** The result of {@link #put}. */
    enum Replacement {
        /** The next record is stored, by this call or an earlier one. */
        REPLACED,
        /** The stored record is neither the current nor the next one. Nothing changed. */
        CONFLICT
    }

    /** Removes the expired records, unless the store does so by itself. Other records stay. */
    void removeExpired(Instant now);
}
