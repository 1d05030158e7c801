package dev.darkroom.adapter.http;

import static dev.darkroom.adapter.http.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.darkroom.adapter.http.TestServer.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the log says of requests. A server that was closed has logged them all. */
class RequestLogTest {
    @TempDir
    Path spoolFolder;

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.darkroom");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            // Takes the thread's context along, which an event else looks up when it is asked.
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

    @Test
    void everyRequestIsOneLineUnderItsId() {
        try (TestServer server = TestServer.start(spoolFolder)) {
            server.uploadRaw("?user_id=alice&title=secret", png(), "X-Request-Id", "first");
            server.get("/nothing", "X-Request-Id", "second");
        }

        assertThat(lines()).hasSize(2);
        assertThat(lines().getFirst()).matches("POST /upload 201 \\d+ms \\d+ alice 127\\.0\\.0\\.1");
        assertThat(lines().getLast()).matches("GET /nothing 404 \\d+ms \\d+ - 127\\.0\\.0\\.1");
        assertThat(log.list).extracting(event -> event.getMDCPropertyMap().get("request_id"))
                .containsExactly("first", "second");
    }

    @Test
    void theClientIsTheOneThatATrustedProxyNames() {
        try (TestServer server = TestServer.startWith(spoolFolder, TestServer.edge().trusting("127.0.0.1"))) {
            server.get("/nothing", "X-Forwarded-For", "198.51.100.1, 2001:db8::1");
        }

        assertThat(lines().getFirst()).startsWith("GET /nothing 404 ").endsWith(" - 2001:db8:0:0:0:0:0:1");
    }

    @Test
    void theSecretOfASignedAddressIsNotLogged() {
        try (TestServer server = TestServer.start(spoolFolder)) {
            String url = server.get("/images/" + server.upload("?user_id=alice")).text("url");
            assertThat(url).contains("?link=");
            server.get(url);
        }

        assertThat(lines()).hasSize(3).noneMatch(line -> line.contains("link"));
        assertThat(lines().getLast()).startsWith("GET /blobs/");
    }

    @Test
    void aDefectIsAnsweredAndLoggedWithItsCauseUnderTheSameId() {
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
    void anErrorOfTheMachineIsAnsweredToo() {
        Answer answer = uploadThatFailsWith(new OutOfMemoryError("not really"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text("code")).isEqualTo("internal_error");
        assertThat(answer.text("request_id")).isEqualTo("request-1");
        assertThat(log.list.getFirst().getThrowableProxy().getMessage()).isEqualTo("not really");
        assertThat(spoolFolder).isEmptyDirectory();
    }

    private Answer uploadThatFailsWith(Throwable failure) {
        try (TestServer server = TestServer.startWith(spoolFolder, _ -> _ -> {
            switch (failure) {
                case Error error -> throw error;
                case RuntimeException exception -> throw exception;
                default -> throw new IllegalArgumentException(failure);
            }
        })) {
            return server.uploadRaw("?user_id=alice", png());
        }
    }
}
