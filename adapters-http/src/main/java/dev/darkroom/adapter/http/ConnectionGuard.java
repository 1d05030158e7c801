package dev.darkroom.adapter.http;

import jakarta.servlet.ServletRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps connections free for those who have something to ask. A connection that <em>waits</em>, for the rest of a request's
 * head, for its next request, or while what a refused client still sends is thrown away, is closed when it does so for too
 * long, and sooner when connections run short: then the address that has most of them loses the one that waits longest.
 * A connection whose request is being answered is let alone. One address has three quarters of all connections at most,
 * unless it is a trusted proxy, behind which many clients are.
 *
 * <p>Jetty's own idle timeout only ends connections on which nothing moves at all, and its limit lets whoever came first
 * keep all of them. Thread-safe.
 */
final class ConnectionGuard extends Handler.Wrapper implements Connection.Listener {
    private static final String ATTRIBUTE = ConnectionGuard.class.getName();
    private static final Duration SWEEP_INTERVAL = Duration.ofMillis(500);

    private final int maxWithoutClosing;
    private final int maxOfOneAddress;
    private final Duration headTimeout;
    private final List<AddressRange> trustedProxies;

    /** Those that began to wait first come first. */
    private final Map<Connection, Held> open = new LinkedHashMap<>();

    /**
     * @param maxWithoutClosing how many there may be before one is closed for each that comes
     * @param headTimeout how long a connection may take from its start, or from the last answer, to the end of a request's head
     */
    ConnectionGuard(int maxWithoutClosing, Duration headTimeout, List<AddressRange> trustedProxies) {
        this.maxWithoutClosing = maxWithoutClosing;
        this.maxOfOneAddress = Math.max(1, maxWithoutClosing / 4 * 3);
        this.headTimeout = headTimeout;
        this.trustedProxies = trustedProxies;
    }

    /** Listens to the connections of a connector from now on, which must not have started. */
    void watch(ServerConnector connector) {
        connector.addEventListener(this);
        connector.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarted(LifeCycle started) {
                sweepLater(connector.getScheduler());
            }
        });
    }

    private static final class Held {
        final Connection connection;
        final String address;
        final boolean isProxy;
        boolean isWaiting = true;
        long waitsSinceNanos = System.nanoTime();

        Held(Connection connection, String address, boolean isProxy) {
            this.connection = connection;
            this.address = address;
            this.isProxy = isProxy;
        }
    }

    @Override
    public void onOpened(Connection connection) {
        Held held = hold(connection);
        List<Held> excess = new ArrayList<>();
        synchronized (open) {
            open.put(connection, held);
            long ofThisAddress = open.values().stream().filter(other -> other.address.equals(held.address)).count();
            if (ofThisAddress > maxOfOneAddress && !held.isProxy) {
                excess.add(longestWaiting(held.address));
            } else if (open.size() > maxWithoutClosing) {
                Held victim = longestWaitingOfTheBusiestAddress();
                if (victim != null) {
                    excess.add(victim);
                }
            }
            excess.forEach(victim -> open.remove(victim.connection));
        }
        excess.forEach(victim -> victim.connection.getEndPoint().close());
    }

    private Held hold(Connection connection) {
        if (connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress peer
                && peer.getAddress() != null) {
            return new Held(connection, ClientAddress.group(peer.getAddress()),
                    trustedProxies.stream().anyMatch(range -> range.contains(peer.getAddress())));
        }
        return new Held(connection, "", false);
    }

    /** There is one: the connection that has just come waits. */
    private Held longestWaiting(String address) {
        return open.values()
                .stream()
                .filter(held -> held.isWaiting && held.address.equals(address))
                .findFirst()
                .orElseThrow();
    }

    private @Nullable Held longestWaitingOfTheBusiestAddress() {
        Map<String, Integer> counts = new HashMap<>();
        open.values().forEach(held -> counts.merge(held.address, 1, Integer::sum));
        Held victim = null;
        for (Held held : open.values()) {
            if (held.isWaiting && (victim == null
                    || counts.getOrDefault(held.address, 0) > counts.getOrDefault(victim.address, 0))) {
                victim = held;
            }
        }
        return victim;
    }

    @Override
    public void onClosed(Connection connection) {
        synchronized (open) {
            open.remove(connection);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        request.setAttribute(ATTRIBUTE, new Grip(connection));
        synchronized (open) {
            Held held = open.get(connection);
            if (held != null) {
                held.isWaiting = false;
            }
        }
        request.addHttpStreamWrapper(stream -> new Answered(stream, connection));
        return super.handle(request, response, callback);
    }

    /** The connection of a request; null where requests come without a socket. */
    static @Nullable Grip grip(ServletRequest request) {
        return (Grip) request.getAttribute(ATTRIBUTE);
    }

    /** What can be done to the connection of a request. */
    final class Grip {
        private final Connection connection;

        private Grip(Connection connection) {
            this.connection = connection;
        }

        /** The answer is sent, and what still comes of the request is thrown away. */
        void leaveToItself() {
            startsToWait(connection);
        }

        /** Ends it at once: whoever reads from it gets an error. */
        void close() {
            connection.getEndPoint().close();
        }
    }

    /** Tells it before the connection goes on to its next request. */
    private final class Answered extends HttpStream.Wrapper {
        private final Connection connection;

        private Answered(HttpStream stream, Connection connection) {
            super(stream);
            this.connection = connection;
        }

        @Override
        public void succeeded() {
            startsToWait(connection);
            super.succeeded();
        }

        @Override
        public void failed(Throwable failure) {
            startsToWait(connection);
            super.failed(failure);
        }
    }

    private void startsToWait(Connection connection) {
        synchronized (open) {
            Held held = open.remove(connection);
            if (held != null) {
                held.isWaiting = true;
                held.waitsSinceNanos = System.nanoTime();
                open.put(connection, held);
            }
        }
    }

    private void sweepLater(Scheduler scheduler) {
        scheduler.schedule(() -> {
            closeThoseThatWaitTooLong();
            sweepLater(scheduler);
        }, SWEEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void closeThoseThatWaitTooLong() {
        long now = System.nanoTime();
        List<Held> late;
        synchronized (open) {
            late = open.values()
                    .stream()
                    .filter(held -> held.isWaiting && now - held.waitsSinceNanos > headTimeout.toNanos())
                    .toList();
        }
        late.forEach(held -> held.connection.getEndPoint().close());
    }
}
