package dev.darkroom.bootstrap.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** Common parts of the two encoders. */
abstract class EventEncoder extends EncoderBase<ILoggingEvent> {
    /** RFC 3339 with milliseconds. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();
    private final Masking masking;

    EventEncoder(Masking masking) {
        this.masking = masking;
    }

    @Override
    public void start() {
        stackTraces.start();
        super.start();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(256);
        append(event, line);
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    abstract void append(ILoggingEvent event, StringBuilder line);

    static String time(ILoggingEvent event) {
        return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
    }

    /** The message of the event, with secrets masked. */
    String message(ILoggingEvent event) {
        return masking.mask(event.getFormattedMessage());
    }

    /** The fields of the event, with secrets masked: first those of the current request, then its own. */
    Map<String, Object> fields(ILoggingEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>(event.getMDCPropertyMap());
        @Nullable
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> fields.put(pair.key, pair.value == null ? "null" : pair.value));
        }
        fields.replaceAll(masking::mask);
        return fields;
    }

    /** The stack trace with its causes, with secrets masked, or an empty string. */
    String stackTrace(ILoggingEvent event) {
        return event.getThrowableProxy() == null ? "" : masking.mask(stackTraces.convert(event).stripTrailing());
    }

    @Override
    public byte @Nullable [] headerBytes() {
        return null;
    }

    @Override
    public byte @Nullable [] footerBytes() {
        return null;
    }
}
