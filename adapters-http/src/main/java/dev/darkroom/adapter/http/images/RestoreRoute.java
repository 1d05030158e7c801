package dev.darkroom.adapter.http.images;

import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.IfMatch;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.port.in.trash.RestoreImage;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Set;

/** {@code POST /images/{image_id}/restore}: restores an image from the trash. An image that is ready stays as it is. */
public final class RestoreRoute implements Handler {
    private final RestoreImage restoreImage;

    public RestoreRoute(RestoreImage restoreImage) {
        this.restoreImage = restoreImage;
    }

    @Override
    public void handle(Context ctx) {
        ImageId id = ImageIds.of(ctx);
        Parameters.parse(ctx.queryString(), Set.of());
        Image image = restoreImage.restore(RequestContext.of(ctx.req()).requireActor(), id)
                .orElseThrow(ProblemException::notFound);
        ctx.header("ETag", IfMatch.tagOf(image));
        Json.answer(ctx, 200, ImageJson.of(image));
    }
}
