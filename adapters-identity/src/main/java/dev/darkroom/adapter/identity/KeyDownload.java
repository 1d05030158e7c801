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

/** Fetches a JWK set (RFC 7517, section 5), bounded in time and size; follows no redirection. */
final class KeyDownload {
    /** For all of it. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);

    /** Hundreds of keys. */
    static final int MAX_BYTES = 512 * 1024;

    private KeyDownload() {}

    /** @throws IOException when it does not come, or is no JWK set */
    static JWKSet from(URI address) throws IOException {
        // A client for each: there are minutes between two, and nothing is left open for a snapshot or a stop to mind.
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(LONGEST_CONNECT).build()) {
            CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                    HttpRequest.newBuilder(address).header("Accept", "application/json").build(),
                    BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES));
            try {
                // Not a timeout of the request, which would end with the header.
                return keysIn(answer.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                throw new IOException("No answer within " + LONGEST.toSeconds() + " s", e);
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

    private static JWKSet keysIn(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != 200) {
            throw new IOException("The answer was " + answer.statusCode());
        }
        try {
            return JWKSet.parse(answer.body());
        } catch (ParseException e) {
            throw new IOException("The answer is no JWK set", e);
        }
    }
}
