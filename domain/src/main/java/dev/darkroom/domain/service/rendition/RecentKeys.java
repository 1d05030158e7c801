package dev.darkroom.domain.service.rendition;

import dev.darkroom.domain.model.object.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Remembers keys that were seen in the store within the last hour, up to a limit, so that the store is not queried again. An
 * object that an operator removes by hand may be assumed to exist for up to an hour. Thread-safe.
 */
final class RecentKeys {
    /** About two megabytes. */
    static final int CAPACITY = 10_000;

    private static final Duration LIFE = Duration.ofHours(1);

    private final SequencedMap<ObjectKey, Instant> seen = new LinkedHashMap<>();
    private final InstantSource clock;

    RecentKeys(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(ObjectKey key) {
        seen.putLast(key, clock.instant());
        if (seen.size() > CAPACITY) {
            Map.Entry<ObjectKey, Instant> _ = seen.pollFirstEntry();
        }
    }

    synchronized boolean contains(ObjectKey key) {
        Instant at = seen.get(key);
        return at != null && clock.instant().isBefore(at.plus(LIFE));
    }
}
