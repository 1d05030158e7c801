package dev.darkroom.bootstrap.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.IntPredicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server process sends what happened to a receiver of this process, which checks every delivery. */
@Timeout(180)
class WebhooksIT {
    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    @TempDir
    private Path folder;

    private final List<Delivery> deliveries = new ArrayList<>();
    private HttpServer receiver;
    private volatile IntPredicate accepts = _ -> true;

    /** A request, and whether it was accepted. */
    private record Delivery(String id, JsonNode body, boolean isAccepted) {}

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

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        String seconds = exchange.getRequestHeaders().getFirst("webhook-timestamp");
        List<String> signatures =
                Arrays.asList(exchange.getRequestHeaders().getFirst("webhook-signature").split(" "));
        boolean isAccepted;
        synchronized (this) {
            isAccepted = signatures.equals(List.of(sign(NEW, id, seconds, body), sign(OLD, id, seconds, body)))
                    && accepts.test(deliveries.size());
            deliveries.add(new Delivery(id, new ObjectMapper().readTree(body), isAccepted));
        }
        exchange.sendResponseHeaders(isAccepted ? 204 : 500, -1);
        exchange.close();
    }

    private static String sign(String secret, String id, String seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
            mac.update((id + "." + seconds + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private ServerProcess start() throws Exception {
        return ServerProcess.start(Map.of(
                "DARKROOM_DATA_DIR", folder.toString(),
                "DARKROOM_WEBHOOK_URL", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook",
                "DARKROOM_WEBHOOK_SECRET", NEW + " " + OLD,
                "DARKROOM_WEBHOOK_ALLOW_PRIVATE", "true"));
    }

    /** The accepted events of each image: type and title, each once, in the order of arrival. */
    private synchronized Map<String, List<String>> accepted() {
        Map<String, List<String>> accepted = new LinkedHashMap<>();
        deliveries.stream().filter(Delivery::isAccepted).forEach(delivery -> {
            JsonNode data = delivery.body().path("data");
            List<String> ofImage = accepted.computeIfAbsent(data.path("image_id").asText(), _ -> new ArrayList<>());
            String event = delivery.body().path("type").asText() + " " + data.path("title").asText();
            if (!ofImage.contains(event)) {
                ofImage.add(event);
            }
        });
        return accepted;
    }

    /** Waits for the first round, because a new receiver gets the events of later changes. */
    private void awaitFirstRound(ServerProcess server) {
        byte[] picture = Photographs.png(8, 8, 1);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            server.uploaded("first", picture);
            return !accepted().isEmpty();
        });
    }

    private static void edit(ServerProcess server, String id, String title) {
        server.send(Call.of("PATCH", "/images/" + id).json("{\"title\":\"" + title + "\"}")).expect(200);
    }

    @Test
    void everyChangeArrivesInOrderAlthoughTheReceiverFailsAndTheServerIsKilled() throws Exception {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        accepts = number -> number % 3 != 2;
        for (int round = 0; round < 3; round++) {
            try (ServerProcess server = start()) {
                if (round == 0) {
                    awaitFirstRound(server);
                }
                for (int i = 0; i < 5; i++) {
                    String id = server.uploaded("alice", Photographs.png(8, 8, i)).path("image_id").asText();
                    edit(server, id, "one");
                    edit(server, id, "two");
                    List<String> events = new ArrayList<>(
                            List.of("image.published null", "image.updated one", "image.updated two"));
                    if (i == 0) {
                        server.send(Call.delete("/images/" + id)).expect(200);
                        events.add("image.deleted ");
                    }
                    expected.put(id, events);
                }
                server.kill();
            }
        }
        accepts = _ -> true;
        try (ServerProcess server = start()) {
            Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(
                    () -> assertThat(accepted()).containsAllEntriesOf(expected));
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void changesThatWereMadeWhileNobodyDeliveredArriveAfterTheStart() throws Exception {
        try (ServerProcess server = start()) {
            awaitFirstRound(server);
            assertThat(server.stop()).isZero();
        }
        String id;
        try (ServerProcess silent = ServerProcess.start(Map.of("DARKROOM_DATA_DIR", folder.toString()))) {
            id = silent.uploaded("alice", Photographs.png(8, 8, 3)).path("image_id").asText();
            assertThat(silent.stop()).isZero();
        }
        try (ServerProcess _ = start()) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(
                    () -> assertThat(accepted()).containsEntry(id, List.of("image.published null")));
        }
    }
}
