package dev.darkroom.bootstrap.suite;

import static dev.darkroom.bootstrap.suite.Call.upload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Call.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Edits, conditional lists, and deletions of several pictures. */
interface EditSuite extends Steps {
    private Call patch(String id, String json) {
        return Call.of("PATCH", "/images/" + id).json(json);
    }

    private Call deletion(Stream<String> ids) {
        return Call.post("/images/delete").json(ids.map(id -> "\"" + id + "\"")
                .collect(Collectors.joining(",", "{\"image_ids\":[", "]}")));
    }

    @Test
    default void editedPictureMovesBetweenLists() {
        String user = newUser();
        String before = "t-" + UUID.randomUUID();
        String after = "t-" + UUID.randomUUID();
        JsonNode image = send(upload(new Form().field("user_id", user)
                .field("title", "Kite")
                .field("tags", before)
                .file("kite.jpg", Photographs.jpeg(9, 9, 1)))).expect(201).json();
        String id = image.path("image_id").asText();

        Answer edited = send(Call.of("PATCH", "/images/" + id)
                .header("If-Match", "\"1\"")
                .body("application/merge-patch+json",
                        ("{\"title\":null,\"tags\":[\"" + after + "\"],\"visibility\":\"public\"}").getBytes(UTF_8)))
                .expect(200);

        assertThat(edited.header("ETag")).isEqualTo("\"2\"");
        JsonNode now = edited.json();
        assertThat(now.path("title").isNull()).isTrue();
        assertThat(now.path("tags").toString()).isEqualTo("[\"" + after + "\"]");
        assertThat(now.path("visibility").asText()).isEqualTo("public");
        assertThat(now.path("version").asInt()).isEqualTo(2);
        assertThat(now.path("sha256")).isEqualTo(image.path("sha256"));
        assertThat(now.path("created_at")).isEqualTo(image.path("created_at"));
        assertThat(now.path("updated_at").asText()).isGreaterThanOrEqualTo(image.path("updated_at").asText());
        assertThat(walk("tag=" + before)).isEmpty();
        assertThat(walk("tag=" + after)).containsExactly(id);
        assertThat(walk("visibility=public&user_id=" + user)).containsExactly(id);
        assertThat(walk("visibility=private&user_id=" + user)).isEmpty();
        assertThat(view(id).expect(200).header("ETag")).isEqualTo("\"2\"");
        assertThat(fetch(view(id).text("url")).expect(200).sha256()).isEqualTo(image.path("sha256").asText());

        send(patch(id, "{}")).expect(200);
        assertThat(view(id).header("ETag")).as("nothing changed").isEqualTo("\"2\"");
        send(Call.delete("/images/" + id)).expect(200);
        assertThat(walk("tag=" + after)).isEmpty();
        send(patch(id, "{\"title\":\"Kite\"}")).expectProblem(404, "not_found");
    }

