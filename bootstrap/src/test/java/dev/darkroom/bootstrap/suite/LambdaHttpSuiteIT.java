package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.lambda.GatewayKind;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The suite over events of an HTTP API, with a function run by the runtime interface client, S3 and DynamoDB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LambdaHttpSuiteIT implements HttpSuite {
    @Override
    public boolean hasLibrary() {
        return false;
    }

    private LambdaDeployment function;

    @BeforeAll
    void start() throws Exception {
        function = LambdaDeployment.start(Map.of(
                "DARKROOM_MAX_UPLOAD_BYTES", Integer.toString(MAX_UPLOAD_BYTES),
                "DARKROOM_MAX_DIRECT_UPLOAD_BYTES", Integer.toString(MAX_DIRECT_UPLOAD_BYTES)));
    }

    @AfterAll
    void stop() throws Exception {
        // Null if the runtime interface client has no library for this platform.
        if (function != null) {
            function.close();
        }
    }

    @Override
    public URI address() {
        return function.address();
    }

    @Override
    public Set<String> objectKeys() {
        return function.objectKeys();
    }

    @Override
    public Answer send(Call call) {
        return function.send(call);
    }

    @Test
    void functionHasNoMetrics() {
        send(Call.get("/metrics")).expectProblem(404, "not_found");
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfGatewayTransfersThePictureAndAllValues(GatewayKind gateway) {
        String user = "of-" + gateway;
        byte[] picture = Photographs.png(40, 30, 2);
        Call.Form form = new Call.Form().field("user_id", user).field("tags", "sea").field("title", "凧")
                .file("凧.png", picture);
        Call raw = Call.post("/upload?user_id=" + user + "&tags=sea&tags=k%26te&filename=" + Call.encoded("凧 +1.png"))
                .body("image/png", picture);

        for (Call upload : new Call[]{Call.post("/upload").form(form), raw}) {
            JsonNode image = function.send(gateway, upload).expect(201).json();
            assertThat(image.path("size").asInt()).isEqualTo(picture.length);
            String id = image.path("image_id").asText();
            Answer view =
                    function.send(gateway, Call.get("/images/" + id).header("X-Request-Id", "abc-123")).expect(200);
            assertThat(view.header("X-Request-Id")).isEqualTo("abc-123");
            assertThat(fetch(view.text("url")).expect(200).bytes()).isEqualTo(picture);
            assertThat(function.send(gateway, Call.head("/images/" + id)).expect(200).bytes()).isEmpty();
        }

        awaitPlaceholders("user_id=" + user);
        Call listCall = Call.get("/images?order=asc&user_id=" + user);
        Answer listed = function.send(gateway, listCall).expect(200);
        String tag = listed.header("ETag");
        function.send(gateway, listCall.header("If-None-Match", "\"7\", " + tag)).expect(304);
        function.send(gateway, listCall.header("If-None-Match", "\"7\"").header("If-None-Match", tag)).expect(304);
        JsonNode list = listed.json().path("items");
        assertThat(list.path(0).path("title").asText()).isEqualTo("凧");
        assertThat(list.path(1).path("tags").toString()).isEqualTo("[\"sea\",\"k&te\"]");
        assertThat(list.path(1).path("filename").asText()).isEqualTo("凧 +1.png");
        function.send(gateway, Call.get("/images?limit=1&limit=2")).expectProblem(400, "invalid_parameter", "limit");
        function.send(gateway, Call.get("/nothing")).expectProblem(404, "not_found");
        assertThat(function.send(gateway, Call.of("PUT", "/images")).expectProblem(405, "method_not_allowed")
                .header("Allow"))
                .contains("GET");
        for (JsonNode image : list) {
            function.send(gateway, Call.delete("/images/" + image.path("image_id").asText())).expect(200);
        }
    }
}
