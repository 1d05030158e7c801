package dev.darkroom.adapter.http.upload.form;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.PercentEncoding;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Content-Disposition} of a part (RFC 7578, section 4.2).
 *
 * @param filename the unchanged filename, or null
 */
record PartHeader(String name, @Nullable String filename) {
    private static final Pattern LINE =
            Pattern.compile("^content-disposition[ \\t]*:[ \\t]*form-data(.*)$",
                    Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([A-Za-z*]+)\\s*=\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^;\"\\s]*))", Pattern.DOTALL);

    /** Reads the header lines of a part. */
    static PartHeader parse(String lines) {
        Matcher line = LINE.matcher(lines);
        if (!line.find()) {
            throw malformed();
        }
        String name = null;
        String filename = null;
        String extended = null;
        Matcher parameter = PARAMETER.matcher(line.group(1));
        while (parameter.find()) {
            // Browsers escape quotes but not backslashes (HTML, "multipart/form-data encoding algorithm").
            String value = parameter.group(2) != null ? parameter.group(2).replace("\\\"", "\"") : parameter.group(3);
            switch (parameter.group(1).toLowerCase(Locale.ROOT)) {
                case "name" -> name = value;
                case "filename" -> filename = value;
                case "filename*" -> extended = decode(value);
                default -> {
                    // Other parameters are ignored.
                }
            }
        }
        if (name == null) {
            throw malformed();
        }
        return new PartHeader(name, extended == null ? filename : extended);
    }

    /** Decodes the format of RFC 8187, which some clients use for non-ASCII names. */
    private static @Nullable String decode(String value) {
        String prefix = "utf-8''";
        return value.toLowerCase(Locale.ROOT).startsWith(prefix)
                ? PercentEncoding.decodePath(value.substring(prefix.length())).orElse(null)
                : null;
    }

    private static ProblemException malformed() {
        return new ProblemException(ErrorCode.INVALID_REQUEST,
                "Each part of the form must have a Content-Disposition: form-data with a name");
    }
}
