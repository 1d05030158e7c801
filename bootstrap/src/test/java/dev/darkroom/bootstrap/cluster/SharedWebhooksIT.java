package dev.darkroom.bootstrap.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.darkroom.adapter.http.testkit.EventStream;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.ServerProcess;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two replicas on one database and one bucket share the events: the deliveries of webhooks, and the streams of clients. */
@FullTier
@Timeout(300)
class SharedWebhooksIT {
    private static final int IMAGES = 40;

    /** A round has at most this many sends in progress, whose results a killed process has not stored. A round in 5 s may have had more results. */
    private static final int MAX_REPEATED = 100;

    private final SharedStorage storage = new SharedStorage(LocalPostgres.shared().migratedUrl());
    private final ObjectMapper json = new ObjectMapper();
    /** The type and title of each accepted delivery, by image. */
    private final Map<String, List<String>> accepted = new HashMap<>();
    private int deliveries;
    private boolean isReliable;
    private int repeated;
    private HttpServer receiver;

    @BeforeEach
    void receive() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/hook", this::receive);
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    /** Fails each third delivery, until it becomes reliable. */
    private void receive(HttpExchange exchange) throws IOException {
        JsonNode event = json.readTree(exchange.getRequestBody().readAllBytes());
        exchange.sendResponseHeaders(isAccepted(event) ? 204 : 500, -1);
        exchange.close();
    }

    private synchronized boolean isAccepted(JsonNode event) {
        deliveries++;
        if (!isReliable && deliveries % 3 == 0) {
            return false;
        }
        JsonNode data = event.path("data");
        List<String> ofImage = accepted.computeIfAbsent(data.path("image_id").asText(), _ -> new ArrayList<>());
        String text = event.path("type").asText() + " " + data.path("title").asText();
        if (ofImage.contains(text)) {
            repeated++;
        } else {
            ofImage.add(text);
        }
        return true;
    }

    private synchronized void becomeReliable() {
        isReliable = true;
    }

    private synchronized Map<String, List<String>> accepted() {
        Map<String, List<String>> copy = new HashMap<>();
        accepted.forEach((id, events) -> copy.put(id, List.copyOf(events)));
        return copy;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(storage.environment());
        environment.put("DARKROOM_WEBHOOK_URL", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
        environment.put("DARKROOM_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        environment.put("DARKROOM_WEBHOOK_ALLOW_PRIVATE", "true");
        return environment;
    }

    /** Uploads an image and edits it twice, each through another replica if there is one. */
    private static String change(ServerProcess one, ServerProcess other, int number) {
        String id = one.uploaded("alice", Photographs.png(8, 8, number)).path("image_id").asText();
        for (String title : List.of("one", "two")) {
            (title.equals("one") ? other : one).send(
                    Call.of("PATCH", "/images/" + id).json("{\"title\":\"" + title + "\"}")).expect(200);
        }
        return id;
    }

    @Test
    void everyEventArrivesInOrderAlthoughTheReceiverFailsAndAReplicaIsKilled() throws Exception {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        List<String> events = List.of("image.published null", "image.updated one", "image.updated two");
        try (ServerProcess one = ServerProcess.start(environment());
                ServerProcess other = ServerProcess.start(environment())) {
            Awaitility.await().until(() -> {
                one.uploaded("first", Photographs.png(8, 8, 1));
                return !accepted().isEmpty();
            });
            for (int i = 0; i < IMAGES / 2; i++) {
                expected.put(change(one, other, i), events);
            }
            one.kill();
            for (int i = IMAGES / 2; i < IMAGES; i++) {
                expected.put(change(other, other, i), events);
            }

            becomeReliable();
            // The lease of the killed one may last for a minute. One that failed three times waits for two minutes more. Few
            // fail a fourth time and wait for ten minutes, so the receiver is reliable before.
            Awaitility.await().atMost(Duration.ofMinutes(4)).untilAsserted(
                    () -> assertThat(accepted()).containsAllEntriesOf(expected));
            System.out.println(deliveries + " deliveries, " + repeated + " of them repeated");
            assertThat(repeated).isLessThanOrEqualTo(MAX_REPEATED);
        }
    }

    @Test
    void eventOfOneReplicaAppearsInTheStreamOfTheOther() throws Exception {
        try (Replicas replicas = Replicas.start(2, storage.environment());
                EventStream stream = new EventStream(replicas.get(1).address() + "/events")) {
            stream.next();
            for (int i = 0; i < 5; i++) {
                String id = replicas.get(0).uploaded("alice", Photographs.png(8, 8, i)).path("image_id").asText();
                long since = System.nanoTime();
                assertThat(stream.event().data()).contains(id);
                Duration delay = Duration.ofNanos(System.nanoTime() - since);
                System.out.println("An event appeared after " + delay.toMillis() + " ms");
                assertThat(delay).isLessThan(Duration.ofSeconds(2));
            }
        }
    }
}
