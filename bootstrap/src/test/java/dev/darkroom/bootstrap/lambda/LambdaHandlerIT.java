package dev.darkroom.bootstrap.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.darkroom.bootstrap.Client;
import dev.darkroom.bootstrap.CloudStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Start, restoration from a snapshot, events and limits of the functions. */
@Timeout(120)
class LambdaHandlerIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void uploadThatDoesNotFitIntoAnEventIsRejectedWithAHintAtDirectUploads() throws Exception {
        byte[] largest = padded(LambdaService.MAX_UPLOAD_BYTES);
        byte[] tooLarge = padded(LambdaService.MAX_UPLOAD_BYTES + 1);
        try (LambdaProcess function =
                LambdaProcess.start(LambdaHandler.class, CloudStore.provisioned().environment())) {
            GatewayKind.Sent stored = upload(function, largest);
            assertThat(stored.status()).as(new String(stored.body(), UTF_8)).isEqualTo(201);

            GatewayKind.Sent refused = upload(function, tooLarge);
            assertThat(refused.status()).isEqualTo(413);
            assertThat(JSON.readTree(refused.body()).path("code").asText()).isEqualTo("too_large");
            assertThat(JSON.readTree(refused.body()).path("detail").asText())
                    .contains(Integer.toString(LambdaService.MAX_UPLOAD_BYTES), "/uploads");
        }
    }

    @Test
    void functionRestoredFromASnapshotStoresAndServesPictures() throws Exception {
        Map<String, String> environment = new HashMap<>(CloudStore.provisioned().environment());
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        try (LambdaProcess function = LambdaProcess.start(LambdaHandler.class, environment)) {
            function.restore();

            GatewayKind.Sent stored = upload(function, Client.picture(64, 48));
            assertThat(stored.status()).isEqualTo(201);
            String id = Client.idIn(new String(stored.body(), UTF_8));
            assertThat(get(function, "/images/" + id).status()).isEqualTo(200);
        }
    }

    @Test
    void invalidEventFailsAndTheNextEventSucceeds() throws Exception {
        try (LambdaProcess function =
                LambdaProcess.start(LambdaHandler.class, CloudStore.provisioned().environment())) {
            assertThatThrownBy(() -> function.invoke("{\"source\": \"aws.events\"}".getBytes(UTF_8)))
                    .hasMessageContaining("is not an HTTP request from API Gateway or a function URL");
            assertThat(get(function, "/health/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void functionStartsWithoutItsStorage() throws Exception {
        try (LambdaProcess function = LambdaProcess.start(LambdaHandler.class, CloudStore.missing().environment())) {
            assertThat(get(function, "/health/live").status()).isEqualTo(200);
            assertThat(get(function, "/health/ready").status()).isEqualTo(503);
        }
    }

    @Test
    void localStorageIsRejectedWithOneSentence() {
        for (String storage : new String[]{"", "local"}) {
            assertThatThrownBy(
                    () -> LambdaProcess.start(LambdaHandler.class, Map.of("DARKROOM_STORAGE", storage)).close())
                    .hasStackTraceContaining("init error")
                    .hasStackTraceContaining("DARKROOM_STORAGE must be aws on Lambda");
        }
    }

    @Test
    void functionWithoutSignInIsRejectedUnlessConfiguredExplicitly() {
        Map<String, String> environment = new HashMap<>(CloudStore.provisioned().environment());
        environment.put("DARKROOM_AUTH", "");

        assertThatThrownBy(() -> LambdaProcess.start(LambdaHandler.class, environment).close())
                .hasStackTraceContaining("init error")
                .hasStackTraceContaining("DARKROOM_AUTH must be set on Lambda");
    }

    @Test
    void scheduledFunctionReturnsItsReport() throws Exception {
        try (LambdaProcess function =
                LambdaProcess.start(ReconcileHandler.class, CloudStore.provisioned().environment())) {
            assertThat(function.invoke("{\"source\": \"aws.events\"}".getBytes(UTF_8)))
                    .asString()
                    .isEqualTo("{\"uploads_undone\":0,\"deletions_finished\":0,\"images_purged\":0,\"failed\":0}");
        }
    }

    @Test
    void scheduledFunctionSendsEventsAndTheApiShowsThem() throws Exception {
        Map<String, String> storage = CloudStore.provisioned().environment();
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            try (exchange) {
                received.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        receiver.start();
        Map<String, String> scheduled = new HashMap<>(storage);
        scheduled.put("DARKROOM_WEBHOOK_URL", "http://127.0.0.1:" + receiver.getAddress().getPort());
        scheduled.put("DARKROOM_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        scheduled.put("DARKROOM_WEBHOOK_ALLOW_PRIVATE", "true");
        try (LambdaProcess api = LambdaProcess.start(LambdaHandler.class, storage);
                LambdaProcess function = LambdaProcess.start(ReconcileHandler.class, scheduled)) {
            assertThat(function.invoke("{}".getBytes(UTF_8))).asString().contains("\"events_delivered\":0");
            String id = Client.idIn(new String(upload(api, Client.picture(64, 48)).body(), UTF_8));

            // The stream of the table follows the table with a delay.
            Awaitility.await().untilAsserted(() -> {
                function.invoke("{}".getBytes(UTF_8));
                assertThat(received).singleElement().asString().contains("image.published", id);
            });
            assertThat(new String(get(api, "/events?last_event_id=0-0").body(), UTF_8))
                    .contains("event: image.published", id);
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void scheduledFunctionFailsWithoutTheCatalog() throws Exception {
        try (LambdaProcess function = LambdaProcess.start(ReconcileHandler.class, CloudStore.missing().environment())) {
            assertThatThrownBy(() -> function.invoke("{}".getBytes(UTF_8))).hasMessageContaining("Unavailable");
        }
    }

    private static GatewayKind.Sent upload(LambdaProcess function, byte[] picture) throws Exception {
        String[] headers = {"Content-Type", "image/png"};
        return GatewayKind.REST_API.response(
                function.invoke(GatewayKind.REST_API.event("POST", "/upload?user_id=alice", headers, picture)));
    }

    private static GatewayKind.Sent get(LambdaProcess function, String target) throws Exception {
        return GatewayKind.FUNCTION_URL
                .response(function.invoke(GatewayKind.FUNCTION_URL.event("GET", target, new String[0], new byte[0])));
    }

    /** A valid picture, padded to a size. The padding is received but not stored. */
    private static byte[] padded(int sizeBytes) throws Exception {
        return Arrays.copyOf(Client.picture(8, 8), sizeBytes);
    }
}
