package dev.darkroom.adapter.http.edge;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the log shows of a request's target: the path, and of the query only what is known to be neither a secret, such as
 * the signature of an address, nor a person's words, such as a title. All else is {@code ***}.
 */
final class LoggedTarget {
    private static final Set<String> SHOWN = Set.of("content_type", "created_after", "created_before", "cursor",
            "end_date", "expires", "expires_in", "format", "limit", "order", "rendition", "start_date", "type",
            "upload_date", "user_id", "visibility");

    /** As parameters are called; what else a client calls one may itself be a secret. */
    private static final Pattern NAME = Pattern.compile("[a-z_]{1,32}");

    private static final int LONGEST_VALUE_SHOWN = 256;
    /** The path and the query together: many lines may wait to be written. */
    static final int MAX_LENGTH = 2_048;

    private static final String MASK = "***";

    private LoggedTarget() {}

    /** @param query as it was sent, or null where there is none */
    static String of(String path, @Nullable String query) {
        String target = query == null ? path
                : path + "?"
                        + Arrays.stream(query.split("&", -1)).map(LoggedTarget::shown).collect(Collectors.joining("&"));
        return target.length() <= MAX_LENGTH ? target : target.substring(0, MAX_LENGTH - 1) + "…";
    }

    private static String shown(String parameter) {
        int end = parameter.indexOf('=');
        if (end < 0 || !NAME.matcher(parameter.substring(0, end)).matches()) {
            return MASK;
        }
        String name = parameter.substring(0, end);
        boolean harmless = SHOWN.contains(name) && parameter.length() - end <= LONGEST_VALUE_SHOWN;
        return harmless ? parameter : name + "=" + MASK;
    }
}
