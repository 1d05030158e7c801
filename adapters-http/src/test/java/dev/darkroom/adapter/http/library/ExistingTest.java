package dev.darkroom.adapter.http.library;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import dev.darkroom.domain.model.object.Checksum;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /images/exists}. */
class ExistingTest extends WithServer {
    private static final byte[] KITE = png(1_000);
    private static final byte[] GULL = png(1_001);
    private static final String UNKNOWN = "0".repeat(64);

    @Override
    protected TestServer.Builder options() {
        return TestServer.with().trashDays(30);
    }

    private static String sha256(byte[] bytes) {
        return Checksum.of(Checksum.newDigest().digest(bytes)).hex();
    }

    private Answer post(String json, String... headers) {
        return server.send("POST", "/images/exists", BodyPublishers.ofString(json),
                Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(headers))
                        .toArray(String[]::new));
    }

    private static String list(List<String> checksums) {
        return checksums.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    private static String request(String owner, String... checksums) {
        return "{\"user_id\":\"" + owner + "\",\"sha256\":" + list(List.of(checksums)) + "}";
    }

    /** The results, each as a checksum and an id. */
    private static List<String> results(Answer answer) {
        assertThat(answer.status()).as(() -> answer.json().toString()).isEqualTo(200);
        return answer.json().required("results").valueStream()
                .map(result -> result.required("sha256").asText() + " " + result.required("image_id").asText())
                .toList();
    }

    private String upload(String owner, byte[] picture) {
        return server.uploadRaw("?user_id=" + owner, picture).text("image_id");
    }

    @Test
    void eachChecksumHasOneResultInTheOrderOfTheRequest() {
        String kite = upload("alice", KITE);
        String gull = upload("alice", GULL);
        upload("alice", GULL);

        assertThat(results(post(request("alice", sha256(GULL), UNKNOWN, sha256(KITE), sha256(GULL)))))
                .containsExactly(sha256(GULL) + " " + gull, UNKNOWN + " null", sha256(KITE) + " " + kite);
        assertThat(results(post(request("alice")))).isEmpty();
        assertThat(server.get("/images/" + kite).text("received_sha256")).isEqualTo(sha256(KITE));
    }

    @Test
    void otherOwnersAndTheTrashDoNotCount() {
        String kite = upload("alice", KITE);
        String gull = upload("alice", GULL);
        upload("bob", KITE);

        assertThat(results(post(request("carol", sha256(KITE))))).containsExactly(sha256(KITE) + " null");
        assertThat(results(post(request("bob", sha256(GULL))))).containsExactly(sha256(GULL) + " null");
        server.delete("/images/" + gull);
        assertThat(results(post(request("alice", sha256(GULL), sha256(KITE)))))
                .containsExactly(sha256(GULL) + " null", sha256(KITE) + " " + kite);
        server.send("POST", "/images/" + gull + "/restore", BodyPublishers.noBody());
        assertThat(results(post(request("alice", sha256(GULL))))).containsExactly(sha256(GULL) + " " + gull);
    }

    @Test
    void aHundredChecksumsAreLookedUpAndMoreAreRefused() {
        String kite = upload("alice", KITE);
        List<String> checksums = Stream.concat(Stream.of(sha256(KITE)), IntStream.range(1, 101)
                .mapToObj(i -> "%064x".formatted(i))).toList();

        Answer refused = post("{\"user_id\":\"alice\",\"sha256\":" + list(checksums) + "}");
        refused.assertRefused(400, "invalid_parameter");
        assertThat(refused.text("detail")).startsWith("sha256 must be at most 100");
        assertThat(results(post("{\"user_id\":\"alice\",\"sha256\":" + list(checksums.subList(0, 100)) + "}")))
                .hasSize(100)
                .startsWith(sha256(KITE) + " " + kite);
        post("{\"user_id\":\"alice\",\"sha256\":" + list(Collections.nCopies(101, UNKNOWN)) + "}")
                .assertRefused(400, "invalid_parameter");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "sha256 | {\"user_id\":\"alice\"}",
        "sha256 | {\"user_id\":\"alice\",\"sha256\":null}",
        "sha256 | {\"user_id\":\"alice\",\"sha256\":\"HEX\"}",
        "sha256 | {\"user_id\":\"alice\",\"sha256\":[\"HEX\",7]}",
        "sha256 | {\"user_id\":\"alice\",\"sha256\":[null]}",
        "sha256 | {\"user_id\":\"alice\",\"sha256\":[\"\"]}",
        "sha256 | {\"user_id\":\"alice\",\"sha256\":[\"HEX0\"]}",
        "sha256 | {\"user_id\":\"alice\",\"sha256\":[\"g\"]}",
        "sha256 | {\"user_id\":\"alice\",\"sha256\":[\"UPPER\"]}",
        "user_id | {\"sha256\":[\"HEX\"]}",
        "user_id | {\"sha256\":[\"HEX\"],\"user_id\":\"\"}",
        "user_id | {\"sha256\":[\"HEX\"],\"user_id\":null}",
        "user_id | {\"sha256\":[\"HEX\"],\"user_id\":\"al ice\"}",
        "owner | {\"sha256\":[\"HEX\"],\"owner\":\"alice\"}",
    })
    void anInvalidFieldIsRefusedByName(String field, String body) {
        Answer answer = post(body.replace("HEX", sha256(KITE)).replace("UPPER",
                sha256(KITE).toUpperCase(Locale.ROOT)));

        answer.assertRefused(400, "invalid_parameter");
        assertThat(answer.text("detail")).startsWith(field + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"sha256\":[]"})
    void aBodyThatIsNotOneJsonObjectIsRefused(String body) {
        post(body).assertRefused(400, "invalid_request");
    }

    @Test
    void otherMediaTypesParametersAndLargeBodiesAreRefused() {
        String body = request("alice", UNKNOWN);

        server.send("POST", "/images/exists", BodyPublishers.ofString(body), "Content-Type", "text/plain")
                .assertRefused(415, "unsupported_content_type");
        server.send("POST", "/images/exists?user_id=alice", BodyPublishers.ofString(body), "Content-Type",
                "application/json").assertRefused(400, "invalid_parameter");
        post(body + " ".repeat(64 * 1024)).assertRefused(413, "too_large");
    }

    @Test
    void usersAskForTheirOwnImagesAndAdminsForAll() {
        server = start(options().authenticate(TestServer::user));
        String id = server.uploadRaw("?visibility=public", KITE, "Authorization", "Bearer alice").text("image_id");
        String body = "{\"sha256\":[\"" + sha256(KITE) + "\"]}";
        String found = sha256(KITE) + " " + id;

        assertThat(results(post(body, "Authorization", "Bearer alice"))).containsExactly(found);
        assertThat(results(post(request("alice", sha256(KITE)), "Authorization", "Bearer alice")))
                .containsExactly(found);
        assertThat(results(post(body, "Authorization", "Bearer bob"))).containsExactly(sha256(KITE) + " null");
        post(request("alice", sha256(KITE)), "Authorization", "Bearer bob").assertRefused(403, "forbidden");
        assertThat(results(post(body, "Authorization", "Bearer admin"))).containsExactly(sha256(KITE) + " null");
        assertThat(results(post(request("alice", sha256(KITE)), "Authorization", "Bearer admin")))
                .containsExactly(found);
        post(body).assertRefused(401, "unauthenticated");
    }
}
