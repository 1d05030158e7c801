package dev.darkroom.adapter.http.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of {@code GET /events}, which reads as fast as it can. */
public final class EventStream implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 10;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final HttpResponse<InputStream> response;

    /**
     * A block of lines of the stream.
     *
     * @param isEnd whether the stream has ended before the block
     */
    public record Message(
            @Nullable String id, @Nullable String type, @Nullable String data, @Nullable String retry, boolean isEnd) {
        private static Message of(List<String> lines) {
            return new Message(
                    field(lines, "id"), field(lines, "event"), field(lines, "data"), field(lines, "retry"), false);
        }

        private static @Nullable String field(List<String> lines, String name) {
            return lines.stream()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * Opens a stream, and waits for its headers.
     *
     * @param headers names and values, alternating
     */
    public EventStream(String url, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            response = client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            List<String> block = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    messages.add(Message.of(block));
                    block.clear();
                } else {
                    block.add(line);
                }
            }
        } catch (IOException e) {
            // The stream has ended.
        }
        messages.add(new Message(null, null, null, null, true));
    }

    public HttpResponse<InputStream> response() {
        return response;
    }

    /** The next block of lines. */
    public Message next() {
        try {
            Message message = messages.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("Nothing arrived in time");
            }
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next event. Blocks without data are skipped. */
    public Message event() {
        Message message = next();
        while (message.data() == null && !message.isEnd()) {
            message = next();
        }
        assertThat(message.isEnd()).as("the stream has ended").isFalse();
        return message;
    }

    /** Waits for the end of the stream. */
    public void awaitEnd() {
        while (!next().isEnd()) {
            // The rest does not matter.
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
