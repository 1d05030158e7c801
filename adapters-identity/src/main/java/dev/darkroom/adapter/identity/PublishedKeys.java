package dev.darkroom.adapter.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.darkroom.domain.model.StorageException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of the keys that an issuer publishes. It fetches them when the first key is needed, when they are older than {@link
 * #MAX_AGE}, and when a token names an unknown key, because the issuer may have added it; but at most once in {@link
 * #MIN_FETCH_INTERVAL}. While the issuer is unreachable, the keys that were fetched last stay valid. Thread-safe.
 */
final class PublishedKeys implements JWKSource<SecurityContext> {
    /** How long a key stays valid after the issuer has withdrawn it. */
    static final Duration MAX_AGE = Duration.ofMinutes(5);

    /** Limits the requests that a client can cause at the issuer with made-up key ids. */
    static final Duration MIN_FETCH_INTERVAL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);

    private final URI address;
    private final LongSupplier nanoTime;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Fetched last;
    // Guarded by fetching.
    private long fetchedAt;
    private boolean hasFetched;
    private @Nullable IOException failure;

    /** @param number counts the fetches that succeeded */
    private record Fetched(JWKSet keys, long nanos, long number) {}

    /** @param nanoTime as {@link System#nanoTime}: unlike the time of day, it is never set back */
    PublishedKeys(URI address, LongSupplier nanoTime) {
        this.address = address;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns the keys that the selector accepts.
     *
     * @throws StorageException.Unavailable if the cache is empty or has no such key, and the issuer is unreachable
     */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        Fetched known = last;
        if (known == null) {
            known = newer(null);
        } else if (nanoTime.getAsLong() - known.nanos() > MAX_AGE.toNanos() && !fetching.isLocked()) {
            known = newerIfReachable(known);
        }
        List<JWK> keys = selector.select(known.keys());
        return keys.isEmpty() ? selector.select(newer(known).keys()) : keys;
    }

    private Fetched newerIfReachable(Fetched known) {
        try {
            return newer(known);
        } catch (StorageException.Unavailable e) {
            return known;
        }
    }

    /** Keys fetched later than the known ones, by this thread or another; the known ones if it is too early to fetch again. */
    private Fetched newer(@Nullable Fetched known) {
        acquire();
        try {
            Fetched current = last;
            if (current != null && (known == null || current.number() > known.number())) {
                return current;
            }
            long now = nanoTime.getAsLong();
            if (!hasFetched || now - fetchedAt >= MIN_FETCH_INTERVAL.toNanos()) {
                hasFetched = true;
                fetchedAt = now;
                current = fetch(now);
            }
            if (failure != null || current == null) {
                throw unavailable(failure);
            }
            return current;
        } finally {
            fetching.unlock();
        }
    }

    /** Fetches and caches the keys, or records the failure. Returns the cached keys. */
    private @Nullable Fetched fetch(long now) {
        try {
            Fetched before = last;
            last = new Fetched(KeyDownload.from(address), now, before == null ? 1 : before.number() + 1);
            failure = null;
        } catch (IOException e) {
            failure = e;
            if (last != null) {
                LOG.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .log("Cannot fetch the issuer's keys; the cached keys stay valid");
            }
        }
        return last;
    }

    private void acquire() {
        try {
            // The fetch of another thread ends within its timeout, and this thread then uses its result.
            if (!fetching.tryLock(KeyDownload.TIMEOUT.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS)) {
                throw unavailable(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private StorageException.Unavailable unavailable(@Nullable Exception cause) {
        return new StorageException.Unavailable("The issuer's keys at " + address + " cannot be fetched", cause);
    }
}
