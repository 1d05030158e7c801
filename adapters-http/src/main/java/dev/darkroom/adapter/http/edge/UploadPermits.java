package dev.darkroom.adapter.http.edge;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.RequestContext;
import io.javalin.http.Handler;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Limits concurrent requests with a body, and how slowly a body may arrive. One client gets at most three quarters of the permits. If none is
 * left, the slowest body below the minimum rate is cut off, and its permit goes to the new request. Thread-safe.
 */
public final class UploadPermits {
    /** The minimum average rate of a body after the grace period, as in Apache's {@code RequestReadTimeout}. */
    private static final int MIN_BYTES_PER_SECOND = 500;

    /** A body can be cut off after this fraction of the grace period, a tenth. */
    private static final int GRACE_FRACTION = 10;

    private final int max;
    private final int maxOfOneClient;
    private final Duration grace;
    private final String what;
    private final Set<Permit> taken = new LinkedHashSet<>();
    private final Map<String, Integer> ofClient = new HashMap<>();

    /**
     * @param max the number of permits
     * @param grace how long a body may take regardless of its size
     * @param what the limited requests, as a plural noun for the refusal
     */
    public UploadPermits(int max, Duration grace, String what) {
        this.max = max;
        this.maxOfOneClient = Math.max(1, max / 4 * 3);
        this.grace = grace;
        this.what = what;
    }

    /** The route, which holds a permit while it runs. */
    public Handler around(Handler route) {
        return ctx -> {
            Permit permit = take(ctx.req());
            try {
                route.handle(ctx);
            } finally {
                free(permit);
            }
        };
    }

    private Permit take(HttpServletRequest request) {
        RequestContext context = RequestContext.of(request);
        String client = Client.of(request);
        Permit permit = new Permit(client, context.connection());
        Permit slow = null;
        synchronized (taken) {
            boolean isShareTaken = ofClient.getOrDefault(client, 0) >= maxOfOneClient;
            if (isShareTaken || taken.size() >= max) {
                slow = slowest(isShareTaken ? client : null);
                if (slow == null) {
                    throw isShareTaken ? shareTaken() : allTaken();
                }
                remove(slow);
            }
            taken.add(permit);
            ofClient.merge(client, 1, Integer::sum);
        }
        if (slow != null) {
            slow.cutOff();
        }
        context.setBodyProgress(permit);
        return permit;
    }

    private @Nullable Permit slowest(@Nullable String client) {
        long now = System.nanoTime();
        Permit slowest = null;
        for (Permit permit : taken) {
            if ((client == null || permit.client.equals(client)) && permit.isSlow(now)
                    && (slowest == null || permit.receivedBytes.get() < slowest.receivedBytes.get())) {
                slowest = permit;
            }
        }
        return slowest;
    }

    private void free(Permit permit) {
        synchronized (taken) {
            remove(permit);
        }
    }

    private void remove(Permit permit) {
        if (taken.remove(permit)) {
            ofClient.computeIfPresent(permit.client, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    private ProblemException shareTaken() {
        return new ProblemException(ErrorCode.RATE_LIMITED,
                "You have %d %s in progress: try again when some are done".formatted(maxOfOneClient, what),
                ProblemException.RETRY_LATER);
    }

    private ProblemException allTaken() {
        return new ProblemException(ErrorCode.UNAVAILABLE,
                "There are %d %s in progress, which is the limit: try again later".formatted(max, what),
                ProblemException.RETRY_LATER);
    }

    /** The permit of one request, which follows its body. */
    final class Permit implements RequestContext.BodyProgress {
        private final String client;
        private final RequestContext.@Nullable HeldConnection connection;
        private final long startNanos = System.nanoTime();
        private final AtomicLong receivedBytes = new AtomicLong();
        private volatile boolean isWhole;

        private Permit(String client, RequestContext.@Nullable HeldConnection connection) {
            this.client = client;
            this.connection = connection;
        }

        @Override
        public void received(int bytes) {
            receivedBytes.addAndGet(bytes);
            if (System.nanoTime() - startNanos > grace.toNanos() + nanosAtMinRate()) {
                throw new ProblemException(ErrorCode.TIMEOUT,
                        "The body arrives too slowly, with less than %d bytes per second"
                                .formatted(MIN_BYTES_PER_SECOND),
                        Map.of("Connection", "close"));
            }
        }

        @Override
        public void complete() {
            isWhole = true;
        }

        private boolean isSlow(long now) {
            long elapsed = now - startNanos;
            return connection != null && !isWhole && elapsed > grace.toNanos() / GRACE_FRACTION
                    && elapsed > nanosAtMinRate();
        }

        private long nanosAtMinRate() {
            return receivedBytes.get() * (TimeUnit.SECONDS.toNanos(1) / MIN_BYTES_PER_SECOND);
        }

        private void cutOff() {
            if (connection != null) {
                connection.close();
            }
        }
    }
}
