package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
 * One call of each kind for a user who has two pictures, made before something goes wrong, to be asked while it does and
 * looked through afterwards.
 */
final class EveryCall {
    /** The calls, as {@link ReliabilityTable} names them. */
    static final List<String> NAMES =
            List.of("upload", "list", "view", "download", "edit", "delete", "live", "ready");

    /** What no answer takes, whatever is down: an API Gateway gives up after 29 s. */
    static final Duration LONGEST_ANSWER = Duration.ofSeconds(29);

    /** Seconds, longer than the JVM remembers a name that was not resolved. */
    private static final int SOON = 20;

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

    /** Uploads the pictures, while all is well. */
    static EveryCall of(Steps service) {
        return new EveryCall(service);
    }

    /** Makes all calls at once, and looks that each answers in time what the row of the table says. */
    void assertAnswered(String trouble) throws Exception {
        Map<String, String> expected = ReliabilityTable.row(trouble);
        Map<String, Future<String>> underWay = new LinkedHashMap<>();
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            expected.forEach((name, cell) -> {
                boolean asked = !cell.equals(ReliabilityTable.NOT_ASKED);
                underWay.put(name,
                        threads.submit(() -> asked ? told(answer(name)) : ReliabilityTable.NOT_ASKED));
            });
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Map<String, String> answers = new LinkedHashMap<>();
        for (var call : underWay.entrySet()) {
            answers.put(call.getKey(), call.getValue().get());
        }
        assertThat(answers).as(trouble).isEqualTo(expected);
        assertThat(took).as(trouble).isLessThan(LONGEST_ANSWER);
    }

    /** Looks that all is as it was answered, by the same service, and that this answers everything again. */
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
        EveryCall.of(service).assertAnswered(ReliabilityTable.NOTHING);
    }

    /** Asks until it is answered well, for a moment that is longer than what remembers a failure. */
    static void awaitReady(Steps service) {
        await(() -> service.send(Call.get("/health/ready")), 200);
    }

    /** Asks until the answer has the status. */
    static void await(Supplier<Answer> ask, int status) {
        await(() -> ask.get().expect(status));
    }

    /** Asks until the service names neither more nor less than this as out of reach. */
    static void awaitOutOfReach(Steps service, String parts) {
        await(() -> assertThat(service.send(Call.get("/health/ready")).expect(503).text("detail"))
                .isEqualTo("Out of reach: " + parts));
    }

    private static void await(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(SOON, TimeUnit.SECONDS)
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

    /** The status; what may be repeated says when, and in the form of every refusal. */
    private static String told(Answer answer) {
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
