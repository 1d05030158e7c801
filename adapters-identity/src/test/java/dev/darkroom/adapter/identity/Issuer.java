package dev.darkroom.adapter.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens that publishes its keys at a URL of this machine. Thread-safe. */
public final class Issuer implements AutoCloseable {
    /** The claim {@code iss} of its tokens. */
    public static final String NAME = "https://issuer.example.com/";

    /** The claim {@code aud} of its tokens. */
    public static final String AUDIENCE = "darkroom";

    private final HttpServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile String published = "{\"keys\":[]}";
    private volatile int status = 200;

    /** Publishes the public parts of these keys. */
    public Issuer(JWK... keys) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        publish(keys);
        server.createContext("/keys", this::respond);
        server.start();
    }

    /** Generates a key pair. This takes a moment, so tests share them. */
    public static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The URL of its keys. */
    public URI keys() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    }

    /** Replaces the published keys. */
    public void publish(JWK... keys) {
        published = new JWKSet(List.of(keys)).toString(true);
    }

    /** Publishes this text in place of the keys. */
    void publishText(String text) {
        published = text;
    }

    /** Responds with this status from now on. */
    void respondWith(int newStatus) {
        status = newStatus;
    }

    /** How often its keys were requested. */
    int fetches() {
        return fetches.get();
    }

    private void respond(HttpExchange exchange) throws IOException {
        fetches.incrementAndGet();
        byte[] body = published.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Refuses connections from now on. */
    @Override
    public void close() {
        server.stop(0);
    }
}
