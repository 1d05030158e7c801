package dev.darkroom.bootstrap.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * An emulator of the Lambda runtime API (AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes"). It also
 * supports the undocumented calls for snapshots of the managed Java runtime.
 */
final class RuntimeApi implements AutoCloseable {
    private static final String ROOT = "/2018-06-01/runtime";
    private static final int MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
    private static final int FUNCTION_TIMEOUT_MILLIS = 60_000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<byte[]>> pending = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> initialised = new CompletableFuture<>();
    private volatile @Nullable IOException ended;
    private final CompletableFuture<Void> restored = new CompletableFuture<>();

    private RuntimeApi(HttpServer server) {
        this.server = server;
    }

    private record Invocation(String id, ByteBuffer event) {}

    static RuntimeApi start() throws IOException {
        RuntimeApi api =
                new RuntimeApi(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        api.server.setExecutor(api.threads);
        api.server.createContext(ROOT, api::handle);
        api.server.start();
        return api;
    }

    /** The value of {@code AWS_LAMBDA_RUNTIME_API}. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Completes when the function requests its first event or snapshot. Fails if the function reports that it cannot initialise. */
    CompletableFuture<Void> initialised() {
        return initialised;
    }

    /** Lets the function continue after its snapshot. */
    void restore() {
        restored.complete(null);
    }

    /** Invokes the function. Completes with its result, or fails with its error. */
    CompletableFuture<byte[]> invoke(byte[] event) {
        if (event.length > MAX_PAYLOAD_BYTES) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("Lambda refuses an event of " + event.length + " bytes"));
        }
        Invocation invocation = new Invocation(UUID.randomUUID().toString(), ByteBuffer.wrap(event));
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        pending.put(invocation.id(), result);
        waiting.add(invocation);
        IOException failure = ended;
        if (failure != null) {
            result.completeExceptionally(failure);
        }
        return result;
    }

    /** Fails all pending calls. */
    void fail(String reason) {
        IOException failure = new IOException(reason);
        ended = failure;
        initialised.completeExceptionally(failure);
        pending.values().forEach(result -> result.completeExceptionally(failure));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().substring(ROOT.length() + 1).split("/", -1);
            byte[] body = exchange.getRequestBody().readAllBytes();
            switch (path[0]) {
                case "init", "restore" -> lifecycle(exchange, path[0] + " " + path[1], body);
                case "invocation" -> {
                    if (path[1].equals("next")) {
                        next(exchange);
                    } else {
                        finished(path[1], path[2], body);
                        exchange.sendResponseHeaders(202, -1);
                    }
                }
                default -> exchange.sendResponseHeaders(404, -1);
            }
        } catch (InterruptedException e) {
            // Closed while the function waited for its next event.
            Thread.currentThread().interrupt();
        }
    }

    private void lifecycle(HttpExchange exchange, String what, byte[] body) throws IOException {
        if (what.equals("restore next")) {
            initialised.complete(null);
            restored.join();
            exchange.sendResponseHeaders(200, -1);
        } else {
            initialised.completeExceptionally(new IOException(what + ": " + new String(body, StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(202, -1);
        }
    }

    private void next(HttpExchange exchange) throws IOException, InterruptedException {
        initialised.complete(null);
        Invocation invocation = waiting.take();
        exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", invocation.id());
        exchange.getResponseHeaders()
                .set("Lambda-Runtime-Deadline-Ms",
                        Long.toString(System.currentTimeMillis() + FUNCTION_TIMEOUT_MILLIS));
        exchange.getResponseHeaders()
                .set("Lambda-Runtime-Invoked-Function-Arn",
                        "arn:aws:lambda:ap-south-1:123456789012:function:darkroom");
        exchange.getResponseHeaders()
                .set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0");
        // Without a content type, the native library of the client reads a null pointer.
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, invocation.event().remaining());
        exchange.getResponseBody().write(invocation.event().array());
    }

    private void finished(String id, String how, byte[] body) {
        CompletableFuture<byte[]> result = pending.remove(id);
        if (result == null) {
            return;
        }
        if (how.equals("error")) {
            result.completeExceptionally(new IOException(new String(body, StandardCharsets.UTF_8)));
        } else if (body.length > MAX_PAYLOAD_BYTES) {
            result.completeExceptionally(new IOException("Lambda refuses a result of " + body.length + " bytes"));
        } else {
            result.complete(body);
        }
    }

    @Override
    public void close() {
        restore();
        server.stop(0);
        threads.shutdownNow();
    }
}
