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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.KeyValuePair;

class LoggingTest {
    private static final String KNOWN = "a \"known\" secret";
    private static final Masking MASKING = new Masking(List.of(KNOWN, "short"));

    private final LoggerContext context = new LoggerContext();

    @Test
    void textLineContainsTimeLevelMessageAndFields() {
        LoggingEvent event = event(Map.of("request_id", "r-1"), Level.INFO, "Stored a picture");
        event.addKeyValuePair(new KeyValuePair("size", 487_350));
        event.addKeyValuePair(new KeyValuePair("filename", "my \"kite\".jpg"));

        assertThat(text(event))
                .isEqualTo(
                        "2026-11-22T23:26:11.123Z INFO  Stored a picture"
                                + " request_id=r-1 size=487350 filename=\"my \\\"kite\\\".jpg\"\n");
    }

    @Test
    void eventCannotForgeASecondTextLine() {
        LoggingEvent event = event(Level.WARN, "Refused \r\n2026-11-22T23:26:11.124Z INFO  forged\u001b[31m");
        event.addKeyValuePair(new KeyValuePair("filename", "a\nb"));

        assertThat(text(event))
                .isEqualTo(
                        "2026-11-22T23:26:11.123Z WARN  Refused \\r\\n2026-11-22T23:26:11.124Z INFO  forged?[31m"
                                + " filename=\"a\\nb\"\n");
    }

    @Test
    void stackTraceInTextIsIndented() {
        assertThat(text(failure()).lines())
                .element(0)
                .isEqualTo("2026-11-22T23:26:11.123Z ERROR Failed");
        assertThat(text(failure()).lines().skip(1))
                .first()
                .isEqualTo("    java.lang.IllegalStateException: no \"way\"");
        assertThat(text(failure()).lines().skip(1)).allMatch(line -> line.startsWith("    "));
    }

    @Test
    void jsonLineIsOneObject() {
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
    void jsonLineContainsTheWholeStackTrace() {
        assertThat(json(failure()))
                .contains("\"exception\":\"java.lang.IllegalStateException: no \\\"way\\\"\\n\\tat dev.darkroom.")
                .containsOnlyOnce("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    Authorization: Bearer eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl | Authorization: ***
                    {"Authorization":["Bearer abcdefgh"]}                  | {"Authorization":["***"]}
                    authorization=Basic YWxpY2U6c2VjcmV0 x                 | authorization=*** x
                    sent Bearer abcdefgh.ijk to it                         | sent Bearer *** to it
                    the token eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl is bad      | the token *** is bad
                    /blobs/1/2.jpg?expires=7&signature=NGsH0G_H            | /blobs/1/2.jpg?expires=7&signature=***
                    ?X-Amz-Credential=AKIA%2F1&X-Amz-Date=7&x=1            | ?X-Amz-Credential=***&X-Amz-Date=7&x=1
                    ?X-Amz-Security-Token=IQoJ%2B%2F&X-Amz-Signature=0a1b  | ?X-Amz-Security-Token=***&X-Amz-Signature=***
                    u%3FX-Amz-Signature%3D0a1b2c                           | u%3FX-Amz-Signature%3D***
                    AWS4-HMAC-SHA256 Credential=AKIA/1, Signature=0a1b     | AWS4-HMAC-SHA256 Credential=***, Signature=***
                    Idempotency-Key: order-7                               | Idempotency-Key: ***
                    http://alice:secret@127.0.0.1/                         | http://***@127.0.0.1/
                    postgresql://alice:secret@127.0.0.1/pictures           | postgresql://***@127.0.0.1/pictures
                    it was a "known" secret, twice: a "known" secret       | it was ***, twice: ***
                    Authorization must be Bearer and one token             | Authorization must be Bearer and one token
                    its signature is not that of a short key               | its signature is not that of a short key
                    """)
    void secretsAreMasked(String logged, String shown) {
        if (!logged.contains(KNOWN)) {
            assertThat(new Masking(List.of()).mask(logged)).isEqualTo(shown);
            assertThat(new Masking(List.of()).mask(logged.toUpperCase(Locale.ROOT)).contains("***"))
                    .isEqualTo(shown.contains("***"));
        }
        LoggingEvent event = event(Map.of("quoted", logged), Level.WARN, logged);
        event.addKeyValuePair(new KeyValuePair("other", List.of(logged)));
        event.setThrowableProxy(new ThrowableProxy(new IllegalStateException(logged, new Exception(logged))));

        assertThat(json(event))
                .contains("\"message\":" + quoted(shown) + ",\"quoted\":" + quoted(shown) + ",\"other\":"
                        + quoted("[" + shown + "]"));
        assertThat(text(event).lines()).anyMatch(line -> line.equals("    java.lang.IllegalStateException: " + shown))
                .anyMatch(line -> line.equals("    Caused by: java.lang.Exception: " + shown));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\\\"") + '"';
    }

    @Test
    void fieldIsMaskedByItsName() {
        LoggingEvent event = event(Level.INFO, "Sent");
        event.addKeyValuePair(new KeyValuePair("Idempotency-Key", "order-7"));
        event.addKeyValuePair(new KeyValuePair("size", 7));

        assertThat(text(event)).endsWith("Sent Idempotency-Key=*** size=7\n");
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
        return encode(new TextEncoder(MASKING), event);
    }

    private static String json(ILoggingEvent event) {
        return encode(new JsonEncoder(MASKING), event);
    }

    private static String encode(Encoder<ILoggingEvent> encoder, ILoggingEvent event) {
        encoder.start();
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
