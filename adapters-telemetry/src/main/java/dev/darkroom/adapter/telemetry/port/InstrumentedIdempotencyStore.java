package dev.darkroom.adapter.telemetry.port;

import dev.darkroom.adapter.telemetry.metrics.PortCalls;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.model.upload.IdempotencyRecord;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Measures each call of an idempotency store. */
public record InstrumentedIdempotencyStore(IdempotencyStore store, PortCalls calls) implements IdempotencyStore {
    @Override
    public Optional<IdempotencyRecord> find(UserId holder, IdempotencyKey key, Instant now) {
        return calls.timed("find", () -> store.find(holder, key, now));
    }

    @Override
    public Replacement put(@Nullable IdempotencyRecord current, IdempotencyRecord next, Instant now) {
        return calls.timed("put", () -> store.put(current, next, now));
    }

    @Override
    public void removeExpired(Instant now) {
        calls.timed("remove_expired", () -> store.removeExpired(now));
    }
}
