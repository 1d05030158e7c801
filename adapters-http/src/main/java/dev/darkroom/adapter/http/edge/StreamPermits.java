package dev.darkroom.adapter.http.edge;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.RequestContext;
import io.javalin.http.Handler;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits responses that have no end. A client that closes a connection is noticed late, with the next bytes that are written to it. Therefore,
 * if no permit is left, those of clients that have gone are taken back first. Thread-safe.
 */
public final class StreamPermits {
    private final int max;
    private final int maxOfOneClient;
    private final Set<Permit> taken = new LinkedHashSet<>();
    private final Map<String, Integer> ofClient = new HashMap<>();

    /**
     * @param max the number of permits
     * @param maxOfOneClient the number that one user or, without sign-in, one address may have
     */
    public StreamPermits(int max, int maxOfOneClient) {
        this.max = max;
        this.maxOfOneClient = maxOfOneClient;
    }

    /** Not a record, because a client may have several equal ones. */
    private static final class Permit {
        private final String client;
        private final RequestContext.@Nullable HeldConnection connection;

        private Permit(String client, RequestContext.@Nullable HeldConnection connection) {
            this.client = client;
            this.connection = connection;
        }

        boolean isGone() {
            return connection != null && connection.isGone();
        }
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

    /** The number of permits that are taken. */
    public int taken() {
        synchronized (taken) {
            return taken.size();
        }
    }

    private Permit take(HttpServletRequest request) {
        String client = Client.of(request);
        Permit permit = new Permit(client, RequestContext.of(request).connection());
        synchronized (taken) {
            if (ofClient.getOrDefault(client, 0) >= maxOfOneClient && !takeBack(client)) {
                throw new ProblemException(ErrorCode.RATE_LIMITED,
                        "You have %d streams open: close one of them".formatted(maxOfOneClient),
                        ProblemException.RETRY_LATER);
            }
            if (taken.size() >= max && !takeBack(null)) {
                throw new ProblemException(ErrorCode.UNAVAILABLE,
                        "There are %d streams open, which is the limit: try again later".formatted(max),
                        ProblemException.RETRY_LATER);
            }
            taken.add(permit);
            ofClient.merge(client, 1, Integer::sum);
        }
        return permit;
    }

    /** Takes back a permit of this client, or of any if it is null. Returns whether there was one. */
    private boolean takeBack(@Nullable String client) {
        Optional<Permit> gone = taken.stream()
                .filter(permit -> client == null || permit.client.equals(client))
                .filter(Permit::isGone)
                .findFirst();
        gone.ifPresent(this::remove);
        return gone.isPresent();
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
}
