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
 * Serves the API on a socket with Jetty, each request on a virtual thread. Connections are limited in number, and with
 * them threads and memory: one connection has one request at a time.
 */
public final class HttpServer implements AutoCloseable {
    /** What is read of a request at once, from a pool while something is read. */
    private static final int INPUT_BUFFER_BYTES = 64 * 1024;

    /** So many times the limit of connections is what a burst comes to while those that wait are being closed. */
    private static final int BURST = 2;

    private static final int MAX_HEADER_BYTES = 16 * 1024;

    /** Acceptors, selectors and timers; requests run on virtual threads. */
    private static final int MAX_PLATFORM_THREADS = 32;

    private static final int MIN_PLATFORM_THREADS = 8;
    private static final int UNLIMITED = 0;
    private static final Duration IDLE_PLATFORM_THREAD = Duration.ofMinutes(1);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(25);

    /** A client in the middle of an upload may pause so long after the stop began; idle connections end with it. */
    private static final Duration IDLE_TIMEOUT_WHEN_STOPPING = Duration.ofSeconds(2);

    private final Server server;
    private final ServerConnector connector;

    private HttpServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Starts to serve.
     *
     * @param requestIds makes ids for requests that come without one
     * @throws CannotListenException when the address can't be had, for instance because the port is taken
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
        return new HttpServer(server, connector);
    }

    /** Everything but the way in. */
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
        // Jetty's own queue starts the platform's MBeans to learn about cache lines, which takes a tenth of the whole start.
        QueuedThreadPool platform = new QueuedThreadPool(
                MAX_PLATFORM_THREADS,
                MIN_PLATFORM_THREADS,
                (int) IDLE_PLATFORM_THREAD.toMillis(),
                new LinkedBlockingQueue<>());
        platform.setName("http");
        // Not limited: connections are, and each has one request at a time. With a limit, requests that are blocked in writing hold all
        // permits, and the tasks that would end them, such as Jetty's timeouts, wait for one.
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
        // A burst waits in the queue; what does not fit is tried again by the client's system after a whole second.
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

    /** HTTP as it is spoken here, whatever carries it. */
    static HttpConfiguration protocol(TrustedProxies proxies) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        // Whatever is in the path goes to the routes, where what names nothing is a 404. No path here names a file.
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

    /** The port that is listened on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Refuses new connections at once and returns when the requests under way are answered, after 25 s at most. */
    @Override
    public void close() {
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
