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
 * How many requests with a body may be under way at once, and how slow a body may be. One client has three quarters of the
 * places at most. When there is none left, whoever sends slower than anybody does over a bad line makes room: it is cut off.
 * Thread-safe.
 */
public final class UploadPermits {
    /** What a body has to come to in a second, on average and after the time of grace: Apache's {@code RequestReadTimeout}. */
    private static final int MIN_BYTES_A_SECOND = 500;

    /** After a tenth of the time of grace it is known whether a body is slow. */
    private static final int YOUNG_SHARE = 10;

    private final int max;
    private final int maxOfOneClient;
    private final Duration grace;
    private final String what;
    private final Set<Place> taken = new LinkedHashSet<>();
    private final Map<String, Integer> ofClient = new HashMap<>();

    /**
     * @param max places
     * @param grace how long a body may take whatever its size
     * @param what is limited, for the refusal: a noun in plural
     */
    public UploadPermits(int max, Duration grace, String what) {
        this.max = max;
        this.maxOfOneClient = Math.max(1, max / 4 * 3);
        this.grace = grace;
        this.what = what;
    }

    /** The route, answered while it has a place. */
    public Handler around(Handler route) {
        return ctx -> {
            Place place = take(ctx.req());
            try {
                route.handle(ctx);
            } finally {
                free(place);
            }
        };
    }

    private Place take(HttpServletRequest request) {
        RequestContext context = RequestContext.of(request);
        String client = Client.of(request);
        Place place = new Place(client, context.connection());
        Place slow = null;
        synchronized (taken) {
            boolean isShareTaken = ofClient.getOrDefault(client, 0) >= maxOfOneClient;
            if (isShareTaken || taken.size() >= max) {
                slow = slowest(isShareTaken ? client : null);
                if (slow == null) {
                    throw isShareTaken ? shareTaken() : allTaken();
                }
                remove(slow);
            }
            taken.add(place);
            ofClient.merge(client, 1, Integer::sum);
        }
        if (slow != null) {
            slow.cutOff();
        }
        context.setBodyProgress(place);
        return place;
    }

    private @Nullable Place slowest(@Nullable String client) {
        long now = System.nanoTime();
        Place slowest = null;
        for (Place place : taken) {
            if ((client == null || place.client.equals(client)) && place.isSlow(now)
                    && (slowest == null || place.receivedBytes.get() < slowest.receivedBytes.get())) {
                slowest = place;
            }
        }
        return slowest;
    }

    private void free(Place place) {
        synchronized (taken) {
            remove(place);
        }
    }

    private void remove(Place place) {
        if (taken.remove(place)) {
            ofClient.computeIfPresent(place.client, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    private ProblemException shareTaken() {
        return new ProblemException(ErrorCode.RATE_LIMITED,
                "You have %d %s under way: try again when some are done".formatted(maxOfOneClient, what),
                ProblemException.RETRY_LATER);
    }

    private ProblemException allTaken() {
        return new ProblemException(ErrorCode.UNAVAILABLE,
                "There are %d %s under way, and no place for more: try again later".formatted(max, what),
                ProblemException.RETRY_LATER);
    }

    /** The body of one request. */
    final class Place implements RequestContext.BodyProgress {
        private final String client;
        private final RequestContext.@Nullable HeldConnection connection;
        private final long startNanos = System.nanoTime();
        private final AtomicLong receivedBytes = new AtomicLong();
        private volatile boolean isWhole;

        private Place(String client, RequestContext.@Nullable HeldConnection connection) {
            this.client = client;
            this.connection = connection;
        }

        @Override
        public void received(int bytes) {
            receivedBytes.addAndGet(bytes);
            if (System.nanoTime() - startNanos > grace.toNanos() + nanosAtLeastSpeed()) {
                throw new ProblemException(ErrorCode.TIMEOUT,
                        "The body comes too slowly: less than %d bytes a second".formatted(MIN_BYTES_A_SECOND),
                        Map.of("Connection", "close"));
            }
        }

        @Override
        public void complete() {
            isWhole = true;
        }

        private boolean isSlow(long now) {
            long elapsed = now - startNanos;
            return connection != null && !isWhole && elapsed > grace.toNanos() / YOUNG_SHARE
                    && elapsed > nanosAtLeastSpeed();
        }

        private long nanosAtLeastSpeed() {
            return receivedBytes.get() * (TimeUnit.SECONDS.toNanos(1) / MIN_BYTES_A_SECOND);
        }

        private void cutOff() {
            if (connection != null) {
                connection.close();
            }
        }
    }
}
