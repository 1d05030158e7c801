package dev.darkroom.adapter.http.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code PATCH /images/{image_id}}. */
class EditTest extends WithServer {
    private static final String DETAILS =
            "{\"title\":\"A\",\"description\":\"B\",\"tags\":[\"c\",\"d\"],\"visibility\":\"public\"}";

    private String path;

    @BeforeEach
    void prepare() {
        path = "/images/" + server.upload("?user_id=alice&title=A&description=B&tags=c,d&visibility=public");
    }

    private Answer patch(String json, String... headers) {
        return patchAs("application/merge-patch+json", json, headers);
    }

    private Answer patchAs(String contentType, String json, String... headers) {
        String[] all = Stream.concat(Stream.of("Content-Type", contentType), Stream.of(headers)).toArray(String[]::new);
        return server.send("PATCH", path, BodyPublishers.ofString(json), all);
    }

    private static String detailsOf(Answer answer) {
        var json = answer.json();
        return Stream.of("title", "description", "tags", "visibility")
                .map(field -> "\"" + field + "\":" + json.required(field))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private void assertUnchanged() {
        Answer view = server.get(path);
        assertThat(detailsOf(view)).isEqualTo(DETAILS);
        assertThat(view.header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void theResponseIsTheImageWithItsNewVersion() {
        server.clock.advance(Duration.ofSeconds(5));

        Answer answer = patch("{\"title\":\"Z\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).isEqualTo("\"2\"");
        assertThat(answer.json().required("version").asInt()).isEqualTo(2);
        assertThat(answer.text("created_at")).isEqualTo("2026-11-22T23:26:11.123Z");
        assertThat(answer.text("updated_at")).isEqualTo("2026-11-22T23:26:16.123Z");
        assertThat(server.get("/images").json().required("items").get(0)).isEqualTo(answer.json());
        assertThat(server.get(path).header("ETag")).isEqualTo("\"2\"");
    }

    /** The rules of RFC 7396, section 2, and the examples of its appendix that apply to a flat object. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "{\"title\":\"Z\"} | {\"title\":\"Z\",\"description\":\"B\",\"tags\":[\"c\",\"d\"],\"visibility\":\"public\"}",
        "{\"title\":null} | {\"title\":null,\"description\":\"B\",\"tags\":[\"c\",\"d\"],\"visibility\":\"public\"}",
        "{\"title\":\"\"} | {\"title\":null,\"description\":\"B\",\"tags\":[\"c\",\"d\"],\"visibility\":\"public\"}",
        "{\"description\":null} | {\"title\":\"A\",\"description\":null,\"tags\":[\"c\",\"d\"],\"visibility\":\"public\"}",
        "{\"tags\":null} | {\"title\":\"A\",\"description\":\"B\",\"tags\":[],\"visibility\":\"public\"}",
        "{\"tags\":[]} | {\"title\":\"A\",\"description\":\"B\",\"tags\":[],\"visibility\":\"public\"}",
        "{\"tags\":[\" E \",\"e\",\"a,b\"]} | {\"title\":\"A\",\"description\":\"B\",\"tags\":[\"e\",\"a,b\"],\"visibility\":\"public\"}",
        "{\"visibility\":\"private\"} | {\"title\":\"A\",\"description\":\"B\",\"tags\":[\"c\",\"d\"],\"visibility\":\"private\"}",
        "{\"title\":\"凧🪁\",\"description\":null} | {\"title\":\"凧🪁\",\"description\":null,\"tags\":[\"c\",\"d\"],\"visibility\":\"public\"}",
        " {\"tags\":[\"d\",\"c\"],\"visibility\":\"private\"} | {\"title\":\"A\",\"description\":\"B\",\"tags\":[\"d\",\"c\"],\"visibility\":\"private\"}",
    })
    void aFieldIsReplacedRemovedOrKept(String patch, String details) {
        Answer answer = patch(patch);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(detailsOf(answer)).isEqualTo(details);
        assertThat(detailsOf(server.get(path))).isEqualTo(details);
        assertThat(answer.header("ETag")).isEqualTo("\"2\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"title\":\"A\"}", DETAILS})
    void aPatchWithoutAChangeKeepsTheVersion(String patch) {
        Answer answer = patch(patch);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        assertUnchanged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "Application/Merge-Patch+JSON"})
    void bothMediaTypesOfJsonAreAccepted(String contentType) {
        assertThat(patchAs(contentType, "{\"title\":\"Z\"}").text("title")).isEqualTo("Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json-patch+json", "text/plain", "image/png", "nonsense"})
    void otherMediaTypesAreRefusedWithAListOfTheAcceptedOnes(String contentType) {
        Answer answer = patchAs(contentType, "{\"title\":\"Z\"}");

        answer.assertRefused(415, "unsupported_content_type");
        assertThat(answer.header("Accept-Patch")).isEqualTo("application/merge-patch+json, application/json");
        assertUnchanged();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "null", "[]", "[\"title\"]", "\"title\"", "7", "{", "{\"title\"", "{\"title\":", "{\"title\":\"Z\"",
        "{\"title\":\"Z\",}", "{\"title\":\"Z\"}{}", "{\"title\":\"Z\"} x", "{'title':'Z'}", "{\"title\":Z}",
        "{\"tags\":[\"a\"", "{\"title\":\"\\x\"}",
    })
    void aBodyThatIsNotOneJsonObjectIsRefused(String body) {
        patch(body).assertRefused(400, "invalid_request");
        assertUnchanged();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "owner | {\"owner\":\"bob\"}",
        "user_id | {\"user_id\":\"bob\"}",
        "version | {\"title\":\"Z\",\"version\":7}",
        "filename | {\"filename\":\"a.jpg\"}",
        "Title | {\"Title\":\"Z\"}",
        "title | {\"title\":7}",
        "title | {\"title\":[\"Z\"]}",
        "title | {\"title\":{}}",
        "title | {\"title\":\"a\\nb\"}",
        "title | {\"title\":\"\\ud800\"}",
        "title | {\"title\":\"Y\",\"title\":\"Z\"}",
        "description | {\"description\":false}",
        "tags | {\"tags\":\"sea\"}",
        "tags | {\"tags\":{}}",
        "tags | {\"tags\":[1]}",
        "tags | {\"tags\":[null]}",
        "tags | {\"tags\":[[\"a\"]]}",
        "tags | {\"tags\":[\"\"]}",
        "visibility | {\"visibility\":null}",
        "visibility | {\"visibility\":\"secret\"}",
        "visibility | {\"visibility\":true}",
    })
    void anInvalidFieldIsRefusedByNameAndNothingChanges(String field, String patch) {
        Answer answer = patch(patch);

        answer.assertRefused(400, "invalid_parameter");
        assertThat(answer.text("detail")).startsWith(field + " ");
        assertUnchanged();
    }

    @Test
    void theLimitsAreThoseOfAnUpload() {
        assertThat(patch("{\"title\":\"" + "t".repeat(200) + "\",\"description\":\"" + "d".repeat(2_200)
                + "\",\"tags\":" + tags(30) + "}").status()).isEqualTo(200);
        patch("{\"title\":\"" + "t".repeat(201) + "\"}").assertRefused(400, "invalid_parameter");
        patch("{\"description\":\"" + "d".repeat(2_201) + "\"}").assertRefused(400, "invalid_parameter");
        patch("{\"tags\":" + tags(31) + "}").assertRefused(400, "invalid_parameter");
        patch("{\"tags\":[\"" + "t".repeat(51) + "\"]}").assertRefused(400, "invalid_parameter");
    }

    private static String tags(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void aBodyMayHave64KiBAndNotMore() {
        String patch = "{\"title\":\"Z\"}";

        assertThat(patch(patch + " ".repeat(64 * 1024 - patch.length())).status()).isEqualTo(200);
        patch(patch + " ".repeat(64 * 1024 - patch.length() + 1)).assertRefused(413, "too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "*"})
    void aMatchingVersionIsChanged(String condition) {
        assertThat(patch("{\"title\":\"Z\"}", "If-Match", condition).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "\"0\"", "\"one\"", "W/\"1\""})
    void anotherVersionIsNotChanged(String condition) {
        patch("{\"title\":\"Z\"}", "If-Match", condition).assertRefused(412, "precondition_failed");
        patch("{}", "If-Match", condition).assertRefused(412, "precondition_failed");
        assertUnchanged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"1", "\"1\", \"2\""})
    void aMalformedConditionChangesNothing(String condition) {
        Answer answer = patch("{\"title\":\"Z\"}", "If-Match", condition);

        answer.assertRefused(400, "invalid_parameter");
        assertThat(answer.text("detail")).startsWith("If-Match ");
        assertUnchanged();
    }

    @Test
    void anUnknownParameterChangesNothing() {
        Answer answer = server.send("PATCH", path + "?title=Z", BodyPublishers.ofString("{\"title\":\"Z\"}"),
                "Content-Type", "application/json");

        answer.assertRefused(400, "invalid_parameter");
        assertUnchanged();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11", "1", "delete", "019AB3F0-7C1E-7D43-9A53-0F4C0E4F8F11"})
    void anUnknownImageIsNotFound(String id) {
        path = "/images/" + id;

        patch("{\"title\":\"Z\"}").assertRefused(404, "not_found");
    }

    @Test
    void aDeletedImageIsNotFound() {
        server.delete(path);

        patch("{\"title\":\"Z\"}").assertRefused(404, "not_found");
        patch("{\"title\":\"Z\"}", "If-Match", "\"1\"").assertRefused(404, "not_found");
    }

    @Test
    void anUnreachableCatalogIsUnavailable() {
        server.catalog.setOutOfReach(true);

        Answer answer = patch("{\"title\":\"Z\"}");

        answer.assertRefused(503, "unavailable");
        assertThat(answer.header("Retry-After")).isNotNull();
    }
}
