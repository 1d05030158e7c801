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
 * The part of S3 that the emulator in this process lacks: one bucket whose configurations ({@code ?cors}, {@code
 * ?lifecycle}, …) are given back as they were put, or as 404 before.
 */
final class BucketConfigurations implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
    private final AtomicInteger puts = new AtomicInteger();
    private volatile int refusal;

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

    /** How often something was put. */
    int puts() {
        return puts.get();
    }

    String stored(String configuration) {
        return new String(stored.getOrDefault(configuration, new byte[0]), StandardCharsets.UTF_8);
    }

    void store(String configuration, String document) {
        stored.put(configuration, document.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers every request about a configuration with this status from now on. */
    void refuse(int status) {
        refusal = status;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String configuration = String.valueOf(exchange.getRequestURI().getQuery());
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean aboutTheBucket = configuration.equals("null");
            if (refusal != 0 && !aboutTheBucket) {
                send(exchange, refusal, "<Error><Code>Refused</Code></Error>".getBytes(StandardCharsets.UTF_8));
            } else if (exchange.getRequestMethod().equals("PUT")) {
                puts.incrementAndGet();
                stored.put(configuration, body);
                send(exchange, 200, new byte[0]);
            } else if (aboutTheBucket || stored.containsKey(configuration)) {
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
