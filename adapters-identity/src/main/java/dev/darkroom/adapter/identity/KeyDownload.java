package dev.darkroom.adapter.identity;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches a JWK set (RFC 7517, section 5). Time and size are bounded. Redirects are not followed. */
final class KeyDownload {
    /** From the connection to the last byte. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** Enough for hundreds of keys. */
    static final int MAX_BYTES = 512 * 1024;

    private KeyDownload() {}

    /** @throws IOException if the response fails or is not a JWK set */
    static JWKSet from(URI address) throws IOException {
        // One client for each download: minutes pass between two, and no open connection disturbs a snapshot or a stop.
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build()) {
            CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                    HttpRequest.newBuilder(address).header("Accept", "application/json").build(),
                    BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES));
            try {
                // A timeout of the request would end at the header.
                return keysIn(response.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                throw new IOException("No response within " + TIMEOUT.toSeconds() + " s", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted", e);
            } catch (ExecutionException e) {
                throw new IOException(String.valueOf(e.getCause()), e);
            } finally {
                client.shutdownNow();
            }
        }
    }

    private static JWKSet keysIn(HttpResponse<String> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException("The response status was " + response.statusCode());
        }
        try {
            return JWKSet.parse(response.body());
        } catch (ParseException e) {
            throw new IOException("The response is not a JWK set", e);
        }
    }
}
