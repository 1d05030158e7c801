package dev.darkroom.adapter.http;

import dev.darkroom.domain.model.Disposition;
import dev.darkroom.domain.model.Filename;
import java.nio.charset.StandardCharsets;

/** Writes {@code Content-Disposition} (RFC 6266). */
final class ContentDisposition {
    /** The characters that RFC 8187 (section 3.2.1, {@code attr-char}) leaves as they are, besides letters and digits. */
    private static final String PLAIN = "!#$&+-.^_`|~";

    private ContentDisposition() {}

    static String of(Disposition disposition) {
        return switch (disposition) {
            case Disposition.Inline() -> "inline";
            case Disposition.Attachment(Filename name) -> "attachment; filename=\"%s\"; filename*=UTF-8''%s"
                    .formatted(ascii(name.value()), extended(name.value()));
        };
    }

    /** For what does not know {@code filename*}: only what needs no escape in any reading of a quoted string. */
    private static String ascii(String name) {
        StringBuilder ascii = new StringBuilder(name.length());
        name.codePoints()
                .forEach(c -> ascii.append(c < ' ' || c > '~' || c == '"' || c == '\\' || c == '%' ? '_' : (char) c));
        return ascii.toString();
    }

    private static String extended(String name) {
        StringBuilder encoded = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append("%%%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }
}
