package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Concurrent and conditional deletions. */
interface DeleteSuite extends Steps {
    @Test
    default void onlyOneOfSeveralConcurrentDeletionsSucceeds() throws Exception {
        String id = uploaded(newUser(), Photographs.jpeg(20, 20, 3)).path("image_id").asText();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = new ArrayList<>();
            Callable<Integer> deletion = () -> send(Call.delete("/images/" + id)).status();
            for (Future<Integer> status : threads.invokeAll(List.of(deletion, deletion, deletion))) {
                statuses.add(status.get());
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 404, 404);
        }
    }

    @Test
    default void deletionOfAnotherVersionIsRejected() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();

        send(Call.delete("/images/" + id).header("If-Match", "\"2\"")).expectProblem(412, "precondition_failed");
        send(Call.delete("/images/" + id).header("If-Match", "\"1\"").header("If-Match", "\"2\""))
                .expectProblem(400, "invalid_parameter", "If-Match");
        view(id).expect(200);
        send(Call.delete("/images/" + id).header("If-Match", "\"1\"")).expect(200);
    }
}
