package dev.darkroom.bootstrap.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LoggingTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void aTextLineHasTheTimeTheLevelTheMessageAndTheFields() {
        LoggingEvent event = event(Map.of("request_id", "r-1"), Level.INFO, "Stored a picture");
        event.addKeyValuePair(new KeyValuePair("size", 487_350));
        event.addKeyValuePair(new KeyValuePair("filename", "my \"kite\".jpg"));

        assertThat(text(event))
                .isEqualTo(
                        "2026-11-22T23:26:11.123Z INFO  Stored a picture"
                                + " request_id=r-1 size=487350 filename=\"my \\\"kite\\\".jpg\"\n");
    }

    @Test
    void nothingInAnEventCanForgeASecondTextLine() {
        LoggingEvent event = event(Level.WARN, "Refused \r\n2026-11-22T23:26:11.124Z INFO  forged\u001b[31m");
        event.addKeyValuePair(new KeyValuePair("filename", "a\nb"));

        assertThat(text(event))
                .isEqualTo(
                        "2026-11-22T23:26:11.123Z WARN  Refused \\r\\n2026-11-22T23:26:11.124Z INFO  forged?[31m"
                                + " filename=\"a\\nb\"\n");
    }

    @Test
    void aTextLinesStackTraceGoesOnIndented() {
        assertThat(text(failure()).lines())
                .element(0)
                .isEqualTo("2026-11-22T23:26:11.123Z ERROR Failed");
        assertThat(text(failure()).lines().skip(1))
                .first()
                .isEqualTo("    java.lang.IllegalStateException: no \"way\"");
        assertThat(text(failure()).lines().skip(1)).allMatch(line -> line.startsWith("    "));
    }

    @Test
    void aJsonLineIsOneObject() {
        LoggingEvent event =
                event(Map.of("request_id", "r-1"), Level.INFO, "Stored \"a\" \\ picture\n\t\u0001 \uD83E\uDE81");
        event.addKeyValuePair(new KeyValuePair("size", 487_350));
        event.addKeyValuePair(new KeyValuePair("level", "not this one"));
        event.addKeyValuePair(new KeyValuePair("half", "\uD83E"));

        assertThat(json(event))
                .isEqualTo(
                        "{\"time\":\"2026-11-22T23:26:11.123Z\",\"level\":\"INFO\",\"logger\":\"dev.darkroom.Test\","
                                + "\"message\":\"Stored \\\"a\\\" \\\\ picture\\n\\t\\u0001 \\ud83e\\ude81\","
                                + "\"request_id\":\"r-1\",\"size\":487350,\"half\":\"\\ud83e\"}\n");
    }

    @Test
    void aJsonLineHoldsTheWholeStackTrace() {
        assertThat(json(failure()))
                .contains("\"exception\":\"java.lang.IllegalStateException: no \\\"way\\\"\\n\\tat dev.darkroom.")
                .containsOnlyOnce("\n");
    }

    private LoggingEvent failure() {
        LoggingEvent event = event(Level.ERROR, "Failed");
        event.setThrowableProxy(
                new ThrowableProxy(new IllegalStateException("no \"way\"")));
        return event;
    }

    private LoggingEvent event(Level level, String message) {
        return event(Map.of(), level, message);
    }

    private LoggingEvent event(Map<String, String> fieldsOfTheRequest, Level level, String message) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(context);
        event.setLoggerName("dev.darkroom.Test");
        event.setLevel(level);
        event.setMessage(message);
        event.setInstant(Instant.parse("2026-11-22T23:26:11.123456Z"));
        event.setMDCPropertyMap(fieldsOfTheRequest);
        return event;
    }

    private static String text(ILoggingEvent event) {
        return encode(new TextEncoder(), event);
    }

    private static String json(ILoggingEvent event) {
        return encode(new JsonEncoder(), event);
    }

    private static String encode(Encoder<ILoggingEvent> encoder, ILoggingEvent event) {
        encoder.start();
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
