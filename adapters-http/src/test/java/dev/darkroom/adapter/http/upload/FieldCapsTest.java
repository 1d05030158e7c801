package dev.darkroom.adapter.http.upload;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.FormBody;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of a request, each at n and at n + 1. */
class FieldCapsTest extends WithServer {
    /** Blank tags are ignored, so that only the number of parts matters. */
    @Test
    void aFormMayHave64Parts() {
        assertThat(formWithParts(64).status()).isEqualTo(201);
        formWithParts(65).assertRefused(400, "invalid_request");
    }

    private Answer formWithParts(int count) {
        FormBody form = new FormBody().field("user_id", "alice").file("a.png", png());
        for (int i = 2; i < count; i++) {
            form.field("tags", "");
        }
        return server.uploadForm(form);
    }

    @Test
    void theFieldsOfAFormMayHave64KiBTogether() {
        assertThat(formWithFields(64 * 1024).status()).isEqualTo(201);
        formWithFields(64 * 1024 + 1).assertRefused(400, "invalid_parameter");
    }

    private Answer formWithFields(int bytes) {
        return server.uploadForm(new FormBody()
                .field("user_id", "alice")
                .field("tags", " ".repeat(bytes - "alice".length()))
                .file("a.png", png()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images?", "/blobs/x?", "/images/0?"})
    void aQueryMayHave64Parameters(String path) {
        assertThat(server.get(path + parameters(64)).text("detail")).doesNotContain("64 parameters");
        Answer refused = server.get(path + parameters(65));
        refused.assertRefused(400, "invalid_request");
        assertThat(refused.text("detail")).contains("64 parameters");
    }

    private static String parameters(int count) {
        return IntStream.range(0, count).mapToObj(i -> "p" + i + "=").collect(Collectors.joining("&"));
    }

    @Test
    void theQueryOfAnUploadMayHave64Parameters() {
        String tags = "&tags=".repeat(63);
        assertThat(server.uploadRaw("?user_id=alice" + tags, png()).status()).isEqualTo(201);
        server.uploadRaw("?user_id=alice" + tags + "&tags=", png()).assertRefused(400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 8, 9, 100, 30_000})
    void deepJsonIsRefused(int depth) {
        String body = "{\"user_id\": \"alice\", \"x\": " + "[".repeat(depth) + "]".repeat(depth) + "}";

        assertThat(server.uploadJson(body).status()).isEqualTo(400);
        assertThat(server.uploadJson("[".repeat(depth)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 257, 60_000})
    void aLongNameInJsonIsRefused(int length) {
        assertThat(server.uploadJson("{\"" + "n".repeat(length) + "\": 1}").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_001, 60_000})
    void aLongNumberInJsonIsRefused(int digits) {
        assertThat(server.uploadJson("{\"title\": " + "9".repeat(digits) + "}").status()).isEqualTo(400);
    }

    @Test
    void emptyTagsOfAJsonUploadCountToo() {
        String json = "{\"user_id\":\"alice\",\"tags\":[" + "\"\",".repeat(1_000) + "\"\"]}";

        assertThat(server.uploadJson(json).text("detail")).startsWith("tags has more than 1000 entries");
    }

    @ParameterizedTest
    @CsvSource({"1000, 201", "1001, 400", "10000, 400"})
    void theTagsOfAJsonUploadAreLimited(int tags, int status) {
        String json = "{\"user_id\":\"alice\",\"tags\":[" + "\"sea\",".repeat(tags - 1) + "\"sea\"],\"image\":\""
                + Base64.getEncoder().encodeToString(png()) + "\"}";

        assertThat(server.uploadJson(json).status()).isEqualTo(status);
    }
}
