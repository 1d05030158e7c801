package dev.darkroom.adapter.http.images;

import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.in.library.ViewImage.RenditionChoice;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses a rendition by the parameters {@code rendition} and {@code format} and the header {@code Accept}. */
final class RenditionParameters {
    static final String RENDITION = "rendition";
    static final String FORMAT = "format";

    private RenditionParameters() {}

    /** The rendition, or null for the original. */
    static @Nullable RenditionChoice choice(Context ctx, Parameters parameters) {
        String name = parameters.value(RENDITION, text -> text);
        List<ContentType> formats =
                parameters.value(FORMAT, text -> text.equals("auto") ? acceptedBy(ctx) : List.of(format(text)));
        if (name == null) {
            if (formats != null) {
                throw ProblemException.invalid(FORMAT, "needs a rendition: the original has its own format");
            }
            return null;
        }
        return new RenditionChoice(name, formats == null ? acceptedBy(ctx) : formats);
    }

    private static List<ContentType> acceptedBy(Context ctx) {
        return AcceptedFormats.of(ctx.header("Accept"));
    }

    /** The refusal of a name that has no definition. */
    static ProblemException unknown(List<String> names) {
        return ProblemException.invalid(RENDITION, "must be one of " + String.join(", ", names));
    }

    private static ContentType format(String text) {
        return switch (text) {
            case "jpeg" -> ContentType.JPEG;
            case "webp" -> ContentType.WEBP;
            case "avif" -> ContentType.AVIF;
            default -> throw new InvalidValueException(FORMAT, "must be one of auto, jpeg, webp, avif");
        };
    }
}
