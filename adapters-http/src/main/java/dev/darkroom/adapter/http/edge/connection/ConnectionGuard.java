package dev.darkroom.adapter.http.edge.connection;

import dev.darkroom.adapter.http.edge.AddressRange;
import dev.darkroom.adapter.http.edge.ClientAddress;
import dev.darkroom.adapter.http.request.RequestContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps connections available to clients that use them. A connection <em>waits</em> for the rest of a request's head, for its next
 * request, or while the rest of a refused body is discarded. It is closed if it waits too long. A response <em>stalls</em> while the
 * client does not read it. Its connection is closed if the client reads too slowly ({@link ResponseProgress}).
 *
 * <p>Both happen sooner when there are too many connections: then the client with the most connections loses the one that has
 * waited longest or, if none waits, the one whose response has made no progress for the longest time. Other connections with a
 * request are not touched. One address has at most three quarters of all connections, unless it is a trusted proxy. Requests
 * that arrive through a trusted proxy count for the client that the proxy names.
 *
 * <p>Jetty's own idle timeout only ends connections on which nothing moves at all, and its limit lets the first clients keep all
 * connections. Thread-safe.
 */
public final class ConnectionGuard extends Handler.Wrapper implements Connection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);

    private static final Duration SWEEP_INTERVAL = Duration.ofMillis(500);

    private final int max;
    private final int maxOfOnePeer;
    private final Duration headTimeout;
    private final Duration responseGrace;
    private final List<AddressRange> trustedProxies;

    private final Map<Connection, Peer> open = new HashMap<>();
    private final Map<String, Peer> peers = new HashMap<>();

    /**
     * @param max the limit of connections, above which one is closed for each new one
     * @param headTimeout how long a connection may take from its start, or from the last response, to the end of a request's head
     * @param responseGrace how long a response may stall before the minimum rate applies
     */
    public ConnectionGuard(
            int max, Duration headTimeout, Duration responseGrace, List<AddressRange> trustedProxies) {
        this.max = max;
        this.maxOfOnePeer = Math.max(1, max / 4 * 3);
        this.headTimeout = headTimeout;
        this.responseGrace = responseGrace;
        this.trustedProxies = trustedProxies;
    }

    /** Watches the connections of a connector, which must not have started. */
    public void watch(ServerConnector connector) {
        connector.addEventListener(this);
        connector.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarted(LifeCycle started) {
                sweepLater(connector.getScheduler());
            }
        });
    }

    /** All connections of one client. */
    private static final class Peer {
        final String address;
        final boolean isProxy;
        int connections;

        /** Waiting connections and the time since when they wait, the longest first. */
        final SequencedMap<Connection, Long> waitingSinceNanos = new LinkedHashMap<>();

        /** Connections with a request. */
        final Map<Connection, ResponseProgress> answering = new HashMap<>();

        Peer(String address, boolean isProxy) {
            this.address = address;
            this.isProxy = isProxy;
        }

        void startWaiting(Connection connection) {
            waitingSinceNanos.remove(connection);
            waitingSinceNanos.put(connection, System.nanoTime());
        }

        Optional<Connection> longestWaiting() {
            return Optional.ofNullable(waitingSinceNanos.firstEntry()).map(Map.Entry::getKey);
        }

        /** The one whose response stalls and has made no progress for the longest time. */
        Optional<Connection> slowestReader() {
            return answering.entrySet()
                    .stream()
                    .filter(entry -> isStalled(entry.getKey()))
                    .min(Comparator.comparingLong(entry -> entry.getValue().changedNanos()))
                    .map(Map.Entry::getKey);
        }
    }

    @Override
    public void onOpened(Connection connection) {
        Connection victim = null;
        synchronized (open) {
            Peer peer = peer(connection);
            move(connection, peer);
            if (open.size() > max) {
                // The new connection is not a candidate yet.
                victim = leastUseful();
            }
            peer.startWaiting(connection);
            if (victim == null && peer.connections > maxOfOnePeer && !peer.isProxy) {
                victim = peer.waitingSinceNanos.firstEntry().getKey();
            }
            if (victim != null) {
                forget(victim);
            }
        }
        if (victim != null) {
            drop(victim);
        }
    }

    /** Closes a connection. A pending write fails as if the client had disconnected, which is not logged. */
    private static void drop(Connection connection) {
        connection.getEndPoint().close(new EofException("The client is too slow"));
    }

    /** The client at the other end of the socket, which may be a proxy. */
    private Peer peer(Connection connection) {
        InetAddress address = connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress peer
                ? peer.getAddress()
                : InetAddress.getLoopbackAddress();
        return peers.computeIfAbsent(ClientAddress.group(address), group -> new Peer(group,
                trustedProxies.stream().anyMatch(range -> range.contains(address))));
    }

    /** Assigns a connection to a client. */
    private void move(Connection connection, Peer to) {
        forget(connection);
        to.connections++;
        peers.put(to.address, to);
        open.put(connection, to);
    }

    /** A connection of the client that has the most connections, among the clients with one that can be closed. */
    private @Nullable Connection leastUseful() {
        return peers.values()
                .stream()
                .sorted(Comparator.<Peer>comparingInt(peer -> peer.connections).reversed())
                .flatMap(peer -> peer.longestWaiting().or(peer::slowestReader).stream())
                .findFirst()
                .orElse(null);
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
            peer.answering.remove(connection);
            peer.connections--;
            if (peer.connections == 0) {
                peers.remove(peer.address);
            }
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        RequestContext.attach(new Held(connection, request), request::setAttribute);
        synchronized (open) {
            Peer peer = open.get(connection);
            if (peer != null) {
                peer.waitingSinceNanos.remove(connection);
                if (peer.isProxy) {
                    peer = clientBehind(request);
                    move(connection, peer);
                }
                peer.answering.put(connection, new ResponseProgress(
                        responseGrace, socketOf(connection).writtenBytes(), System.nanoTime()));
            }
        }
        request.addHttpStreamWrapper(stream -> new WaitAfterResponse(stream, connection));
        return super.handle(request, response, callback);
    }

    private static MeteredEndPoint socketOf(Connection connection) {
        return (MeteredEndPoint) connection.getEndPoint();
    }

    private static boolean isStalled(Connection connection) {
        return socketOf(connection).isWritePending();
    }

    /** The client that a trusted proxy names. */
    private Peer clientBehind(Request request) {
        String group = ClientAddress.group(Request.getRemoteAddr(request));
        return peers.computeIfAbsent(group, address -> new Peer(address, false));
    }

    private final class Held implements RequestContext.HeldConnection {
        private final Connection connection;
        private final Request request;

        private Held(Connection connection, Request request) {
            this.connection = connection;
            this.request = request;
        }

        /** Jetty's own generator writes the headers of status 103 only. */
        @Override
        public void sendInterim(int status, String reason, Map<String, String> headers) {
            if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_1) {
                return;
            }
            StringBuilder head =
                    new StringBuilder("HTTP/1.1 ").append(status).append(' ').append(reason).append("\r\n");
            headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
            Callback.Completable written = new Callback.Completable();
            try {
                connection.getEndPoint().write(
                        written, ByteBuffer.wrap(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII)));
                written.join();
            } catch (CompletionException | WritePendingException e) {
                // The client has gone, and the next read of the body fails too.
                LOG.debug("An interim response was not sent", e);
            }
        }

        @Override
        public void markIdle() {
            startWaiting(connection);
        }

        @Override
        public boolean isGone() {
            EndPoint socket = connection.getEndPoint();
            try {
                return !socket.isOpen() || socket.fill(BufferUtil.allocate(1)) < 0;
            } catch (IOException e) {
                return true;
            }
        }

        @Override
        public void close() {
            connection.getEndPoint().close();
        }
    }

    /** Marks a connection as waiting before it continues with its next request. */
    private final class WaitAfterResponse extends HttpStream.Wrapper {
        private final Connection connection;

        private WaitAfterResponse(HttpStream stream, Connection connection) {
            super(stream);
            this.connection = connection;
        }

        @Override
        public void succeeded() {
            startWaiting(connection);
            super.succeeded();
        }

        @Override
        public void failed(Throwable failure) {
            startWaiting(connection);
            super.failed(failure);
        }
    }

    private void startWaiting(Connection connection) {
        synchronized (open) {
            Peer peer = open.get(connection);
            if (peer != null) {
                Peer owner = peer(connection);
                move(connection, owner);
                owner.startWaiting(connection);
            }
        }
    }

    private void sweepLater(Scheduler scheduler) {
        scheduler.schedule(() -> {
            closeOverdue();
            sweepLater(scheduler);
        }, SWEEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void closeOverdue() {
        long now = System.nanoTime();
        List<Connection> late = new ArrayList<>();
        synchronized (open) {
            for (Peer peer : peers.values()) {
                peer.waitingSinceNanos.forEach((connection, since) -> {
                    if (now - since > headTimeout.toNanos()) {
                        late.add(connection);
                    }
                });
                peer.answering.forEach((connection, progress) -> {
                    MeteredEndPoint socket = socketOf(connection);
                    if (progress.isTooSlow(socket.writtenBytes(), socket.isWritePending(), now)) {
                        late.add(connection);
                    }
                });
            }
        }
        late.forEach(ConnectionGuard::drop);
    }
}
