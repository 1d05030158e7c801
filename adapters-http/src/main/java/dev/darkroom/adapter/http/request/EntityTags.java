package dev.darkroom.adapter.http.request;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The entity tags of a condition: {@code *}, or a list (RFC 9110, sections 8.8.3 and 13.1). */
public sealed interface EntityTags {
    /** {@code *}, which matches every tag. */
    record Any() implements EntityTags {}

    /** A list, which matches if one of its tags matches. */
    record OneOf(List<EntityTag> tags) implements EntityTags {}

    /** @param value the tag with its quotes, without the prefix {@code W/} */
    record EntityTag(String value, boolean weak) {}

    /** The value of a conditional header, which may have several lines (RFC 9110, section 5.3), or null if it is absent. */
    static @Nullable String header(HttpServletRequest request, String name) {
        List<String> lines = Collections.list(request.getHeaders(name));
        return lines.isEmpty() ? null : String.join(",", lines);
    }

    /** Reads the value of a header. The result is empty if the value is malformed. */
    static Optional<EntityTags> parse(String header) {
        if (header.strip().equals("*")) {
            return Optional.of(new Any());
        }
        List<EntityTag> tags = new ArrayList<>();
        Matcher matcher = Syntax.ELEMENT.matcher(header);
        int end = 0;
        while (end < header.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                return Optional.empty();
            }
            tags.add(new EntityTag(matcher.group(2), matcher.group(1) != null));
            end = matcher.end();
        }
        return tags.isEmpty() ? Optional.empty() : Optional.of(new OneOf(List.copyOf(tags)));
    }

    /**
     * Whether {@code If-None-Match} contains the current tag, so that the client has the current body. The comparison is weak, as RFC 9110
     * requires here. A malformed header is ignored.
     */
    static boolean noneMatchFinds(String header, String currentTag) {
        return parse(header).map(tags -> switch (tags) {
            case Any() -> true;
            case OneOf(var list) -> list.stream().anyMatch(tag -> tag.value().equals(currentTag));
        }).orElse(false);
    }

    /** The grammar. */
    final class Syntax {
        private static final Pattern ELEMENT =
                Pattern.compile("\\s*(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")\\s*(?:,|$)");

        private Syntax() {}
    }
}
