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
 * Limits the requests of each client with a token bucket, which is refilled evenly within a minute. A client is a user or, without sign-in,
 * an address. Health checks and metrics do not count, so that a busy client does not make the service look unhealthy. Each process counts
 * for itself. Thread-safe.
 */
public final class RateLimit implements Handler {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    /**
     * Limits the memory, a few hundred bytes for each client. Beyond it, the clients with the fewest requests are removed first, which
     * refills their buckets.
     */
    private static final int MAX_CLIENTS = 50_000;

    private final int requestsPerMinute;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    /**
     * @param requestsPerMinute 0 for no limit
     * @param nanoTime as {@link System#nanoTime}, which does not change with the clock of the machine
     */
    public RateLimit(int requestsPerMinute, LongSupplier nanoTime) {
        this.requestsPerMinute = requestsPerMinute;
        this.time = new Time(nanoTime);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                .ticker(time::currentTimeNanos)
                // After this time the bucket is full again.
                .expireAfterAccess(PERIOD)
                .build();
    }

    @Override
    public void handle(Context ctx) {
        if (!ctx.path().startsWith("/health/") && !ctx.path().equals("/metrics")) {
            take(ctx.req());
        }
    }

    /** @throws ProblemException if the limit of the client is reached */
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
