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
    /** Whatever there is. */
    record Any() implements EntityTags {}

    /** One of these. */
    record OneOf(List<EntityTag> tags) implements EntityTags {}

    /** @param value with its quotes, without the mark of a weak one */
    record EntityTag(String value, boolean weak) {}

    /** The value of a condition, which may come in several lines (RFC 9110, section 5.3); null when there is none. */
    static @Nullable String header(HttpServletRequest request, String name) {
        List<String> lines = Collections.list(request.getHeaders(name));
        return lines.isEmpty() ? null : String.join(",", lines);
    }

    /** Reads a header's value; empty when it is malformed. */
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
     * Whether {@code If-None-Match} finds the current tag in it, that is, the client has what there is. The comparison is
     * the weak one, which RFC 9110 asks for here. A malformed header is no condition.
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
