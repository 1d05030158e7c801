package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Behaviour that all routes share. */
interface RouteSuite extends Steps {
    @Test
    default void everyResponseHasARequestId() {
        assertThat(send(Call.get("/images?limit=1").header("X-Request-Id", "abc-123")).header("X-Request-Id"))
                .isEqualTo("abc-123");
        assertThat(send(Call.get("/nothing").header("X-Request-Id", "a b<c>")).header("X-Request-Id"))
                .isNotEmpty()
                .isNotEqualTo("a b<c>");
    }

    @Test
    default void unknownRouteAndMethodAreRejected() {
        send(Call.get("/nothing")).expectProblem(404, "not_found");
        assertThat(send(Call.of("PUT", "/images")).expectProblem(405, "method_not_allowed").header("Allow"))
                .contains("GET");
        assertThat(send(Call.get("/upload")).expectProblem(405, "method_not_allowed").header("Allow")).contains("POST");
    }

    @Test
    default void healthIsReported() {
        send(Call.get("/health/live")).expect(200);
        send(Call.get("/health/ready")).expect(200);
    }
}
