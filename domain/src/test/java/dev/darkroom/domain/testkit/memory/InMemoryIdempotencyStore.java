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

/** Claims in a map; the plainest reading of the port, to hold others against. Thread-safe: one call at a time. */
public final class InMemoryIdempotencyStore implements IdempotencyStore {
    private record Name(UserId holder, IdempotencyKey key) {}

    private final Map<Name, IdempotencyRecord> claims = new HashMap<>();

    @Override
    public synchronized Optional<IdempotencyRecord> find(UserId holder, IdempotencyKey key, Instant now) {
        return Optional.ofNullable(claims.get(new Name(holder, key))).filter(claim -> now.isBefore(claim.expiresAt()));
    }

    @Override
    public synchronized Replacement put(@Nullable IdempotencyRecord current, IdempotencyRecord next, Instant now) {
        IdempotencyRecord found = find(next.holder(), next.key(), now).orElse(null);
        if (!next.equals(found) && !Objects.equals(current, found)) {
            return Replacement.CONFLICT;
        }
        claims.put(new Name(next.holder(), next.key()), next);
        return Replacement.REPLACED;
    }

    @Override
    public synchronized void removeExpired(Instant now) {
        claims.values().removeIf(claim -> !now.isBefore(claim.expiresAt()));
    }

    /** How many claims take up space. */
    public synchronized int size() {
        return claims.size();
    }
}
