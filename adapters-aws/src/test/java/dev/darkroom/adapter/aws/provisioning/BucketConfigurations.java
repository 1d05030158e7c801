package dev.darkroom.adapter.aws.provisioning;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Emulates the part of S3 that the in-process emulator does not implement: one bucket with its configurations ({@code
 * ?cors}, {@code ?lifecycle}, …). A configuration is returned as it was put; before, the response is 404. Objects are accepted,
 * and not stored.
 */
final class BucketConfigurations implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
    private final AtomicInteger puts = new AtomicInteger();
    private volatile int errorStatus;

    BucketConfigurations() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The number of PUT requests, without those of objects. */
    int puts() {
        return puts.get();
    }

    String stored(String configuration) {
        return new String(stored.getOrDefault(configuration, new byte[0]), StandardCharsets.UTF_8);
    }

    void store(String configuration, String document) {
        stored.put(configuration, document.getBytes(StandardCharsets.UTF_8));
    }

    /** From now on, responds to all requests for a configuration with this status. */
    void reject(int status) {
        errorStatus = status;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String configuration = String.valueOf(exchange.getRequestURI().getQuery());
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean isObject = exchange.getRequestURI().getPath().indexOf('/', 1) > 0;
            if (isObject) {
                send(exchange, exchange.getRequestMethod().equals("DELETE") ? 204 : 200, new byte[0]);
                return;
            }
            boolean isBucket = configuration.equals("null");
            if (errorStatus != 0 && !isBucket) {
                send(exchange, errorStatus, "<Error><Code>Refused</Code></Error>".getBytes(StandardCharsets.UTF_8));
            } else if (exchange.getRequestMethod().equals("PUT")) {
                puts.incrementAndGet();
                stored.put(configuration, body);
                send(exchange, 200, new byte[0]);
            } else if (isBucket || stored.containsKey(configuration)) {
                send(exchange, 200, stored.getOrDefault(configuration, new byte[0]));
            } else {
                send(exchange, 404, "<Error><Code>NoSuchThing</Code></Error>".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean bodiless = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
        exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
