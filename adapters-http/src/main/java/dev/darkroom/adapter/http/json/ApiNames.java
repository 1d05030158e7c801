package dev.darkroom.adapter.http.json;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.ContentType;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The names of the domain's constants in the API. */
public final class ApiNames {
    /** The accepted names, as the rest of a sentence that starts with the name of the field. */
    public static final String VISIBILITY_RULE = "must be private or public";

    private ApiNames() {}

    public static Visibility visibility(String name) {
        return switch (name) {
            case "private" -> Visibility.PRIVATE;
            case "public" -> Visibility.PUBLIC;
            default -> throw new InvalidValueException("visibility", VISIBILITY_RULE);
        };
    }

    public static SortOrder order(String name) {
        return switch (name) {
            case "desc" -> SortOrder.NEWEST_FIRST;
            case "asc" -> SortOrder.OLDEST_FIRST;
            default -> throw new InvalidValueException("order", "must be desc or asc");
        };
    }

    public static SortKey sortKey(String name) {
        return switch (name) {
            case "created_at" -> SortKey.CREATED_AT;
            case "taken_at" -> SortKey.TAKEN_AT;
            default -> throw new InvalidValueException("sort", "must be created_at or taken_at");
        };
    }

    /** Whether {@code state} asks for the images in the trash instead of those that are ready. */
    public static boolean isTrashed(String name) {
        return switch (name) {
            case "ready" -> false;
            case "trashed" -> true;
            default -> throw new InvalidValueException("state", "must be ready or trashed");
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
