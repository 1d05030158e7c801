package dev.darkroom.adapter.http.edge;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServers;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.port.in.access.Authenticate;
import dev.darkroom.domain.port.in.access.Authenticate.Result;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many requests a client may send. Only the test moves the clock. */
class RateLimitTest extends WithServers {
    private TestServer server(int requestsPerMinute) {
        return start(TestServer.with().requestsPerMinute(requestsPerMinute));
    }

    private static void assertLimited(Answer answer, String retryAfter) {
        answer.assertRefused(429, "rate_limited");
        assertThat(answer.header("Retry-After")).isEqualTo(retryAfter);
        assertThat(answer.text("detail")).contains("wait " + retryAfter + " s");
    }

    @Test
    void aRequestOverTheLimitIsRefusedUntilATokenIsFree() {
        TestServer server = server(3);
        for (int i = 0; i < 3; i++) {
            assertThat(server.get("/images").status()).isEqualTo(200);
        }
        assertLimited(server.get("/images"), "20");
        server.clock.advance(Duration.ofSeconds(19));
        assertLimited(server.get("/images"), "1");
        server.clock.advance(Duration.ofSeconds(1));
        assertThat(server.get("/images").status()).isEqualTo(200);
        assertLimited(server.get("/images"), "20");

        server.clock.advance(Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            assertThat(server.get("/images").status()).isEqualTo(200);
        }
        assertLimited(server.get("/images"), "20");
    }

    @Test
    void allRoutesExceptHealthAndMetricsCount() {
        TestServer server = server(4);
        for (int i = 0; i < 9; i++) {
            assertThat(server.get("/health/live").status()).isEqualTo(200);
            assertThat(server.get("/health/ready").status()).isEqualTo(200);
            assertThat(server.get("/metrics").status()).isNotEqualTo(429);
        }
        server.upload("?user_id=alice");
        server.get("/blobs/nothing");
        server.get("/openapi.yaml");
        server.get("/nothing");
        assertLimited(server.get("/openapi.yaml"), "15");
        assertLimited(server.get("/nothing"), "15");
        assertLimited(server.get("/blobs/nothing"), "15");
        assertLimited(server.delete("/images/0"), "15");
        assertLimited(server.uploadRaw("?user_id=alice", png()), "15");
        assertThat(server.store.keys()).hasSize(1);
        assertThat(server.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void withoutALimitNoRequestIsRefused() {
        TestServer server = server(0);
        for (int i = 0; i < 100; i++) {
            assertThat(server.get("/images").status()).isEqualTo(200);
        }
    }

    @Test
    void aUserIsOneClientAtAnyAddressAndUsersAtOneAddressAreSeparate() {
        TestServer server = withSignIn();
        assertThat(as(server, "alice", "203.0.113.1").status()).isEqualTo(200);
        assertThat(as(server, "alice", "203.0.113.2").status()).isEqualTo(200);
        as(server, "alice", "203.0.113.3").assertRefused(429, "rate_limited");
        assertThat(as(server, "bob", "203.0.113.1").status()).isEqualTo(200);
    }

    @Test
    void failedSignInsAreLimitedByAddress() {
        TestServer server = withSignIn();
        as(server, "?", "203.0.113.1").assertRefused(401, "unauthenticated");
        server.get("/images", "X-Forwarded-For", "203.0.113.1").assertRefused(401, "unauthenticated");
        as(server, "?", "203.0.113.1").assertRefused(429, "rate_limited");
        as(server, "?", "203.0.113.2").assertRefused(401, "unauthenticated");
        // A user with a valid token is not affected.
        assertThat(as(server, "alice", "203.0.113.1").status()).isEqualTo(200);
    }

    private TestServer withSignIn() {
        Authenticate tokenIsTheName = token -> token.equals("nobody")
                ? new Result.Refused("No such user")
                : new Result.Authenticated(new Actor.User(new UserId(token)));
        return start(TestServer.with()
                .authenticate(tokenIsTheName)
                .requestsPerMinute(2).trustedProxies("127.0.0.1"));
    }

    private static Answer as(TestServer server, String user, String address) {
        return server.get("/images", "Authorization", "Bearer " + user.replace("?", "nobody"),
                "X-Forwarded-For", address);
    }
}