    @Test
    default void rejectedEditChangesNothing() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 2)).path("image_id").asText();

        send(patch(id, "{\"title\":\"Z\"}").header("If-Match", "\"2\"")).expectProblem(412, "precondition_failed");
        send(patch(id, "{\"owner\":\"Z\"}")).expectProblem(400, "invalid_parameter", "owner");
        send(patch(id, "{\"title\":\"Z\",\"visibility\":null}")).expectProblem(400, "invalid_parameter", "visibility");
        send(patch(id, "[]")).expectProblem(400, "invalid_request");
        send(Call.of("PATCH", "/images/" + id).body("text/plain", new byte[]{'{', '}'}))
                .expectProblem(415, "unsupported_content_type");
        send(patch(id, "{\"title\":\"" + "t".repeat(64 * 1024) + "\"}")).expectProblem(413, "too_large");
        send(patch("nonsense", "{}")).expectProblem(404, "not_found");

        assertThat(view(id).header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    default void concurrentEditsOfDifferentFieldsAllSucceed() throws Exception {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 3)).path("image_id").asText();
        List<String> patches = List.of("{\"title\":\"Z\"}", "{\"description\":\"Y\"}", "{\"tags\":[\"x\"]}",
                "{\"visibility\":\"public\"}");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> edits = patches.stream()
                    .<Callable<Answer>>map(patch -> () -> send(patch(id, patch)))
                    .toList();
            for (Future<Answer> edit : threads.invokeAll(edits)) {
                edit.get().expect(200);
            }
        }

        JsonNode image = view(id).json();
        assertThat(image.path("version").asInt()).isEqualTo(5);
        assertThat(image.path("title").asText()).isEqualTo("Z");
        assertThat(image.path("description").asText()).isEqualTo("Y");
        assertThat(image.path("tags").toString()).isEqualTo("[\"x\"]");
        assertThat(image.path("visibility").asText()).isEqualTo("public");
    }

    @Test
    default void onlyOneOfSeveralConditionalEditsOfAVersionSucceeds() throws Exception {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 4)).path("image_id").asText();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> edits = IntStream.range(0, 5)
                    .<Callable<Integer>>mapToObj(i -> () -> send(
                            patch(id, "{\"title\":\"By " + i + "\"}").header("If-Match", "\"1\"")).status())
                    .toList();
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> edit : threads.invokeAll(edits)) {
                statuses.add(edit.get());
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 412, 412, 412, 412);
        }
    }

    @Test
    default void unchangedPageIsAnsweredWithNotModified() {
        String user = newUser();
        String id = uploaded(user, Photographs.jpeg(9, 9, 5)).path("image_id").asText();
        uploaded(user, Photographs.jpeg(9, 9, 6));
        awaitPlaceholders("user_id=" + user);
        String list = "/images?limit=1&order=asc&user_id=" + user;

        String tag = send(Call.get(list)).expect(200).header("ETag");

        Answer same = send(Call.get(list).header("If-None-Match", tag)).expect(304);
        assertThat(same.bytes()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo(tag);
        assertThat(same.header("Cache-Control")).isEqualTo("private, no-cache");
        send(patch(id, "{\"title\":\"Z\"}")).expect(200);
        assertThat(send(Call.get(list).header("If-None-Match", tag)).expect(200).header("ETag")).isNotEqualTo(tag);
    }

    @Test
    default void severalPicturesAreEditedInOneCall() {
        String user = newUser();
        String before = "t-" + UUID.randomUUID();
        String after = "t-" + UUID.randomUUID();
        List<String> ids = IntStream.range(0, 10)
                .mapToObj(i -> send(upload(new Form().field("user_id", user)
                        .field("tags", "sea," + before)
                        .file("kite.jpg", Photographs.jpeg(9, 9, i)))).expect(201).text("image_id"))
                .toList();
        String full = ids.getLast();
        List<String> edited = ids.subList(0, 9);
        send(patch(full, IntStream.range(0, 30).mapToObj(i -> "\"n" + i + "\"")
                .collect(Collectors.joining(",", "{\"tags\":[", "]}")))).expect(200);
        Supplier<Call> edit = () -> Call.post("/images/edit").json(
                Stream.of(ids, List.of("nonsense", full)).flatMap(List::stream).map(id -> "\"" + id + "\"").collect(
                        Collectors.joining(",", "{\"image_ids\":[",
                                "],\"add_tags\":[\"" + after + "\"],\"remove_tags\":[\"" + before
                                        + "\"],\"visibility\":\"public\"}")));

        for (int repetition = 0; repetition < 2; repetition++) {
            assertThat(send(edit.get()).expect(200).json().path("results").valueStream()
                    .map(result -> result.path("image_id").asText() + " " + result.path("status").asText() + " "
                            + result.path("version")))
                    .containsExactlyElementsOf(Stream.concat(
                            edited.stream().map(id -> id + " edited 2"),
                            Stream.of(full + " invalid 2", "nonsense not_found null")).toList());
        }

        assertThat(walk("tag=" + before)).isEmpty();
        assertThat(walk("tag=" + after)).containsExactlyInAnyOrderElementsOf(edited);
        assertThat(walk("visibility=public&user_id=" + user)).containsExactlyInAnyOrderElementsOf(edited);
        assertThat(view(edited.getFirst()).json().path("tags").toString()).isEqualTo("[\"sea\",\"" + after + "\"]");
    }

    @Test
    default void severalPicturesAreDeletedInOneCall() {
        String user = newUser();
        List<String> ids = IntStream.range(0, 10)
                .mapToObj(i -> uploaded(user, Photographs.jpeg(9, 9, i)).path("image_id").asText())
                .toList();
        String kept = ids.getFirst();
        List<String> doomed = ids.subList(1, 10);

        Answer answer = send(deletion(Stream.of(doomed, List.of("nonsense", doomed.getFirst()))
                .flatMap(List::stream))).expect(200);

        assertThat(answer.json().path("results").valueStream()
                .map(result -> result.path("image_id").asText() + " " + result.path("status").asText()))
                .containsExactlyElementsOf(Stream.concat(
                        doomed.stream().map(id -> id + " deleted"), Stream.of("nonsense not_found")).toList());
        assertThat(walk("user_id=" + user)).containsExactly(kept);
        for (String id : doomed) {
            assertThat(objectKeys()).noneMatch(key -> key.contains(id));
        }
        view(doomed.getFirst()).expectProblem(404, "not_found");
        view(kept).expect(200);
        send(deletion(Stream.generate(() -> kept).limit(101))).expectProblem(400, "invalid_parameter", "image_ids");
        view(kept).expect(200);
    }
}
