package dev.darkroom.adapter.http.request;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.image.Image;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Reads the version that a change requires (RFC 9110, section 13.1.1). The entity tag of an image is its version in quotes. */
public final class IfMatch {
    private static final String HEADER = "If-Match";

    /** Versions start at 1. */
    private static final long NO_VERSION = 0;

    private IfMatch() {}

    /** The current entity tag of an image. */
    public static String tagOf(Image image) {
        return "\"" + image.version() + "\"";
    }

    /** The required version, or null if any version is accepted. */
    public static @Nullable Long version(HttpServletRequest request) {
        String condition = EntityTags.header(request, HEADER);
        if (condition == null) {
            return null;
        }
        return switch (EntityTags.parse(condition).orElseThrow(IfMatch::malformed)) {
            case EntityTags.Any() -> null;
            case EntityTags.OneOf(var tags) when tags.size() == 1 -> version(tags.getFirst());
            case EntityTags.OneOf _ -> throw malformed();
        };
    }

    /** A tag of another form belongs to no version, and a weak tag never matches (RFC 9110, section 13.1.1). */
    private static long version(EntityTags.EntityTag tag) {
        String digits = tag.value().substring(1, tag.value().length() - 1);
        return !tag.weak() && digits.matches("\\d{1,18}") ? Long.parseLong(digits) : NO_VERSION;
    }

    private static ProblemException malformed() {
        return ProblemException.invalid(HEADER, "must be one version in quotes, such as \"1\", or *");
    }

    /** The image has another version. */
    public static ProblemException failed() {
        return new ProblemException(ErrorCode.PRECONDITION_FAILED,
                "The image has another version than If-Match tells: read it again and decide anew");
    }
}
