package dev.darkroom.adapter.postgres.client;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A standby that answers reads. While it can't be used, only one call in {@link #PAUSE} tries it, so that reads do not wait for it each time.
 * Thread-safe.
 */
final class Replica implements AutoCloseable {
    /** Shorter than for the primary, which must have time to answer afterwards. */
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final long NOW = 0;

    private final Pool pool;
    private final Outage outage;
    private final AtomicLong usableFrom = new AtomicLong(NOW);

    Replica(PostgresSettings settings) {
        this.pool = new Pool(Connector.limited(settings).toStandby(), LIMIT);
        this.outage = new Outage("The replica for lists (" + settings.description() + ")");
    }

    /** Runs work that only reads. Empty if the replica can't answer now. */
    <T> Optional<T> read(Database.Work<T> work) {
        if (!mayTry()) {
            return Optional.empty();
        }
        try {
            T result = pool.run((_, session) -> work.run(session));
            usableFrom.set(NOW);
            outage.end();
            return Optional.of(result);
        } catch (SQLException e) {
            // A standby cancels reads that need row versions which the primary has removed.
            if (!Failures.isConflict(e)) {
                usableFrom.set(afterPause());
                outage.begin(e);
            }
            return Optional.empty();
        }
    }

    private boolean mayTry() {
        long from = usableFrom.get();
        return from == NOW || (System.nanoTime() - from >= 0 && usableFrom.compareAndSet(from, afterPause()));
    }

    private static long afterPause() {
        return (System.nanoTime() + PAUSE.toNanos()) | 1;
    }

    @Override
    public void close() {
        pool.close();
    }
}
