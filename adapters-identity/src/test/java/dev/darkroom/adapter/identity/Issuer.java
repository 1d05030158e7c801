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

/** An issuer of tokens that publishes its keys at an address of this machine. Thread-safe. */
public final class Issuer implements AutoCloseable {
    /** What its tokens have as {@code iss}, and whom they are for. */
    public static final String NAME = "https://issuer.example.com/";
    public static final String AUDIENCE = "darkroom";

    private final HttpServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile String published = "{\"keys\":[]}";
    private volatile int status = 200;

    /** Publishes these keys' public halves. */
    public Issuer(JWK... keys) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        publish(keys);
        server.createContext("/keys", this::answer);
        server.start();
    }

    /** A key pair, whose making takes a moment: share them. */
    public static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where its keys are. */
    public URI keys() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    }

    /** Publishes these keys from now on, and no others. */
    public void publish(JWK... keys) {
        published = new JWKSet(List.of(keys)).toString(true);
    }

    /** Publishes this text from now on. */
    void publishText(String text) {
        published = text;
    }

    /** Answers with this status from now on. */
    void answerWith(int newStatus) {
        status = newStatus;
    }

    /** How often its keys were asked for. */
    int fetches() {
        return fetches.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        fetches.incrementAndGet();
        byte[] body = published.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** From now on, connections are refused. */
    @Override
    public void close() {
        server.stop(0);
    }
}
