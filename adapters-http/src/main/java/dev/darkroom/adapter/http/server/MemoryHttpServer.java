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
 * Answers requests that another program has received, such as a gateway, without a socket. They go through memory to the
 * same Jetty as in {@link HttpServer}, so that every answer is the same, down to the limit of headers and malformed
 * paths. Thread-safe.
 */
public final class MemoryHttpServer implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    /** RFC 9110, section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    /** What ends a line, or a string in C; RFC 9110, section 5.5. */
    private static final Pattern UNSAFE = Pattern.compile("[\\r\\n\\x00]");
    /** About one connection, not about the request (RFC 9110, section 7.6.1), or told by the connection here. */
    private static final Set<String> OF_ANOTHER_CONNECTION = Set.of("connection", "content-length", "expect", "host",
            "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "x-forwarded-host",
            "x-forwarded-proto");

    private final Server server;
    private final MemoryConnector connector;

    private MemoryHttpServer(Server server, MemoryConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Starts to serve.
     *
     * @param settings of which the address to listen on is not used
     * @param requestIds makes ids for requests that come without one
     */
    public static MemoryHttpServer start(
            HttpSettings settings, UseCases useCases, Supplier<String> requestIds, InstantSource clock) {
        Server server =
                HttpServer.unconnected(
                        settings, new HttpApi(settings, useCases, Monitoring.NONE, requestIds, clock), requestIds);
        MemoryConnector connector =
                new MemoryConnector(server, new HttpConnectionFactory(
                        HttpServer.protocol(TrustedProxies.behindGateway(settings.edge().trustedProxies()))));
        // A whole request is here at once: nobody can be slow.
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

    /** One field of a header; a name can come several times. */
    public record Field(String name, String value) {
        /** @throws IllegalArgumentException when it could not be told apart from the fields around it */
        public Field {
            if (!TOKEN.matcher(name).matches() || UNSAFE.matcher(value).find()) {
                throw new IllegalArgumentException("No field of an HTTP header: " + name);
            }
        }
    }

    /**
     * A request.
     *
     * @param origin scheme, host and perhaps port that the client used, such as {@code https://pictures.example.com}
     * @param target path and query, as they were sent
     * @param source the IP address that the other program received the request from; empty when it does not know
     * @param fields those that are about a connection are ignored, and what they tell of scheme and host
     * @param body its remaining bytes; may be empty
     */
    public record Request(
            String method, String origin, String target, String source, List<Field> fields, ByteBuffer body) {
        /** @throws IllegalArgumentException when it could not be written as one HTTP request */
        public Request {
            fields = List.copyOf(fields);
            if (!TOKEN.matcher(method).matches()) {
                throw new IllegalArgumentException("No HTTP method: " + method);
            }
            if (!target.startsWith("/") || (origin + target).chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
                throw new IllegalArgumentException("No target of an HTTP request");
            }
            if (UNSAFE.matcher(source).find()) {
                throw new IllegalArgumentException("No address");
            }
        }
    }

    /**
     * An answer.
     *
     * @param fields as they came, among them {@code Content-Length}
     */
    public record Response(int status, List<Field> fields, ByteBuffer body) {
        public Response {
            fields = List.copyOf(fields);
        }
    }

    /**
     * Answers one request.
     *
     * @param longest how long to wait for the answer
     * @throws IllegalStateException when there is no answer in time; what was begun may still be done
     */
    public Response answer(Request request, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        ResponseReader reader = new ResponseReader();
        HttpParser parser = new HttpParser(reader);
        parser.setHeadResponse(request.method().equals("HEAD"));
        EndPoint.Pipe pipe = connector.connect();
        try (EndPoint connection = pipe.getLocalEndPoint()) {
            // Not waited for: an upload may be answered before it is read.
            connection.write(Callback.NOOP, head(request), request.body().slice());
            ByteBuffer buffer = BufferUtil.allocate(BUFFER_BYTES);
            while (!reader.isComplete()) {
                int count = connection.fill(buffer);
                if (count > 0) {
                    parse(parser, buffer, reader);
                } else if (count < 0) {
                    parser.atEOF();
                    parser.parseNext(BufferUtil.EMPTY_BUFFER);
                    reader.requireComplete();
                } else {
                    Callback.Completable readable = new Callback.Completable();
                    connection.fillInterested(readable);
                    readable.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                }
            }
            return reader.response();
        } catch (TimeoutException e) {
            throw new IllegalStateException("There was no answer in time", e);
        } catch (ExecutionException | IOException e) {
            throw new IllegalStateException("The connection through memory broke", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for an answer", e);
        } finally {
            forget(pipe.getRemoteEndPoint());
        }
    }

    /** Through memory, nothing tells the server that a connection has ended: it would keep it, and a stop wait for it. */
    private static void forget(EndPoint connection) {
        connection.close();
        connection.getConnection().onClose(null);
    }

    private static void parse(HttpParser parser, ByteBuffer buffer, ResponseReader reader) {
        while (buffer.hasRemaining() && !reader.isComplete()) {
            parser.parseNext(buffer);
        }
    }

    /** The origin stands in the request line (RFC 9112, section 3.2.2), because nothing else tells the scheme. */
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
            boolean isMadeUp = name.equals("x-forwarded-for") && request.source().isEmpty();
            if (!OF_ANOTHER_CONNECTION.contains(name) && !isMadeUp) {
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

    /** Lets the requests under way finish, for 25 s at most. */
    @Override
    public void close() {
        HttpServer.stop(server);
    }
}
