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

/**
 * {@code DELETE /images/{image_id}}: moves an image to the trash if there is one. Otherwise, and if the deletion is permanent, deletes it,
 * completely when the response is sent.
 */
public final class DeleteRoute implements Handler {
    /** Whether the image is deleted at once, also from the trash. */
    static final String PERMANENT = "permanent";

    private final DeleteImage deleteImage;

    public DeleteRoute(DeleteImage deleteImage) {
        this.deleteImage = deleteImage;
    }

    /** The result as clients see it. */
    record DeletedJson(String imageId, String message) {}

    @Override
    public void handle(Context ctx) {
        ImageId id = ImageIds.of(ctx);
        boolean isPermanent = Parameters.parse(ctx.queryString(), Set.of(PERMANENT)).flag(PERMANENT);
        switch (deleteImage.delete(new DeleteImage.Command(
                RequestContext.of(ctx.req()).requireActor(), id, IfMatch.version(ctx.req()), isPermanent))) {
            case DeleteImage.Result.Deleted() -> Json.answer(ctx, 200,
                    new DeletedJson(id.toString(), "Image deleted"));
            case DeleteImage.Result.Trashed() -> Json.answer(ctx, 200,
                    new DeletedJson(id.toString(), "Image moved to trash"));
            case DeleteImage.Result.NotFound() -> throw ProblemException.notFound();
            case DeleteImage.Result.VersionMismatch() -> throw IfMatch.failed();
        }
    }
}
