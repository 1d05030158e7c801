package dev.darkroom.adapter.http.images;

import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.IfMatch;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.in.library.DeleteImage;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Set;

/** {@code DELETE /images/{image_id}}: deletes an image, completely when the response is sent. */
public final class DeleteRoute implements Handler {
    private final DeleteImage deleteImage;

    public DeleteRoute(DeleteImage deleteImage) {
        this.deleteImage = deleteImage;
    }

    /** The result as clients see it. */
    record DeletedJson(String imageId, String message) {}

    @Override
    public void handle(Context ctx) {
        ImageId id = ImageIds.of(ctx);
        Parameters.parse(ctx.queryString(), Set.of());
        switch (deleteImage.delete(
                new DeleteImage.Command(RequestContext.of(ctx.req()).requireActor(), id, IfMatch.version(ctx.req())))) {
            case DeleteImage.Result.Deleted() -> Json.answer(ctx, 200,
                    new DeletedJson(id.toString(), "Image deleted"));
            case DeleteImage.Result.NotFound() -> throw ProblemException.notFound();
            case DeleteImage.Result.VersionMismatch() -> throw IfMatch.failed();
        }
    }
}
