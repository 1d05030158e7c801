package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.model.upload.IdempotencyRecord;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records in a map: the plainest implementation of the port, to compare others with. Thread-safe. */
public final class InMemoryIdempotencyStore implements IdempotencyStore {
    private record Name(UserId holder, IdempotencyKey key) {}

    private final Map<Name, IdempotencyRecord> records = new HashMap<>();

    @Override
    public synchronized Optional<IdempotencyRecord> find(UserId holder, IdempotencyKey key, Instant now) {
        return Optional.ofNullable(records.get(new Name(holder, key))).filter(found -> now.isBefore(found.expiresAt()));
    }

    @Override
    public synchronized Replacement put(@Nullable IdempotencyRecord current, IdempotencyRecord next, Instant now) {
        IdempotencyRecord found = find(next.holder(), next.key(), now).orElse(null);
        if (!next.equals(found) && !Objects.equals(current, found)) {
            return Replacement.CONFLICT;
        }
        records.put(new Name(next.holder(), next.key()), next);
        return Replacement.REPLACED;
    }

    @Override
    public synchronized void removeExpired(Instant now) {
        records.values().removeIf(found -> !now.isBefore(found.expiresAt()));
    }

    /** The number of stored records, including expired ones. */
    public synchronized int size() {
        return records.size();
    }
}
