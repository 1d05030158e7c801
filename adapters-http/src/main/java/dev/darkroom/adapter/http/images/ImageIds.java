package dev.darkroom.adapter.http.images;

import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.ImageId;
import io.javalin.http.Context;

/** The image id in the path of a route. */
public final class ImageIds {
    public static final String PARAMETER = "image_id";

    private ImageIds() {}

    /** The id. A text that is not an id is refused as not found, because ids are opaque to clients. */
    static ImageId of(Context ctx) {
        return ImageId.parse(ctx.pathParam(PARAMETER)).orElseThrow(ProblemException::notFound);
    }
}
