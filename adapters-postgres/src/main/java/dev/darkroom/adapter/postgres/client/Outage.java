package dev.darkroom.adapter.postgres.client;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs one line when a server gets out of reach, and one when it answers again. Thread-safe. */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final long NONE = 0;

    private final String server;
    private final AtomicLong since = new AtomicLong(NONE);

    /** @param server its name for the log */
    Outage(String server) {
        this.server = server;
    }

    /** A call failed because of the server. */
    void begin(SQLException reason) {
        if (since.compareAndSet(NONE, System.nanoTime() | 1)) {
            LOG.warn("{} can't be used: {}", server, Failures.reason(reason));
        }
    }

    /** A call succeeded. */
    void end() {
        // Reads first: a write for each call would be shared by all processors.
        long began = since.get();
        if (began != NONE && since.compareAndSet(began, NONE)) {
            LOG.info("{} can be used again, after {} s", server,
                    Duration.ofNanos(System.nanoTime() - began).toSeconds());
        }
    }
}
