package dev.darkroom.bootstrap.log;

import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * Encodes an event as readable text: {@code 2026-11-22T23:26:11.123Z INFO  message key=value}. Line breaks are escaped, so that
 * text from a client cannot forge a line. Only a stack trace continues on further lines, indented.
 */
final class TextEncoder extends EventEncoder {
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
            String text = value.toString();
            if (isPlain(text)) {
                line.append(text);
            } else {
                line.append('"');
                appendOnOneLine(text.replace("\"", "\\\""), line);
                line.append('"');
            }
        });
        stackTrace(event).lines().forEach(trace -> {
            line.append("\n    ");
            appendOnOneLine(trace.replace("\t", "  "), line);
        });
    }

    /** Whether the text needs neither quotes nor escapes. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '"' || c == '=' || c >= '\u007f') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static void appendOnOneLine(String text, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                default -> line.append(Character.isISOControl(c) ? '?' : c);
            }
        }
    }
}
