package dev.darkroom.domain.model.object;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Whether a browser shows an object or saves it (RFC 6266). */
public sealed interface Disposition {
    /** Shows it. */
    record Inline() implements Disposition {}

    /** Saves it under this name. */
    record Attachment(Filename filename) implements Disposition {}

    /** The value of {@code Content-Disposition}: ASCII, with the name in UTF-8 and as a plain fallback (RFC 6266, section 4). */
    default String headerValue() {
        return switch (this) {
            case Inline() -> "inline";
            case Attachment(Filename name) -> "attachment; filename=\"" + plain(name.value()) + "\"; filename*=UTF-8''"
                    + extended(name.value());
        };
    }

    /** For clients that ignore the extended name. Some of them misread escapes, so there are none (RFC 6266, appendix D). */
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        name.codePoints()
                .map(c -> c < ' ' || c > '~' || c == '"' || c == '\\' || c == '%' ? '_' : c)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    /** RFC 8187, section 3.2.1: letters, digits and a few marks stand for themselves. */
    private static String extended(String name) {
        StringBuilder extended = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean itself = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || "!#$&+-.^_`|~".indexOf(b) >= 0;
            if (itself) {
                extended.append((char) b);
            } else {
                extended.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return extended.toString();
    }
}
