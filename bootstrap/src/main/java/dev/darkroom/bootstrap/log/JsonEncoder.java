package dev.darkroom.bootstrap.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Encodes an event as one JSON object (RFC 8259) with {@code time}, {@code level}, {@code logger}, {@code message}, the event's
 * own fields such as {@code request_id}, and {@code exception} with the stack trace. Integers are numbers; all other values
 * are strings.
 */
final class JsonEncoder extends EventEncoder {
    JsonEncoder(Masking masking) {
        super(masking);
    }

    @Override
    void append(ILoggingEvent event, StringBuilder line) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("time", time(event));
        members.put("level", event.getLevel().toString());
        members.put("logger", event.getLoggerName());
        members.put("message", message(event));
        fields(event).forEach(members::putIfAbsent);
        String stackTrace = stackTrace(event);
        if (!stackTrace.isEmpty()) {
            members.put("exception", stackTrace);
        }
        String separator = "{";
        for (Map.Entry<String, Object> member : members.entrySet()) {
            line.append(separator);
            quote(member.getKey(), line);
            line.append(':');
            switch (member.getValue()) {
                case Integer number -> line.append(number);
                case Long number -> line.append(number);
                case Object value -> quote(value.toString(), line);
            }
            separator = ",";
        }
        line.append('}');
    }

    private static void quote(String text, StringBuilder line) {
        line.append('"');
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate((char) c)) {
                        // An unpaired surrogate has no UTF-8 encoding, so all surrogates are escaped.
                        line.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        line.append((char) c);
                    }
                }
            }
        });
        line.append('"');
    }
}
