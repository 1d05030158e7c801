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
 * The keys that an issuer publishes, remembered. They are fetched when the first is needed, when they are older than {@link
 * #FRESH}, and when a token names a key that is not among them, which the issuer may have begun to use; never more often
 * than once in {@link #PAUSE}, whatever tokens name. While the issuer is out of reach, those fetched last stay good.
 * Thread-safe.
 */
final class PublishedKeys implements JWKSource<SecurityContext> {
    /** How long a key that the issuer has withdrawn may go on being good. */
    static final Duration FRESH = Duration.ofMinutes(5);

    /** Between two fetches: what somebody who sends keys made up can make this server do to the issuer. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);

    private final URI address;
    private final LongSupplier nanoTime;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Fetched last;
    // Of whoever is fetching.
    private long fetchedAt;
    private boolean hasFetched;
    private @Nullable IOException failure;

    /** @param number counts what was fetched */
    private record Fetched(JWKSet keys, long nanos, long number) {}

    /** @param nanoTime as {@link System#nanoTime}, which no operator sets */
    PublishedKeys(URI address, LongSupplier nanoTime) {
        this.address = address;
        this.nanoTime = nanoTime;
    }

    /**
     * The keys that a token may be signed with.
     *
     * @throws StorageException.Unavailable when none were ever fetched, or the one named is not among those that were, and
     *     the issuer is out of reach
     */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        Fetched known = last;
        if (known == null) {
            known = newer(null);
        } else if (nanoTime.getAsLong() - known.nanos() > FRESH.toNanos() && !fetching.isLocked()) {
            known = newerIfThereAre(known);
        }
        List<JWK> keys = selector.select(known.keys());
        return keys.isEmpty() ? selector.select(newer(known).keys()) : keys;
    }

    private Fetched newerIfThereAre(Fetched known) {
        try {
            return newer(known);
        } catch (StorageException.Unavailable e) {
            return known;
        }
    }

    /** Those fetched since, by whoever comes first, or the same when it is too early to fetch again. */
    private Fetched newer(@Nullable Fetched known) {
        acquire();
        try {
            Fetched current = last;
            if (current != null && (known == null || current.number() > known.number())) {
                return current;
            }
            long now = nanoTime.getAsLong();
            if (!hasFetched || now - fetchedAt >= PAUSE.toNanos()) {
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

    /** Remembers what came of it; gives what was known before when nothing did. */
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
                        .log("The issuer's keys are out of reach; those fetched before stay good");
            }
        }
        return last;
    }

    private void acquire() {
        try {
            // Somebody else's fetch ends in this time, and all who waited for it take what it gave.
            if (!fetching.tryLock(KeyDownload.LONGEST.plus(KeyDownload.LONGEST).toMillis(), TimeUnit.MILLISECONDS)) {
                throw unavailable(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private StorageException.Unavailable unavailable(@Nullable Exception cause) {
        return new StorageException.Unavailable("The issuer's keys at " + address + " are out of reach", cause);
    }
}
