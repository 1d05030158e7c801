package dev.darkroom.adapter.http;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darkroom.adapter.http.events.EventJson;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.testkit.OpenApiContract;
import dev.darkroom.adapter.http.testkit.OpenApiDocument;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.WithServers;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code openapi.yaml} describes all routes, codes and headers, and no others. */
class OpenApiTest extends WithServers {
    private final OpenApiDocument document = OpenApiContract.OF_THE_SERVICE.document();

    @Test
    void everyRouteIsAnOperationAndEveryOperationHasARoute() {
        Set<String> routes = new TreeSet<>();
        TestServer server = start(TestServer.with());
        server.routes().forEach(route -> routes.add(route.replace('<', '{').replace('>', '}')));
        Set<String> operations =
                document.operations().stream().map(OpenApiDocument.Operation::toString).collect(toSet());
        // The document states once that HEAD is available wherever GET is.
        document.operations().stream()
                .filter(operation -> operation.method().equals("GET"))
                .forEach(operation -> operations.add("HEAD " + operation.path()));

        assertThat(operations).hasSizeGreaterThan(20).containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void everyOperationHasAName() {
        assertThat(document.operations()).extracting(operation -> operation.node().path("operationId").asText())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z][A-Za-z]+"));
    }

    @Test
    void itListsEveryCodeWithItsStatusAndAnExample() {
        assertThat(document.component("schemas", "ErrorCode").path("enum").valueStream().map(JsonNode::asText))
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
        for (ErrorCode code : ErrorCode.values()) {
            JsonNode example = document.component("examples", code.code());
            assertThat(example.path("value").path("code").asText()).isEqualTo(code.code());
            assertThat(example.path("value").path("status").asInt()).as(code.code()).isEqualTo(code.status());
            assertThat(example.path("value").path("title").asText()).isEqualTo(code.title());
        }
    }

    @Test
    void everyCodeIsInAResponse() {
        Set<String> answered = new TreeSet<>();
        document.answers().forEach(answer -> answer.problems().forEach((code, problem) -> {
            assertThat(problem.path("status").asInt()).as("%s in %s", code, answer).isEqualTo(answer.status());
            answered.add(code);
        }));

        assertThat(answered)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
    }

    @Test
    void aViewHasEveryFieldOfTheImage() {
        JsonNode image = document.component("schemas", "Image");
        JsonNode view = document.component("schemas", "ImageView");

        assertThat(view.path("properties").propertyStream()).containsAll(image.path("properties").properties());
        assertThat(view.path("required")).containsAll(image.path("required"));
    }

    @Test
    void theEventsAreAsDocumented() {
        Image image = ImageBuilder.image().owner("alice").build();

        for (ImageEvent.Kind kind : ImageEvent.Kind.values()) {
            JsonNode event = json(EventJson.bytes(new ImageEvent(kind, image.updatedAt(), image)));
            String webhook = kind == ImageEvent.Kind.DELETED ? "DeletionEvent" : "ImageEvent";
            assertThat(document.mistakes(document.component("schemas", webhook), event)).as(webhook).isEmpty();
            assertThat(document.mistakes(document.component("schemas", "Event"), event)).as("Event").isEmpty();
        }
        assertThat(document.component("schemas", "EventType").path("enum").valueStream().map(JsonNode::asText))
                .containsExactlyElementsOf(Arrays.stream(ImageEvent.Kind.values()).map(EventJson::type).toList());
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return new JsonMapper().readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyExampleIsValid() {
        assertThat(document.examples()).hasSizeGreaterThan(30);
        document.examples().forEach(example -> assertThat(document.mistakes(example.schema(), example.value()))
                .as(example.toString())
                .isEmpty());
    }
}
