package dev.darkroom.adapter.http.edge;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request for the log: the path, and only those query parameters that contain neither a secret, such as a signature, nor
 * personal text, such as a title. Other values are replaced by {@code ***}.
 */
final class LoggedTarget {
    private static final Set<String> SHOWN = Set.of("content_type", "created_after", "created_before", "cursor",
            "end_date", "expires", "expires_in", "format", "last_event_id", "limit", "order", "rendition", "start_date",
            "type",
            "upload_date", "user_id", "visibility");

    /** The form of the parameters of this API. Another name may itself be a secret. */
    private static final Pattern NAME = Pattern.compile("[a-z_]{1,32}");

    private static final int MAX_VALUE_LENGTH = 256;
    /** Of path and query together, because many log lines may wait in memory. */
    static final int MAX_LENGTH = 2_048;

    private static final String MASK = "***";

    private LoggedTarget() {}

    /** @param query the raw query, or null if there is none */
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
        boolean harmless = SHOWN.contains(name) && parameter.length() - end <= MAX_VALUE_LENGTH;
        return harmless ? parameter : name + "=" + MASK;
    }
}
