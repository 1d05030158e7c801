package dev.darkroom.adapter.http.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /images/delete}. */
class DeleteImagesTest extends WithServer {
    private static final String UNKNOWN_ID = "019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11";

    private Answer post(String json) {
        return server.send("POST", "/images/delete", BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    private Answer delete(List<String> ids) {
        return post(ids.stream()
                .map(id -> "\"" + id + "\"")
                .collect(Collectors.joining(",", "{\"image_ids\":[", "]}")));
    }

    /** The results, each as an id and a status. */
    private static List<String> results(Answer answer) {
        assertThat(answer.status()).as(() -> answer.json().toString()).isEqualTo(200);
        return answer.json().required("results").valueStream()
                .map(result -> result.required("image_id").asText() + " " + result.required("status").asText())
                .toList();
    }

    @Test
    void eachIdHasOneResultInTheOrderOfTheRequest() {
        String first = server.upload("?user_id=alice");
        String second = server.upload("?user_id=bob");
        String kept = server.upload("?user_id=alice");

        Answer answer = delete(List.of(second, UNKNOWN_ID, first, "..", second, "", first.toUpperCase(Locale.ROOT)));

        assertThat(results(answer)).containsExactly(
                second + " deleted", UNKNOWN_ID + " not_found", first + " deleted", ".. not_found", " not_found",
                first.toUpperCase(Locale.ROOT) + " not_found");
        server.get("/images/" + first).assertRefused(404, "not_found");
        server.get("/images/" + second).assertRefused(404, "not_found");
        assertThat(server.get("/images/" + kept).status()).isEqualTo(200);
        assertThat(server.store.keys()).hasSize(1);
        assertThat(results(delete(List.of(first, second)))).containsExactly(
                first + " not_found", second + " not_found");
    }

    @Test
    void aHundredImagesAreDeletedAndMoreAreRefused() {
        List<String> ids = IntStream.range(0, 101).mapToObj(_ -> server.upload("?user_id=alice")).toList();

        Answer refused = delete(ids);
        refused.assertRefused(400, "invalid_parameter");
        assertThat(refused.text("detail")).startsWith("image_ids ");
        assertThat(server.store.keys()).hasSize(101);

        assertThat(results(delete(ids.subList(0, 100))))
                .containsExactlyElementsOf(ids.stream().limit(100).map(id -> id + " deleted").toList());
        assertThat(server.store.keys()).hasSize(1);
    }

    @Test
    void anEmptyListDeletesNothing() {
        server.upload("?user_id=alice");

        assertThat(results(post("{\"image_ids\":[]}"))).isEmpty();
        assertThat(server.store.keys()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "image_ids | {}",
        "image_ids | {\"image_ids\":null}",
        "image_ids | {\"image_ids\":\"ID\"}",
        "image_ids | {\"image_ids\":[\"ID\",7]}",
        "image_ids | {\"image_ids\":[\"ID\",null]}",
        "image_ids | {\"image_ids\":[[\"ID\"]]}",
        "image_ids | {\"image_ids\":{\"ID\":true}}",
        "image_ids | {\"image_ids\":[\"ID\"],\"image_ids\":[]}",
        "ids | {\"ids\":[\"ID\"]}",
        "force | {\"image_ids\":[\"ID\"],\"force\":true}",
    })
    void anInvalidFieldIsRefusedByNameAndNothingIsDeleted(String field, String body) {
        Answer answer = post(body.replace("ID", server.upload("?user_id=alice")));

        answer.assertRefused(400, "invalid_parameter");
        assertThat(answer.text("detail")).startsWith(field + " ");
        assertThat(server.store.keys()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "[\"ID\"]", "{\"image_ids\":[\"ID\"]", "{\"image_ids\":[\"ID\"]}}",
        "{\"image_ids\":[\"ID\",]}"})
    void aBodyThatIsNotOneJsonObjectIsRefusedAndNothingIsDeleted(String body) {
        post(body.replace("ID", server.upload("?user_id=alice"))).assertRefused(400, "invalid_request");
        assertThat(server.store.keys()).hasSize(1);
    }

    @Test
    void otherMediaTypesParametersAndLargeBodiesAreRefused() {
        String id = server.upload("?user_id=alice");
        String body = "{\"image_ids\":[\"" + id + "\"]}";

        server.send("POST", "/images/delete", BodyPublishers.ofString(body), "Content-Type", "text/plain")
                .assertRefused(415, "unsupported_content_type");
        server.send("POST", "/images/delete?dry=1", BodyPublishers.ofString(body), "Content-Type", "application/json")
                .assertRefused(400, "invalid_parameter");
        post(body + " ".repeat(64 * 1024)).assertRefused(413, "too_large");
        for (String method : new String[]{"PUT", "TRACE"}) {
            Answer answer = server.send(method, "/images/delete", BodyPublishers.noBody());
            answer.assertRefused(405, "method_not_allowed");
        }
        assertThat(server.get("/images/" + id).status()).isEqualTo(200);
    }

    @Test
    void aRepetitionFinishesAfterTheStoreWasUnreachable() {
        List<String> ids = Stream.generate(() -> server.upload("?user_id=alice")).limit(20).toList();
        server.store.setOutOfReach(true);

        delete(ids).assertRefused(503, "unavailable");
        assertThat(server.store.keys()).hasSize(20);
        server.store.setOutOfReach(false);

        assertThat(delete(ids).status()).isEqualTo(200);
        assertThat(server.store.keys()).isEmpty();
        assertThat(server.get("/images").json().required("items")).isEmpty();
    }
}
