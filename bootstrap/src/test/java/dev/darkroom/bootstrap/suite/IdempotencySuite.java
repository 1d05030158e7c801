package dev.darkroom.bootstrap.suite;

import static dev.darkroom.bootstrap.suite.Call.encoded;
import static dev.darkroom.bootstrap.suite.Call.upload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.suite.Call.Form;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Uploads that are repeated with one {@code Idempotency-Key}. */
interface IdempotencySuite extends Steps {
    /** An upload with a key. */
    private static Call keyed(String user, String key, int seed) {
        return upload(
                new Form().field("user_id", user).field("tags", "sea").file("kite.jpg", Photographs.jpeg(60, 40, seed)))
                .header("Idempotency-Key", key);
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    /** Sends a call many times in parallel, to several deployments in turn, and returns all responses. */
    static List<Answer> inParallel(int times, List<? extends Deployment> deployments, Call call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> calls = Stream.iterate(0, i -> i + 1)
                    .limit(times)
                    .<Callable<Answer>>map(i -> () -> deployments.get(i % deployments.size()).send(call))
                    .toList();
            return threads.invokeAll(calls).stream().map(IdempotencySuite::get).toList();
        }
    }

    private static Answer get(Future<Answer> answer) {
        try {
            return answer.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Asserts that every {@code 201} names the same picture, and that all other responses ask the client to retry. Returns the image id. */
    static String assertOnePicture(List<Answer> answers) {
        assertThat(answers).filteredOn(answer -> answer.status() != 201)
                .allSatisfy(answer -> answer.expectProblem(409, "upload_in_flight", "send it again"));
        List<Answer> stored = answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(stored).isNotEmpty();
        assertThat(stored.stream().map(Answer::json).distinct()).hasSize(1);
        assertThat(stored).filteredOn(answer -> answer.header("Idempotency-Replayed").isEmpty()).hasSizeLessThan(2);
        return stored.getFirst().text("image_id");
    }

    @Test
    default void fiftyConcurrentUploadsWithOneKeyStoreOnePicture() throws Exception {
        String user = newUser();
        Call call = keyed(user, newKey(), 1);

        String id = assertOnePicture(inParallel(50, List.of(this), call));

        assertThat(walk("user_id=" + user)).containsExactly(id);
        Answer repeated = send(call).expect(201);
        assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(repeated.text("image_id")).isEqualTo(id);
        assertThat(objectKeys()).filteredOn(key -> key.contains(id)).hasSize(1);
    }

    @Test
    default void repetitionReturnsTheFirstResponseAfterAnEditAndADeletion() {
        String user = newUser();
        Call call = keyed(user, newKey(), 2);
        Answer first = send(call).expect(201);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        String id = first.text("image_id");

        send(Call.of("PATCH", "/images/" + id).json("{\"title\": \"Kite\", \"tags\": []}")).expect(200);
        assertThat(send(call).expect(201).json()).isEqualTo(first.json());
        send(Call.delete("/images/" + id)).expect(200);

        Answer repeated = send(call).expect(201);
        assertThat(repeated.json()).isEqualTo(first.json());
        assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(repeated.header("Location")).isEqualTo(first.header("Location"));
        assertThat(walk("user_id=" + user)).isEmpty();
        view(id).expectProblem(404, "not_found");
    }

    @Test
    default void differentRequestWithTheSameKeyIsRejected() {
        String user = newUser();
        String key = newKey();
        String id = send(keyed(user, key, 3)).expect(201).text("image_id");

        refused(keyed(user, key, 4)).expectProblem(422, "idempotency_key_reused", "Idempotency-Key");
        refused(Call.post("/upload?filename=kite.jpg&user_id=" + encoded(user))
                .body("image/jpeg", Photographs.jpeg(60, 40, 3)).header("Idempotency-Key", key))
                .expectProblem(422, "idempotency_key_reused");

        // The same upload as JSON.
        Answer json = send(Call.post("/upload").json(
                "{\"user_id\":\"%s\",\"tags\":[\"sea\"],\"filename\":\"kite.jpg\",\"image\":\"%s\"}".formatted(
                        user, Base64.getEncoder().encodeToString(Photographs.jpeg(60, 40, 3))))
                .header("Idempotency-Key", key)).expect(201);
        assertThat(json.text("image_id")).isEqualTo(id);
        assertThat(walk("user_id=" + user)).containsExactly(id);
    }

    @Test
    default void sameKeyOfTwoUsersIsIndependent() {
        String key = newKey();
        List<String> ids = Stream.of(newUser(), newUser())
                .map(user -> send(keyed(user, key, 5)).expect(201).text("image_id"))
                .collect(Collectors.toList());

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    default void rejectedPictureAndMalformedKeyUseNoKey() {
        String user = newUser();
        String key = newKey();

        refused(upload(new Form().field("user_id", user).file("a.jpg", new byte[]{1})).header("Idempotency-Key", key))
                .expectProblem(415, "unsupported_image");
        refused(keyed(user, "a b", 6)).expectProblem(400, "invalid_parameter", "Idempotency-Key");
        refused(keyed(user, "k".repeat(256), 6)).expectProblem(400, "invalid_parameter", "Idempotency-Key");
        assertThat(send(keyed(user, key, 6)).expect(201).header("Idempotency-Replayed")).isEmpty();
    }
}
