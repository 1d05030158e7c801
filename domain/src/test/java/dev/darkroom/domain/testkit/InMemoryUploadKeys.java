package dev.darkroom.domain.testkit;

import dev.darkroom.domain.model.IdempotencyKey;
import dev.darkroom.domain.model.UploadClaim;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.port.out.UploadKeys;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Claims in a map; the plainest reading of the port, to hold others against. Thread-safe: one call at a time. */
public final class InMemoryUploadKeys implements UploadKeys {
    private record Name(UserId holder, IdempotencyKey key) {}

    private final Map<Name, UploadClaim> claims = new HashMap<>();

    @Override
    public synchronized Optional<UploadClaim> find(UserId holder, IdempotencyKey key, Instant now) {
        return Optional.ofNullable(claims.get(new Name(holder, key))).filter(claim -> now.isBefore(claim.expiresAt()));
    }

    @Override
    public synchronized boolean put(@Nullable UploadClaim current, UploadClaim next, Instant now) {
        UploadClaim found = find(next.holder(), next.key(), now).orElse(null);
        if (!next.equals(found) && !Objects.equals(current, found)) {
            return false;
        }
        claims.put(new Name(next.holder(), next.key()), next);
        return true;
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
