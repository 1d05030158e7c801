package dev.darkroom.adapter.http.server;

import dev.darkroom.adapter.http.HttpApi;
import dev.darkroom.adapter.http.HttpSettings;
import dev.darkroom.adapter.http.Monitoring;
import dev.darkroom.adapter.http.UseCases;
import dev.darkroom.adapter.http.edge.TrustedProxies;
import dev.darkroom.adapter.http.edge.connection.ConnectionGuard;
import dev.darkroom.adapter.http.edge.connection.LingeringClose;
import dev.darkroom.adapter.http.edge.connection.MeteredEndPoint;
import dev.darkroom.adapter.http.request.SecurityHeaders;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * Serves the API on a socket with Jetty, each request on a virtual thread. The number of connections is limited. This also limits threads
 * and memory, because a connection has one request at a time. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
    /** The size of one read, in a pooled buffer. */
    private static final int INPUT_BUFFER_BYTES = 64 * 1024;

    /** During a burst there may be this many times the limit, until waiting connections are closed. */
    private static final int BURST = 2;

    private static final int MAX_HEADER_BYTES = 16 * 1024;

    /** For acceptors, selectors and timers. Requests run on virtual threads. */
    private static final int MAX_PLATFORM_THREADS = 32;

    private static final int MIN_PLATFORM_THREADS = 8;
    private static final int UNLIMITED = 0;
    private static final Duration IDLE_PLATFORM_THREAD = Duration.ofMinutes(1);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(25);

    /** How long a client may pause during an upload after the stop has begun. Idle connections are closed after the same time. */
    private static final Duration IDLE_TIMEOUT_WHEN_STOPPING = Duration.ofSeconds(2);

    private final HttpApi api;
    private final Server server;
    private final ServerConnector connector;

    private HttpServer(HttpApi api, Server server, ServerConnector connector) {
        this.api = api;
        this.server = server;
        this.connector = connector;
    }

    /**
     * Starts a server.
     *
     * @param requestIds generates ids for requests without one
     * @throws CannotListenException if the server can't listen on the address, for instance because the port is in use
     */
    public static HttpServer start(
            HttpSettings settings, UseCases useCases, Monitoring monitoring, Supplier<String> requestIds,
            InstantSource clock) {
        return start(settings, new HttpApi(settings, useCases, monitoring, requestIds, clock), requestIds);
    }

    public static HttpServer start(HttpSettings settings, HttpApi api, Supplier<String> requestIds) {
        int maxConnections = settings.edge().maxConnections();
        Server server = unconnected(settings, api, requestIds);
        ServerConnector connector = connector(server, settings);
        ConnectionGuard guard = new ConnectionGuard(
                maxConnections,
                settings.bodyProgressTimeout().plus(settings.bodyProgressTimeout()),
                settings.bodyProgressTimeout(),
                settings.edge().trustedProxies());
        guard.watch(connector);
        guard.setHandler(server.getHandler());
        server.setHandler(guard);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(BURST * maxConnections, server));
        try {
            server.start();
        } catch (Exception e) {
            server.setStopTimeout(0);
            stop(server);
            if (e instanceof IOException) {
                throw new CannotListenException(settings.host(), settings.port(), e);
            }
            throw new IllegalStateException("The HTTP server can't be started", e);
        }
        return new HttpServer(api, server, connector);
    }

    /** The server without a connector. */
    static Server unconnected(HttpSettings settings, HttpApi api, Supplier<String> requestIds) {
        Server server = new Server(threads());
        ProblemErrorHandler errors =
                new ProblemErrorHandler(requestIds, new SecurityHeaders(settings.publicUrl()));
        server.setErrorHandler(errors);
        GracefulHandler graceful = new GracefulHandler(context(api, errors));
        graceful.setShutdownIdleTimeout(IDLE_TIMEOUT_WHEN_STOPPING.toMillis());
        server.setHandler(graceful);
        server.setStopTimeout(STOP_TIMEOUT.toMillis());
        server.setStopAtShutdown(false);
        return server;
    }

    private static QueuedThreadPool threads() {
        // Jetty's own queue starts the platform's MBeans to find the size of a cache line, which takes a tenth of the start.
        QueuedThreadPool platform = new QueuedThreadPool(
                MAX_PLATFORM_THREADS,
                MIN_PLATFORM_THREADS,
                (int) IDLE_PLATFORM_THREAD.toMillis(),
                new LinkedBlockingQueue<>());
        platform.setName("http");
        // Unlimited, because connections are limited. With a limit, requests that are blocked in a write could hold all threads, and
        // Jetty's timeouts, which would end them, would wait for one.
        VirtualThreadPool virtual = new VirtualThreadPool(UNLIMITED);
        virtual.setName("http-request");
        platform.setVirtualThreadsExecutor(virtual);
        return platform;
    }

    private static ServerConnector connector(Server server, HttpSettings settings) {
        ServerConnector connector = new ServerConnector(server,
                connectionFactory(settings)) {
            @Override
            protected SocketChannelEndPoint newEndPoint(
                    SocketChannel channel, ManagedSelector selector, SelectionKey key) {
                SocketChannelEndPoint endPoint = new MeteredEndPoint(channel, selector, key, getScheduler());
                endPoint.setIdleTimeout(getIdleTimeout());
                return endPoint;
            }
        };
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        // A burst waits in the queue. A client whose connection does not fit tries again after a second.
        connector.setAcceptQueueSize(BURST * settings.edge().maxConnections());
        connector.setIdleTimeout(settings.bodyProgressTimeout().toMillis());
        connector.setShutdownIdleTimeout(IDLE_TIMEOUT_WHEN_STOPPING.toMillis());
        return connector;
    }

    private static HttpConnectionFactory connectionFactory(HttpSettings settings) {
        HttpConnectionFactory http =
                new HttpConnectionFactory(protocol(TrustedProxies.at(settings.edge().trustedProxies())));
        http.setInputBufferSize(INPUT_BUFFER_BYTES);
        return http;
    }

    /** The configuration of HTTP for every connector. */
    static HttpConfiguration protocol(TrustedProxies proxies) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        // Every path goes to the routes, which answer an unknown one with 404. No path is the name of a file.
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.addCustomizer(proxies);
        return http;
    }

    private static ServletContextHandler context(HttpApi api, ProblemErrorHandler errors) {
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.setErrorHandler(errors);
        EnumSet<DispatcherType> requests = EnumSet.of(DispatcherType.REQUEST);
        api.filters().forEach(filter -> context.addFilter(new FilterHolder(filter), "/*", requests));
        context.addFilter(new FilterHolder(new LingeringClose()), "/*", requests);
        context.addServlet(new ServletHolder(api.servlet()), "/*");
        return context;
    }

    /** The port on which the server listens. */
    public int port() {
        return connector.getLocalPort();
    }

    /** From now on, {@code /health/ready} is 503, so that a load balancer stops sending requests. All requests are still served. */
    public void announceStop() {
        api.announceStop();
    }

    /** Refuses new connections at once, ends the streams of events, and waits up to 25 s for the requests in progress. */
    @Override
    public void close() {
        api.endStreams();
        stop(server);
    }

    static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP server did not stop in time", e);
        }
    }
}
