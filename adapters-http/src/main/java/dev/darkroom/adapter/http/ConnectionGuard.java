package dev.darkroom.adapter.http;

import jakarta.servlet.ServletRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
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
 * Keeps connections free for those who have something to ask. A connection <em>waits</em> for the rest of a request's head,
 * for its next request, or while what a refused client still sends is thrown away. It is closed when it does so for too
 * long, and sooner when there are too many connections: then the address that has most of them loses the one that waits
 * longest. A connection whose request is being answered is let alone. One address has three quarters of all connections at
 * most, unless it is a trusted proxy, behind which many clients are.
 *
 * <p>Jetty's own idle timeout only ends connections on which nothing moves at all, and its limit lets whoever came first
 * keep all of them. Thread-safe.
 */
final class ConnectionGuard extends Handler.Wrapper implements Connection.Listener {
    private static final String ATTRIBUTE = ConnectionGuard.class.getName();
    private static final Duration SWEEP_INTERVAL = Duration.ofMillis(500);

    private final int max;
    private final int maxOfOnePeer;
    private final Duration headTimeout;
    private final List<AddressRange> trustedProxies;

    private final Map<Connection, Peer> open = new HashMap<>();
    private final Map<String, Peer> peers = new HashMap<>();

    /**
     * @param max how many there may be before one that waits is closed for each that comes
     * @param headTimeout how long a connection may take from its start, or from the last answer, to the end of a request's head
     */
    ConnectionGuard(int max, Duration headTimeout, List<AddressRange> trustedProxies) {
        this.max = max;
        this.maxOfOnePeer = Math.max(1, max / 4 * 3);
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

    /** All connections of one address. */
    private static final class Peer {
        final String address;
        final boolean isProxy;
        int connections;

        /** Those that wait, since when: whoever waits longest is the first. */
        final SequencedMap<Connection, Long> waitingSinceNanos = new LinkedHashMap<>();

        Peer(String address, boolean isProxy) {
            this.address = address;
            this.isProxy = isProxy;
        }

        void waits(Connection connection) {
            waitingSinceNanos.remove(connection);
            waitingSinceNanos.put(connection, System.nanoTime());
        }
    }

    @Override
    public void onOpened(Connection connection) {
        Connection victim = null;
        synchronized (open) {
            Peer peer = peer(connection);
            peer.connections++;
            open.put(connection, peer);
            if (open.size() > max) {
                // The one that has just come is not among them yet.
                victim = longestWaitingOfTheBusiest();
            }
            peer.waits(connection);
            if (victim == null && peer.connections > maxOfOnePeer && !peer.isProxy) {
                victim = peer.waitingSinceNanos.firstEntry().getKey();
            }
            if (victim != null) {
                forget(victim);
            }
        }
        if (victim != null) {
            victim.getEndPoint().close();
        }
    }

    private Peer peer(Connection connection) {
        InetAddress address = connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress peer
                ? peer.getAddress()
                : InetAddress.getLoopbackAddress();
        return peers.computeIfAbsent(ClientAddress.group(address), group -> new Peer(group,
                trustedProxies.stream().anyMatch(range -> range.contains(address))));
    }

    private @Nullable Connection longestWaitingOfTheBusiest() {
        Peer busiest = null;
        for (Peer peer : peers.values()) {
            if (!peer.waitingSinceNanos.isEmpty() && (busiest == null || peer.connections > busiest.connections)) {
                busiest = peer;
            }
        }
        return busiest == null ? null : busiest.waitingSinceNanos.firstEntry().getKey();
    }

    @Override
    public void onClosed(Connection connection) {
        synchronized (open) {
            forget(connection);
        }
    }

    private void forget(Connection connection) {
        Peer peer = open.remove(connection);
        if (peer != null) {
            peer.waitingSinceNanos.remove(connection);
            peer.connections--;
            if (peer.connections == 0) {
                peers.remove(peer.address);
            }
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        request.setAttribute(ATTRIBUTE, new Grip(connection));
        synchronized (open) {
            Peer peer = open.get(connection);
            if (peer != null) {
                peer.waitingSinceNanos.remove(connection);
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
            Peer peer = open.get(connection);
            if (peer != null) {
                peer.waits(connection);
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
        List<Connection> late = new ArrayList<>();
        synchronized (open) {
            for (Peer peer : peers.values()) {
                peer.waitingSinceNanos.forEach((connection, since) -> {
                    if (now - since > headTimeout.toNanos()) {
                        late.add(connection);
                    }
                });
            }
        }
        late.forEach(connection -> connection.getEndPoint().close());
    }
}
