package dev.darkroom.bootstrap.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;

/** A running Darkroom: how to reach it, and what is behind it. */
public interface Deployment {
    /** The largest upload that the deployments of these tests take: little, so that the limit is cheap to meet. */
    int MAX_UPLOAD_BYTES = 300_000;

    /** The largest direct upload, likewise. */
    int MAX_DIRECT_UPLOAD_BYTES = 900_000;

    /** For all tests: a client has threads of its own. */
    HttpClient CLIENT = HttpClient.newHttpClient();

    /** Where it answers, without a slash at the end. */
    URI address();

    /** The keys of all objects in its store, read past the service. */
    Set<String> objectKeys();

    /** Sends a call to the service, and holds it and its answer against openapi.yaml. */
    default Answer send(Call call) {
        return send(CLIENT, URI.create(address() + call.target()), call).heldAgainstTheContract(call, call.target());
    }

    /** Follows an absolute address that the service gave, as a browser would. */
    default Answer fetch(String url) {
        return sendTo(url, Call.get(url));
    }

    /** Sends the bytes of a direct upload where the service said, as it said. */
    default Answer put(String url, Map<String, String> headers, byte[] bytes) {
        Call call = Call.of("PUT", url).bytes(bytes);
        // The client tells the length of the body by itself.
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Content-Length")) {
                call.header(name, value);
            }
        });
        return sendTo(url, call);
    }

    /** The store behind the service has a contract of its own. */
    private Answer sendTo(String url, Call call) {
        return url.startsWith(address() + "/")
                ? send(CLIENT, URI.create(url), call)
                        .heldAgainstTheContract(call, url.substring(address().toString().length()))
                : sendToTheStore(URI.create(url), call);
    }

    /**
     * Over a connection of its own: a store that refuses a body before it has read all of it may close the connection while
     * the client already sends the next request over it (RFC 9112, section 9.3.1), which it may not repeat when it is a PUT.
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
