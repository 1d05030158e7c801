package dev.darkroom.adapter.telemetry.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.ConnectException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WarningExporterTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(WarningExporter.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.setAdditive(false);
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    /** Ends each batch with the next result. */
    private static final class Receiver implements SpanExporter {
        private CompletableResultCode next = CompletableResultCode.ofSuccess();

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return next;
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Test
    void warningIsLoggedOnceUntilSpansAreSentAgain() {
        Receiver receiver = new Receiver();
        WarningExporter exporter = new WarningExporter(receiver, URI.create("http://127.0.0.1:4318"));

        for (boolean sent : new boolean[]{true, false, false, true, false, false}) {
            receiver.next = sent ? CompletableResultCode.ofSuccess()
                    : CompletableResultCode.ofExceptionalFailure(new ConnectException("refused"));
            assertThat(exporter.export(List.of()).isSuccess()).isEqualTo(sent);
        }

        assertThat(log.list).hasSize(2).allSatisfy(event -> {
            assertThat(event.getFormattedMessage())
                    .isEqualTo("Traces cannot be sent and are lost; the service continues");
            assertThat(event.getKeyValuePairs().toString()).contains("127.0.0.1:4318", "refused");
            assertThat(event.getThrowableProxy()).isNull();
        });
    }
}
