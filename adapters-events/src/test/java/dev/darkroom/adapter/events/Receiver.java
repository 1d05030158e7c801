package dev.darkroom.adapter.events;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server that stores the requests that it receives. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Received> received = new ArrayList<>();
    private volatile HttpHandler response = status(204);

    /** A request. */
    record Received(String path, Map<String, String> fields, String body) {
        String field(String name) {
            return String.valueOf(fields.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    /** @param tls null for HTTP */
    Receiver(InetAddress address, @Nullable SSLContext tls) {
        try {
            if (tls == null) {
                server = HttpServer.create(new InetSocketAddress(address, 0), 0);
            } else {
                HttpsServer secure = HttpsServer.create(new InetSocketAddress(address, 0), 0);
                secure.setHttpsConfigurator(new HttpsConfigurator(tls));
                server = secure;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> fields = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> fields.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        synchronized (this) {
            received.add(new Received(exchange.getRequestURI().toString(), fields, body));
        }
        response.handle(exchange);
    }

    static HttpHandler status(int status, String... fields) {
        return exchange -> {
            for (int i = 0; i < fields.length; i += 2) {
                exchange.getResponseHeaders().add(fields[i], fields[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    void respond(HttpHandler next) {
        response = next;
    }

    synchronized List<Received> received() {
        return List.copyOf(received);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
