package dev.darkroom.adapter.http.images;

import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.ImageId;
import io.javalin.http.Context;

/** The id in a route's path. */
public final class ImageIds {
    public static final String PARAMETER = "image_id";

    private ImageIds() {}

    /** A text that is no id names no image: clients treat ids as opaque. */
    static ImageId of(Context ctx) {
        return ImageId.parse(ctx.pathParam(PARAMETER)).orElseThrow(ProblemException::notFound);
    }
}
