package dev.darkroom.adapter.http.json;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.ContentType;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The names that the API has for the domain's constants. */
public final class Names {
    private Names() {}

    public static Visibility visibility(String name) {
        return switch (name) {
            case "private" -> Visibility.PRIVATE;
            case "public" -> Visibility.PUBLIC;
            default -> throw new InvalidValueException("visibility", "must be private or public");
        };
    }

    public static SortOrder order(String name) {
        return switch (name) {
            case "desc" -> SortOrder.NEWEST_FIRST;
            case "asc" -> SortOrder.OLDEST_FIRST;
            default -> throw new InvalidValueException("order", "must be desc or asc");
        };
    }

    public static ContentType contentType(String name) {
        return ContentType.ofMediaType(name)
                .orElseThrow(() -> new InvalidValueException("content_type", "must be one of " + Arrays
                        .stream(ContentType.values())
                        .map(ContentType::mediaType)
                        .collect(Collectors.joining(", "))));
    }
}
