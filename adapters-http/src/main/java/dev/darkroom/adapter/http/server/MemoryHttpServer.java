package dev.darkroom.adapter.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.darkroom.adapter.http.HttpApi;
import dev.darkroom.adapter.http.HttpSettings;
import dev.darkroom.adapter.http.Monitoring;
import dev.darkroom.adapter.http.UseCases;
import dev.darkroom.adapter.http.edge.TrustedProxies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.MemoryConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Serves the API without a socket, for requests that another program has received, such as a gateway. The requests go through memory to the
 * same Jetty configuration as in {@link HttpServer}. Therefore, every response is the same, including refusals of large headers and
 * malformed paths. Thread-safe.
 */
public final class MemoryHttpServer implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    /** How long to wait for the end of the stream after a complete response. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(1);

    /** RFC 9110, section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    /** RFC 9110, section 5.5. */
    private static final Pattern UNSAFE = Pattern.compile("[\\r\\n\\x00]");
    /** Headers of a connection (RFC 9110, section 7.6.1), and headers that {@link #head} writes itself. */
    private static final Set<String> CONNECTION_HEADERS = Set.of("connection", "content-length", "expect", "host",
            "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "x-forwarded-host",
            "x-forwarded-proto");

    private final Server server;
    private final MemoryConnector connector;

    private MemoryHttpServer(Server server, MemoryConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Starts a server.
     *
     * @param settings the address to listen on is not used
     * @param requestIds generates ids for requests without one
     */
    public static MemoryHttpServer start(
            HttpSettings settings, UseCases useCases, Supplier<String> requestIds, InstantSource clock) {
        Server server =
                HttpServer.unconnected(
                        settings, new HttpApi(settings, useCases, Monitoring.NONE, requestIds, clock), requestIds);
        MemoryConnector connector =
                new MemoryConnector(server, new HttpConnectionFactory(
                        HttpServer.protocol(TrustedProxies.behindGateway(settings.edge().trustedProxies()))));
        // A request arrives as a whole.
        connector.setIdleTimeout(0);
        server.addConnector(connector);
        try {
            server.start();
        } catch (Exception e) {
            server.setStopTimeout(0);
            HttpServer.stop(server);
            throw new IllegalStateException("The HTTP server can't be started", e);
        }
        return new MemoryHttpServer(server, connector);
    }

    /** A header field. A request may have several fields of one name. */
    public record Field(String name, String value) {
        /** @throws IllegalArgumentException if the name or the value is malformed */
        public Field {
            if (!TOKEN.matcher(name).matches() || UNSAFE.matcher(value).find()) {
                throw new IllegalArgumentException("Not a header field: " + name);
            }
        }
    }

    /**
     * A request.
     *
     * @param origin scheme, host and optional port of the client's request, such as {@code https://pictures.example.com}
     * @param target raw path and query
     * @param source the IP address from which the other program received the request, or empty if unknown
     * @param fields the header fields. Those of the connection are ignored, and those that name scheme and host.
     * @param body the remaining bytes of this buffer
     */
    public record Request(
            String method, String origin, String target, String source, List<Field> fields, ByteBuffer body) {
        /** @throws IllegalArgumentException if a component is malformed */
        public Request {
            fields = List.copyOf(fields);
            if (!TOKEN.matcher(method).matches()) {
                throw new IllegalArgumentException("Not an HTTP method: " + method);
            }
            if (!target.startsWith("/") || (origin + target).chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
                throw new IllegalArgumentException("Not a request target");
            }
            if (UNSAFE.matcher(source).find()) {
                throw new IllegalArgumentException("Not an address");
            }
        }
    }

    /**
     * A response.
     *
     * @param fields all header fields, including {@code Content-Length}
     */
    public record Response(int status, List<Field> fields, ByteBuffer body) {
        public Response {
            fields = List.copyOf(fields);
        }
    }

    /**
     * Serves one request.
     *
     * @param timeout how long to wait for the response
     * @throws IllegalStateException if there is no response in time. The request may still be executed.
     */
    public Response answer(Request request, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        ResponseReader reader = new ResponseReader();
        HttpParser parser = new HttpParser(reader);
        parser.setHeadResponse(request.method().equals("HEAD"));
        EndPoint.Pipe pipe = connector.connect();
        try (EndPoint connection = pipe.getLocalEndPoint()) {
            // Does not wait, because the server may respond before it has read the body.
            connection.write(Callback.NOOP, head(request), request.body().slice());
            ByteBuffer buffer = BufferUtil.allocate(BUFFER_BYTES);
            while (!reader.isComplete()) {
                if (read(connection, buffer, end) < 0) {
                    parser.atEOF();
                    parser.parseNext(BufferUtil.EMPTY_BUFFER);
                    reader.requireComplete();
                } else {
                    parse(parser, buffer, reader);
                }
            }
            awaitEnd(connection, buffer);
            return reader.response();
        } catch (TimeoutException e) {
            throw new IllegalStateException("No response in time", e);
        } catch (ExecutionException | IOException e) {
            throw new IllegalStateException("The in-memory connection failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the response", e);
        } finally {
            forget(pipe.getRemoteEndPoint());
        }
    }

    /**
     * Waits until there are bytes.
     *
     * @param end by {@link System#nanoTime}
     * @return how many bytes were read, or -1 at the end of the stream
     */
    private static int read(EndPoint connection, ByteBuffer buffer, long end)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        int count = connection.fill(buffer);
        while (count == 0) {
            Callback.Completable readable = new Callback.Completable();
            connection.fillInterested(readable);
            readable.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            count = connection.fill(buffer);
        }
        return count;
    }

    /**
     * The last bytes can be read before the server has finished its write. If the connection was closed then, the write would fail, and the
     * server would log the failure of a request that has succeeded.
     */
    private static void awaitEnd(EndPoint connection, ByteBuffer buffer) throws InterruptedException {
        long end = System.nanoTime() + END_TIMEOUT.toNanos();
        try {
            while (read(connection, buffer, end) >= 0) {
                BufferUtil.clear(buffer);
            }
        } catch (TimeoutException | ExecutionException | IOException e) {
            // The response is complete.
        }
    }

    /** The server is not notified of the end of an in-memory connection. Without this, it would keep it and wait for it when it stops. */
    private static void forget(EndPoint connection) {
        connection.close();
        connection.getConnection().onClose(null);
    }

    private static void parse(HttpParser parser, ByteBuffer buffer, ResponseReader reader) {
        while (buffer.hasRemaining() && !reader.isComplete()) {
            parser.parseNext(buffer);
        }
    }

    /** The origin is part of the request line (RFC 9112, section 3.2.2), because no header contains the scheme. */
    private static ByteBuffer head(Request request) {
        StringBuilder head = new StringBuilder()
                .append(request.method())
                .append(' ')
                .append(request.origin())
                .append(request.target())
                .append(" HTTP/1.1\r\nHost: ")
                .append(request.origin(), request.origin().indexOf("://") + 3, request.origin().length())
                .append("\r\n");
        for (Field field : request.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            boolean isUntrusted = name.equals("x-forwarded-for") && request.source().isEmpty();
            if (!CONNECTION_HEADERS.contains(name) && !isUntrusted) {
                head.append(field.name()).append(": ").append(field.value()).append("\r\n");
            }
        }
        if (!request.source().isEmpty()) {
            head.append("X-Forwarded-For: ").append(request.source()).append("\r\n");
        }
        if (request.body().hasRemaining()) {
            head.append("Content-Length: ").append(request.body().remaining()).append("\r\n");
        }
        return UTF_8.encode(head.append("Connection: close\r\n\r\n").toString());
    }

    /** Waits up to 25 s for the requests in progress. */
    @Override
    public void close() {
        HttpServer.stop(server);
    }
}
