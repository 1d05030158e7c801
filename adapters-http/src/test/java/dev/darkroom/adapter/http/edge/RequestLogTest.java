package dev.darkroom.adapter.http.edge;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServers;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** The access log. A closed server has logged all its requests. */
class RequestLogTest extends WithServers {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.darkroom");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            // Copies the thread's context into the event, which otherwise reads it later.
            event.prepareForDeferredProcessing();
            super.append(event);
        }
    };

    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Map<String, Object> fields(ILoggingEvent event) {
        return event.getKeyValuePairs().stream().collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
    }

    @Test
    void everyRequestIsOneLineWithItsId() {
        byte[] picture = png();
        try (TestServer server = start(TestServer.with())) {
            server.uploadRaw("?user_id=alice&title=secret", picture, "X-Request-Id", "first");
            server.get("/nothing", "X-Request-Id", "second");
        }

        assertThat(lines()).containsExactly("POST /upload?user_id=alice&title=*** 201", "GET /nothing 404");
        assertThat(log.list).extracting(event -> event.getMDCPropertyMap().get("request_id"))
                .containsExactly("first", "second");
        assertThat(fields(log.list.getFirst()))
                .containsEntry("user", "alice")
                .containsEntry("client", "127.0.0.1")
                .containsEntry("received_bytes", (long) picture.length)
                .containsOnlyKeys("user", "client", "received_bytes", "bytes", "duration_ms");
        assertThat(fields(log.list.getLast())).containsOnlyKeys("client", "bytes", "duration_ms");
    }

    @Test
    void theClientIsTheOneThatATrustedProxyNames() {
        try (TestServer server = start(TestServer.with().trustedProxies("127.0.0.1"))) {
            server.get("/nothing", "X-Forwarded-For", "198.51.100.1, 2001:db8::1");
        }

        assertThat(fields(log.list.getFirst())).containsEntry("client", "2001:db8:0:0:0:0:0:1");
    }

    @Test
    void theSignatureOfAPresignedUrlIsNotLogged() {
        try (TestServer server = start(TestServer.with())) {
            String url = server.get("/images/" + server.upload("?user_id=alice")).text("url");
            assertThat(url).contains("?link=");
            server.get(url);
        }

        assertThat(lines()).hasSize(3);
        assertThat(lines().getLast()).matches("GET /blobs/[^?]+\\?link=\\*\\*\\* 200");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            textBlock = """
                    none,                                    /images
                    '',                                      /images?***
                    user_id=alice&limit=10&cursor=abc,       /images?user_id=alice&limit=10&cursor=abc
                    expires=1&type=image%2Fpng&signature=s3, /images?expires=1&type=image%2Fpng&signature=***
                    title=My+child&download=a.jpg&tag=home,  /images?title=***&download=***&tag=***
                    eyJhbGciOiJ.x.y,                         /images?***
                    X-Amz-Signature=abc&&=abc,               /images?***&***&***
                    """)
    void onlyHarmlessQueryParametersAreLogged(@Nullable String query, String logged) {
        assertThat(LoggedTarget.of("/images", query)).isEqualTo(logged);
    }

    @Test
    void aLongValueOfAHarmlessParameterIsMasked() {
        assertThat(LoggedTarget.of("/images", "limit=" + "7".repeat(300))).isEqualTo("/images?limit=***");
    }

    @Test
    void aLongTargetIsTruncated() {
        assertThat(LoggedTarget.of("/" + "a".repeat(LoggedTarget.MAX_LENGTH - 1), null))
                .isEqualTo("/" + "a".repeat(LoggedTarget.MAX_LENGTH - 1));
        assertThat(LoggedTarget.of("/" + "a".repeat(LoggedTarget.MAX_LENGTH - 2), "b"))
                .isEqualTo("/" + "a".repeat(LoggedTarget.MAX_LENGTH - 2) + "…");
    }

    @Test
    void routesPolledByMachinesAreLoggedAtDebug() {
        logger.setLevel(Level.DEBUG);
        try (TestServer server = start(TestServer.with())) {
            server.get("/health/live");
            server.get("/health/ready");
            server.get("/metrics");
            server.get("/openapi.yaml");
        }

        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage, ILoggingEvent::getLevel).containsExactly(
                tuple("GET /health/live 200", Level.DEBUG),
                tuple("GET /health/ready 200", Level.DEBUG),
                tuple("GET /metrics 200", Level.DEBUG),
                tuple("GET /openapi.yaml 200", Level.INFO));
    }

    @Test
    void anExceptionIsAnsweredAndLoggedWithTheSameId() {
        RuntimeException defect = new IllegalStateException("the cause");
        Answer answer = uploadThatFailsWith(defect);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text("code")).isEqualTo("internal_error");
        assertThat(answer.text("request_id")).isEqualTo("request-1");
        assertThat(answer.text("detail")).doesNotContain("the cause");
        ILoggingEvent error = log.list.getFirst();
        assertThat(error.getLevel()).isEqualTo(Level.ERROR);
        assertThat(error.getMDCPropertyMap()).containsEntry("request_id", "request-1");
        assertThat(error.getThrowableProxy().getMessage()).isEqualTo("the cause");
        assertThat(spoolFolder).isEmptyDirectory();
    }

    @Test
    void anErrorIsAnsweredToo() {
        Answer answer = uploadThatFailsWith(new OutOfMemoryError("not really"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text("code")).isEqualTo("internal_error");
        assertThat(answer.text("request_id")).isEqualTo("request-1");
        assertThat(log.list.getFirst().getThrowableProxy().getMessage()).isEqualTo("not really");
        assertThat(spoolFolder).isEmptyDirectory();
    }

    private Answer uploadThatFailsWith(Throwable failure) {
        TestServer server = start(TestServer.with().uploadImage(_ -> _ -> {
            switch (failure) {
                case Error error -> throw error;
                case RuntimeException exception -> throw exception;
                default -> throw new IllegalArgumentException(failure);
            }
        }));
        Answer answer = server.uploadRaw("?user_id=alice", png());
        server.close();
        return answer;
    }
}
