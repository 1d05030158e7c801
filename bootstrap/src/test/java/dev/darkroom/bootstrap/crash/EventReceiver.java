package dev.darkroom.bootstrap.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.darkroom.bootstrap.suite.Answer;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of webhooks that fails a third of all deliveries. It requires that each change arrives in the order of its image, with a valid
 * signature, and not before a view shows it. Thread-safe.
 */
final class EventReceiver implements AutoCloseable {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Duration ARRIVAL = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** The accepted events of each image, without repetitions. */
    private final Map<String, List<JsonNode>> events = new ConcurrentHashMap<>();
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final Queue<String> mistakes = new ConcurrentLinkedQueue<>();
    private volatile @Nullable ServerProcess server;
    private volatile boolean isReliable;

    EventReceiver() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::receive);
        http.setExecutor(threads);
        http.start();
    }

    /** The environment variables of a server that sends its events here. */
    Map<String, String> environment() {
        return Map.of(
                "DARKROOM_WEBHOOK_URL", "http://127.0.0.1:" + http.getAddress().getPort() + "/events",
                "DARKROOM_WEBHOOK_SECRET", "whsec_" + Base64.getEncoder().encodeToString(KEY),
                "DARKROOM_WEBHOOK_ALLOW_PRIVATE", "true");
    }

    /** The server that shows the images of events from now on. */
    void sentBy(ServerProcess sender) {
        server = sender;
    }

    /** From now on, every delivery is accepted. */
    void becomeReliable() {
        isReliable = true;
    }

    /** Requires the events of all changes in the model, after the last clients have ended. */
    void requireAll(Model model) {
        Awaitility.await().atMost(ARRIVAL).untilAsserted(() -> {
            assertThat(mistakes).isEmpty();
            for (Picture picture : model.pictures()) {
                JsonNode last = last(picture.id());
                assertThat(last.path("type").asText()).as("%s", last).isNotEqualTo("image.deleted");
                assertThat(Picture.comparable(last.path("data").deepCopy())).isEqualTo(picture.acknowledged());
            }
            for (String id : model.deletedPictures()) {
                assertThat(last(id).path("type").asText()).as(id).isEqualTo("image.deleted");
            }
            requireUndone(model);
        });
    }

    /**
     * Requires that all other images were undone: the catalog published them, its response was lost, and the client received a failure.
     */
    private void requireUndone(Model model) {
        Set<String> others = new HashSet<>(events.keySet());
        others.removeAll(model.deletedPictures());
        model.pictures().forEach(picture -> others.remove(picture.id()));
        for (String id : others) {
            List<JsonNode> all = events.getOrDefault(id, List.of());
            synchronized (all) {
                assertThat(all).as("an image that no client knows").extracting(event -> event.path("type").asText())
                        .containsExactly("image.published", "image.deleted");
                assertThat(model.hasFailed(all.getFirst().path("data").path("filename").asText()))
                        .as("from no upload, or from an acknowledged one: %s", all).isTrue();
            }
        }
    }

    int count() {
        return ids.size();
    }

    private JsonNode last(String id) {
        List<JsonNode> all = events.getOrDefault(id, List.of());
        assertThat(all).as("events of %s", id).isNotEmpty();
        synchronized (all) {
            return all.getLast();
        }
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            try {
                int status = answer(exchange, body);
                if (status == 503) {
                    exchange.getResponseHeaders().set("Retry-After", "1");
                }
                exchange.sendResponseHeaders(status, -1);
            } catch (AssertionError | RuntimeException e) {
                mistakes.add(e + ": " + new String(body, StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(500, -1);
            }
        }
    }

    private int answer(HttpExchange exchange, byte[] body) throws IOException {
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        String time = exchange.getRequestHeaders().getFirst("webhook-timestamp");
        assertThat(exchange.getRequestHeaders().getFirst("webhook-signature")).isEqualTo(signature(id, time, body));
        JsonNode event = JSON.readTree(body);
        requireVisible(event);
        Random random = ThreadLocalRandom.current();
        if (!isReliable && random.nextInt(3) == 0) {
            return List.of(500, 503, 404).get(random.nextInt(3));
        }
        List<JsonNode> all = events.computeIfAbsent(
                event.path("data").path("image_id").asText(), _ -> new ArrayList<>());
        synchronized (all) {
            if (ids.add(id)) {
                requireNext(all, event);
                all.add(event);
            }
        }
        return 204;
    }

    /** Requires that a view shows the change, or a later one. */
    private void requireVisible(JsonNode event) {
        ServerProcess sender = server;
        if (sender == null) {
            return;
        }
        try {
            Answer view = sender.send(Call.get("/images/" + event.path("data").path("image_id").asText()));
            if (view.status() == 200) {
                assertThat(event.path("type").asText()).isNotEqualTo("image.deleted");
                assertThat(view.json().path("version").asLong())
                        .isGreaterThanOrEqualTo(event.path("data").path("version").asLong());
            } else {
                // Deleted meanwhile, or the storage is down.
                assertThat(view.status()).isIn(404, 503);
            }
        } catch (UncheckedIOException e) {
            // The server was killed.
        }
    }

    /** Requires that an event is the next one of its image. */
    private static void requireNext(List<JsonNode> before, JsonNode event) {
        String type = event.path("type").asText();
        if (before.isEmpty()) {
            assertThat(type).isEqualTo("image.published");
            return;
        }
        JsonNode last = before.getLast();
        assertThat(last.path("type").asText()).as("The event before").isNotEqualTo("image.deleted");
        if (!type.equals("image.deleted")) {
            assertThat(type).isEqualTo("image.updated");
            assertThat(event.path("data").path("version").asLong())
                    .isEqualTo(last.path("data").path("version").asLong() + 1);
        }
    }

    /** Standard Webhooks 1.0.0, "Symmetric signatures". */
    private static String signature(String id, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.close();
    }
}
