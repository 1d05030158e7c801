package dev.darkroom.adapter.http.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /images/edit}. */
class EditImagesTest extends WithServer {
    private static final String UNKNOWN_ID = "019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11";

    private Answer post(String json) {
        return server.send("POST", "/images/edit", BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    /** @param changes the other fields of the request */
    private Answer edit(Collection<String> ids, String changes) {
        return post("{\"image_ids\":" + array(ids) + "," + changes + "}");
    }

    private static String array(Collection<String> texts) {
        return texts.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    /** The results, each as an id, a status and a version. */
    private static List<String> results(Answer answer) {
        assertThat(answer.status()).as(() -> answer.json().toString()).isEqualTo(200);
        return answer.json().required("results").valueStream()
                .map(result -> result.required("image_id").asText() + " " + result.required("status").asText() + " "
                        + result.required("version"))
                .toList();
    }

    private String tags(String id) {
        return server.get("/images/" + id).json().required("tags").toString();
    }

    @Test
    void eachIdHasOneResultInTheOrderOfTheRequest() {
        String first = server.upload("?user_id=alice&tags=sea,sky,wind");
        String second = server.upload("?user_id=bob&tags=kite");
        String upper = first.toUpperCase(Locale.ROOT);

        Answer answer = edit(List.of(second, UNKNOWN_ID, first, "..", second, "", upper),
                "\"add_tags\":[\" Kite \",\"sea\",\"sun\"],\"remove_tags\":[\"SKY\"],\"visibility\":\"public\"");

        assertThat(results(answer)).containsExactly(second + " edited 2", UNKNOWN_ID + " not_found null",
                first + " edited 2", ".. not_found null", " not_found null", upper + " not_found null");
        assertThat(tags(first)).isEqualTo("[\"sea\",\"wind\",\"kite\",\"sun\"]");
        assertThat(tags(second)).isEqualTo("[\"kite\",\"sea\",\"sun\"]");
        assertThat(server.get("/images/" + first).text("visibility")).isEqualTo("public");
    }

    @Test
    void anImageThatHasTheChangesKeepsItsVersion() {
        String id = server.upload("?user_id=alice&tags=sea");

        assertThat(results(edit(List.of(id), "\"add_tags\":[\"sea\"],\"remove_tags\":[\"sky\"]")))
                .containsExactly(id + " edited 1");
    }

    @Test
    void anImageWithTooManyTagsIsInvalidAndTheOthersAreEdited() {
        String full = server.upload("?user_id=alice&tags="
                + IntStream.range(0, 30).mapToObj(i -> "n" + i).collect(Collectors.joining(",")));
        String other = server.upload("?user_id=alice");

        assertThat(results(edit(List.of(full, other), "\"add_tags\":[\"kite\"],\"visibility\":\"public\"")))
                .containsExactly(full + " invalid 1", other + " edited 2");
        assertThat(server.get("/images/" + full).text("visibility")).isEqualTo("private");

        // One tag makes room for another.
        assertThat(results(edit(List.of(full), "\"add_tags\":[\"kite\"],\"remove_tags\":[\"n0\"]")))
                .containsExactly(full + " edited 2");
    }

    @Test
    void aHundredImagesAreEditedAndMoreAreRefused() {
        List<String> ids = IntStream.range(0, 101).mapToObj(_ -> server.upload("?user_id=alice")).toList();

        Answer refused = edit(ids, "\"add_tags\":[\"kite\"]");
        refused.assertRefused(400, "invalid_parameter");
        assertThat(refused.text("detail")).startsWith("image_ids ");
        assertThat(server.get("/images?tag=kite").json().required("items")).isEmpty();

        assertThat(results(edit(ids.subList(0, 100), "\"add_tags\":[\"kite\"]")))
                .containsExactlyElementsOf(ids.stream().limit(100).map(id -> id + " edited 2").toList());
        assertThat(tags(ids.getLast())).isEqualTo("[]");
    }

    @Test
    void manyResultsAreCompressed() {
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> "n" + i).toList();
        String body = "{\"image_ids\":" + array(ids) + ",\"add_tags\":[\"kite\"]}";

        Answer plain = post(body);
        Answer zipped = server.send("POST", "/images/edit", BodyPublishers.ofString(body), "Content-Type",
                "application/json", "Accept-Encoding", "gzip");

        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(zipped.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(zipped.decoded()).isEqualTo(plain.bytes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "image_ids | {\"add_tags\":[\"kite\"]}",
        "image_ids | {\"image_ids\":null,\"add_tags\":[\"kite\"]}",
        "image_ids | {\"image_ids\":[7],\"add_tags\":[\"kite\"]}",
        "add_tags | {\"image_ids\":[\"ID\"]}",
        "add_tags | {\"image_ids\":[\"ID\"],\"add_tags\":[],\"remove_tags\":[]}",
        "add_tags | {\"image_ids\":[\"ID\"],\"add_tags\":\"kite\"}",
        "add_tags | {\"image_ids\":[\"ID\"],\"add_tags\":[\"\"]}",
        "add_tags | {\"image_ids\":[\"ID\"],\"add_tags\":MANY}",
        "remove_tags | {\"image_ids\":[\"ID\"],\"add_tags\":[\"kite\"],\"remove_tags\":[\"\"]}",
        "remove_tags | {\"image_ids\":[\"ID\"],\"add_tags\":[\"kite\"],\"remove_tags\":[\" KITE\"]}",
        "visibility | {\"image_ids\":[\"ID\"],\"add_tags\":[\"kite\"],\"visibility\":null}",
        "visibility | {\"image_ids\":[\"ID\"],\"add_tags\":[\"kite\"],\"visibility\":\"hidden\"}",
        "title | {\"image_ids\":[\"ID\"],\"add_tags\":[\"kite\"],\"title\":\"Kite\"}",
    })
    void anInvalidFieldIsRefusedByNameAndNothingIsEdited(String field, String body) {
        String id = server.upload("?user_id=alice");
        String many = array(IntStream.range(0, 31).mapToObj(i -> "n" + i).toList());

        Answer answer = post(body.replace("ID", id).replace("MANY", many));

        answer.assertRefused(400, "invalid_parameter");
        assertThat(answer.text("detail")).startsWith(field + " ");
        assertThat(server.get("/images/" + id).header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void otherMediaTypesParametersAndLargeBodiesAreRefused() {
        String id = server.upload("?user_id=alice");
        String body = "{\"image_ids\":[\"" + id + "\"],\"add_tags\":[\"kite\"]}";

        server.send("POST", "/images/edit", BodyPublishers.ofString(body), "Content-Type", "text/plain")
                .assertRefused(415, "unsupported_content_type");
        server.send("POST", "/images/edit?dry=1", BodyPublishers.ofString(body), "Content-Type", "application/json")
                .assertRefused(400, "invalid_parameter");
        post(body + " ".repeat(64 * 1024)).assertRefused(413, "too_large");
        assertThat(tags(id)).isEqualTo("[]");
    }
}
