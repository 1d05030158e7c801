package dev.darkroom.bootstrap.suite.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Answer;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.Steps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/**
 * One call of each kind, for a user with two pictures. A test creates it before a failure, sends the calls during the failure, and
 * checks the pictures afterwards.
 */
final class EveryCall {
    /** The calls, with the names of {@link ReliabilityTable}. */
    static final List<String> NAMES =
            List.of("upload", "list", "view", "download", "edit", "delete", "live", "ready");

    /** Limit for every response during a failure: the timeout of API Gateway is 29 s. */
    static final Duration MAX_RESPONSE_TIME = Duration.ofSeconds(29);

    /** Longer than the JVM caches a failed name resolution. */
    private static final int RECOVERY_SECONDS = 20;

    private final Steps service;
    private final String user;
    private final JsonNode kept;
    private final JsonNode doomed;
    private final String link;
    private final List<String> acknowledged = new ArrayList<>();
    private boolean deleted;

    private EveryCall(Steps service) {
        this.service = service;
        this.user = service.newUser();
        this.kept = service.uploaded(user, Photographs.jpeg(40, 30, 1));
        this.doomed = service.uploaded(user, Photographs.jpeg(40, 30, 2));
        this.link = service.view(id(kept)).expect(200).text("url");
        acknowledged.add(id(kept));
    }

    /** Uploads the pictures. The service must work. */
    static EveryCall of(Steps service) {
        return new EveryCall(service);
    }

    /** Sends all calls in parallel. Each must return the status in the row of the table, in time. */
    void assertAnswered(String failure) throws Exception {
        Map<String, String> expected = ReliabilityTable.row(failure);
        Map<String, Future<String>> pending = new LinkedHashMap<>();
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            expected.forEach((name, cell) -> {
                boolean applies = !cell.equals(ReliabilityTable.NOT_APPLICABLE);
                pending.put(name,
                        threads.submit(() -> applies ? checkedStatus(answer(name)) : ReliabilityTable.NOT_APPLICABLE));
            });
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Map<String, String> answers = new LinkedHashMap<>();
        for (var call : pending.entrySet()) {
            answers.put(call.getKey(), call.getValue().get());
        }
        assertThat(answers).as(failure).isEqualTo(expected);
        assertThat(took).as(failure).isLessThan(MAX_RESPONSE_TIME);
    }

    /** Checks that the service works again and that its state is the acknowledged one. */
    void assertNothingLost() throws Exception {
        awaitReady(service);
        assertThat(service.send(Call.delete("/images/" + id(doomed))).status())
                .isIn(deleted ? List.of(404) : List.of(200, 404));
        assertThat(service.walk("user_id=" + user)).containsExactlyInAnyOrderElementsOf(acknowledged);
        for (String id : acknowledged) {
            Answer view = service.view(id).expect(200);
            assertThat(service.fetch(view.text("url")).expect(200).sha256()).isEqualTo(view.text("sha256"));
        }
        assertThat(service.objectKeys()).noneMatch(key -> key.contains(id(doomed)));
        EveryCall.of(service).assertAnswered(ReliabilityTable.NO_FAILURE);
    }

    /** Waits until the service is ready, for longer than failures are cached. */
    static void awaitReady(Steps service) {
        await(() -> service.send(Call.get("/health/ready")), 200);
    }

    /** Repeats a call until its response has the status. */
    static void await(Supplier<Answer> ask, int status) {
        await(() -> ask.get().expect(status));
    }

    /** Waits until the service reports exactly these parts as out of reach. */
    static void awaitOutOfReach(Steps service, String parts) {
        await(() -> assertThat(service.send(Call.get("/health/ready")).expect(503).text("detail"))
                .isEqualTo("Out of reach: " + parts));
    }

    private static void await(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(RECOVERY_SECONDS, TimeUnit.SECONDS)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    private Answer answer(String name) {
        return switch (name) {
            case "upload" -> upload();
            case "list" -> service.send(Call.get("/images?user_id=" + user));
            case "view" -> service.view(id(kept));
            case "download" -> service.fetch(link);
            case "edit" -> service.send(Call.of("PATCH", "/images/" + id(kept)).json("{\"title\":\"Kite\"}"));
            case "delete" -> delete();
            case "live" -> service.send(Call.get("/health/live"));
            case "ready" -> service.send(Call.get("/health/ready"));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Answer upload() {
        Answer answer = service.send(
                Call.post("/upload?user_id=" + user).body("image/jpeg", Photographs.jpeg(40, 30, 3)));
        if (answer.status() == 201) {
            synchronized (acknowledged) {
                acknowledged.add(answer.text("image_id"));
            }
        }
        return answer;
    }

    private Answer delete() {
        Answer answer = service.send(Call.delete("/images/" + id(doomed)));
        deleted = answer.status() == 200;
        return answer;
    }

    /** The status. A {@code 503} must be a problem with {@code Retry-After}. */
    private static String checkedStatus(Answer answer) {
        if (answer.status() == 503) {
            answer.expectProblem(503, "unavailable");
            assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
        }
        return Integer.toString(answer.status());
    }

    private static String id(JsonNode image) {
        return image.path("image_id").asText();
    }
}
