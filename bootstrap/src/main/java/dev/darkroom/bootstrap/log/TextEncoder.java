package dev.darkroom.bootstrap.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.regex.Pattern;

/**
 * For people: {@code 2026-11-22T23:26:11.123Z INFO  message key=value}. Nobody who is quoted in an event can begin a
 * line: line breaks are shown as such. Only a stack trace goes on below, indented.
 */
final class TextEncoder extends EventEncoder {
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=]+");

    TextEncoder(Masking masking) {
        super(masking);
    }

    @Override
    void append(ILoggingEvent event, StringBuilder line) {
        line.append(time(event)).append(' ').append(event.getLevel());
        line.repeat(' ', 6 - event.getLevel().toString().length());
        appendOnOneLine(message(event), line);
        fields(event).forEach((name, value) -> {
            line.append(' ').append(name).append('=');
            boolean plain = PLAIN.matcher(value.toString()).matches();
            line.append(plain ? "" : "\"");
            appendOnOneLine(plain ? value.toString() : value.toString().replace("\"", "\\\""), line);
            line.append(plain ? "" : "\"");
        });
        stackTrace(event).lines().forEach(trace -> {
            line.append("\n    ");
            appendOnOneLine(trace.replace("\t", "  "), line);
        });
    }

    private static void appendOnOneLine(String text, StringBuilder line) {
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                default -> line.append(Character.isISOControl(c) ? '?' : (char) c);
            }
        });
    }
}
