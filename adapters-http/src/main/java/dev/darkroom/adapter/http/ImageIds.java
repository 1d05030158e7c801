package dev.darkroom.adapter.http;

import dev.darkroom.domain.model.ImageId;
import io.javalin.http.Context;

/** The id in a route's path. */
final class ImageIds {
    static final String PARAMETER = "image_id";

    private ImageIds() {}

    /** A text that is no id names no image: clients treat ids as opaque. */
    static ImageId of(Context ctx) {
        return ImageId.parse(ctx.pathParam(PARAMETER)).orElseThrow(ProblemException::notFound);
    }
}
