package dev.darkroom.adapter.aws;

import dev.darkroom.domain.model.Disposition;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The {@code Content-Disposition} header (RFC 6266), with the file name in UTF-8 (RFC 8187). */
final class DispositionHeader {
    /** RFC 8187, section 3.2.1: what stands for itself in an extended value, besides letters and digits. */
    private static final String ATTRIBUTE_MARKS = "!#$&+-.^_`|~";

    private DispositionHeader() {}

    static String of(Disposition disposition) {
        return switch (disposition) {
            case Disposition.Inline() -> "inline";
            case Disposition.Attachment(var filename) -> "attachment; filename=\"" + plain(filename.value())
                    + "\"; filename*=UTF-8''" + extended(filename.value());
        };
    }

    /** For clients that know no extended names; these also misread escapes, so there are none (RFC 6266, appendix D). */
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        name.codePoints()
                .map(c -> c < ' ' || c > '~' || c == '"' || c == '\\' || c == '%' ? '_' : c)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static String extended(String name) {
        StringBuilder extended = new StringBuilder(name.length() * 3);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean itself = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || ATTRIBUTE_MARKS.indexOf(c) >= 0;
            if (itself) {
                extended.append(c);
            } else {
                extended.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return extended.toString();
    }
}
