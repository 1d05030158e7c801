package dev.darkroom.adapter.http.request;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Routes with a JSON body accept any document or refuse it with a 4xx. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsonRoutesTest {
    private static final int DOCUMENTS = 150;
    private static final int MANY = 5_000;

    private static final List<String> NAMES =
            List.of("user_id", "filename", "title", "description", "tags", "visibility",
                    "image", "image_ids", "content_type", "size", "version", "unknown", "", "\\u0000", "__proto__");

    private TestServer server;
    private String image = "";

    @BeforeAll
    void start(@TempDir Path spoolFolder) {
        server = TestServer.with().start(spoolFolder);
        image = server.upload("?user_id=alice");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, DOCUMENTS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void generatedDocumentsAreAcceptedOrRefused(long seed) {
        String document = new Document(new Random(seed)).text();
        for (Answer answer : everywhere(document)) {
            assertThat(answer.status()).as("%s: %s", document, answer.http()).isLessThan(500);
        }
    }

    private List<Answer> everywhere(String document) {
        return List.of(
                send("POST", "/upload", document),
                send("POST", "/uploads", document),
                send("PATCH", "/images/" + image, document),
                send("POST", "/images/edit", document),
                send("POST", "/images/delete", document));
    }

    private Answer send(String method, String path, String document) {
        return server.send(method, path, BodyPublishers.ofByteArray(document.getBytes(StandardCharsets.UTF_8)),
                "Content-Type", "application/json");
    }

    @Test
    void arraysAndObjectsOfManyElementsAreRefused() {
        String members = IntStream.range(0, MANY).mapToObj(i -> "\"title\":null").collect(Collectors.joining(","));
        String tags = "\"\",".repeat(MANY) + "\"\"";
        String picture = Base64.getEncoder().encodeToString(png());

        send("POST", "/upload", "{" + members + "}").assertRefused(400, "invalid_parameter");
        send("POST", "/upload", "{\"user_id\":\"alice\",\"image\":\"" + picture + "\",\"tags\":[" + tags + "]}")
                .assertRefused(400, "invalid_parameter");
        for (Answer answer : everywhere("{\"tags\":[" + tags + "],\"image_ids\":[" + tags + "]}")) {
            assertThat(answer.status()).isIn(400, 413);
        }
    }

    /** A random document: often an object of known names, with values of any kind, sometimes broken. */
    private record Document(Random random) {
        String text() {
            String object = members(random.nextInt(8));
            return switch (random.nextInt(10)) {
                case 0 -> value(0);
                case 1 -> object.substring(0, random.nextInt(object.length()));
                case 2 -> object + value(0);
                case 3 -> flipped(object);
                default -> object;
            };
        }

        private String members(int count) {
            return IntStream.range(0, count)
                    .mapToObj(_ -> "\"" + NAMES.get(random.nextInt(NAMES.size())) + "\":" + value(0))
                    .collect(Collectors.joining(",", "{", "}"));
        }

        private String value(int depth) {
            return switch (random.nextInt(depth > 12 ? 10 : 13)) {
                case 0 -> "null";
                case 1 -> "true";
                case 2 -> Long.toString(random.nextLong());
                case 3 -> "1e" + random.nextInt(1_000_000);
                case 4 -> "-0." + "9".repeat(random.nextInt(2_000));
                case 5 -> "\"" + "a".repeat(random.nextInt(3_000)) + "\"";
                case 6 -> "\"\\ud800\\u0000\\uFFFF\"";
                case 7 -> "\"alice\"";
                case 8 -> "\"" + Base64.getEncoder().encodeToString(png()) + "\"";
                case 9 -> "[\"" + "sea\",\"".repeat(random.nextInt(200)) + "\"]";
                case 10 -> "[" + value(depth + 1) + "," + value(depth + 1) + "]";
                case 11 -> "{\"a\":" + value(depth + 1) + "}";
                default -> "[".repeat(random.nextInt(3_000));
            };
        }

        private String flipped(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            byte[] changed = Arrays.copyOf(bytes, bytes.length);
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(7));
            return new String(changed, StandardCharsets.UTF_8);
        }
    }
}
