package dev.darkroom.adapter.http.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many requests one client may send: a bucket of as many tokens as the limit, which fills again evenly within a minute.
 * A client is whoever is signed in, else an address. Health checks and metrics are free, so that a busy client does not make
 * the service look ill. What is counted is this process's alone. Thread-safe.
 */
public final class RateLimit implements Handler {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    /**
     * More clients are not remembered, so that they can't fill the memory: those seen least are forgotten first, which
     * fills their buckets. A few hundred bytes each.
     */
    private static final int MAX_CLIENTS = 50_000;

    private final int requestsPerMinute;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    /**
     * @param requestsPerMinute 0 for no limit
     * @param nanoTime as {@link System#nanoTime}, which no operator sets
     */
    public RateLimit(int requestsPerMinute, LongSupplier nanoTime) {
        this.requestsPerMinute = requestsPerMinute;
        this.time = new Time(nanoTime);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                .ticker(time::currentTimeNanos)
                // A bucket is full again by then.
                .expireAfterAccess(PERIOD)
                .build();
    }

    @Override
    public void handle(Context ctx) {
        if (!ctx.path().startsWith("/health/") && !ctx.path().equals("/metrics")) {
            take(ctx.req());
        }
    }

    /** @throws ProblemException when the client has none left */
    void take(HttpServletRequest request) {
        if (requestsPerMinute == 0) {
            return;
        }
        ConsumptionProbe probe = buckets.get(Client.of(request), _ -> full()).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            long nanos = probe.getNanosToWaitForRefill();
            long seconds = Math.max(1, Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1)));
            throw new ProblemException(ErrorCode.RATE_LIMITED,
                    "More than %d requests a minute: wait %d s".formatted(requestsPerMinute, seconds),
                    Map.of("Retry-After", Long.toString(seconds)));
        }
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(requestsPerMinute).refillGreedy(requestsPerMinute, PERIOD))
                .withCustomTimePrecision(time)
                .build();
    }

    private record Time(LongSupplier nanoTime) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
