package dev.darkroom.bootstrap.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;

/** A running Darkroom, and the store behind it. */
public interface Deployment {
    /** The upload limit of the deployments, small so that tests reach it quickly. */
    int MAX_UPLOAD_BYTES = 300_000;

    /** The limit for direct uploads. */
    int MAX_DIRECT_UPLOAD_BYTES = 900_000;

    /** Shared by all tests, because each client has its own threads. */
    HttpClient CLIENT = HttpClient.newHttpClient();

    /** The base URL, without a slash at the end. */
    URI address();

    /** The keys of all objects in the store, read without the service. */
    Set<String> objectKeys();

    /** Sends a call to the service, and checks the call and the response against openapi.yaml. */
    default Answer send(Call call) {
        return send(CLIENT, URI.create(address() + call.target()), call).checkedAgainstTheContract(call, call.target());
    }

    /** Fetches an absolute URL from a response, as a browser would. */
    default Answer fetch(String url) {
        return sendTo(url, Call.get(url));
    }

    /** Sends the bytes of a direct upload to its URL with its headers. */
    default Answer put(String url, Map<String, String> headers, byte[] bytes) {
        Call call = Call.of("PUT", url).bytes(bytes);
        // The HTTP client sets the length itself.
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Content-Length")) {
                call.header(name, value);
            }
        });
        return sendTo(url, call);
    }

    /** Responses of the store itself are not checked against openapi.yaml. */
    private Answer sendTo(String url, Call call) {
        return url.startsWith(address() + "/")
                ? send(CLIENT, URI.create(url), call)
                        .checkedAgainstTheContract(call, url.substring(address().toString().length()))
                : sendToTheStore(URI.create(url), call);
    }

    /**
     * Uses a separate connection. A store that rejects a body before it has read all of it may close the connection while the
     * client already sends the next request over it (RFC 9112, section 9.3.1). A client may not repeat a PUT automatically.
     */
    private static Answer sendToTheStore(URI uri, Call call) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return send(client, uri, call);
        }
    }

    private static Answer send(HttpClient client, URI uri, Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(call.method(), HttpRequest.BodyPublishers.ofByteArray(call.bytes()));
        if (call.headers().length > 0) {
            request.headers(call.headers());
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
