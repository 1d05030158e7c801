package dev.darkroom.adapter.http;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.in.DeleteImage;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code DELETE /images/{image_id}}: the picture is gone when the answer is sent. */
final class DeleteRoute implements Handler {
    private static final String IF_MATCH = "If-Match";

    /** Versions start at 1. */
    private static final long NO_VERSION = 0;

    private final DeleteImage deleteImage;

    DeleteRoute(DeleteImage deleteImage) {
        this.deleteImage = deleteImage;
    }

    /** What became of it, as clients see it. */
    record DeletedJson(String imageId, String message) {}

    @Override
    public void handle(Context ctx) {
        ImageId id = ImageIds.of(ctx);
        Parameters.parse(ctx.queryString(), Set.of());
        switch (deleteImage.delete(
                new DeleteImage.Command(Actors.of(ctx.req()), id, version(EntityTags.header(ctx.req(), IF_MATCH))))) {
            case DeleteImage.Result.Deleted() -> Json.answer(ctx, 200,
                    new DeletedJson(id.toString(), "Image deleted"));
            case DeleteImage.Result.NotFound() -> throw ProblemException.notFound();
            case DeleteImage.Result.VersionMismatch() -> throw new ProblemException(ErrorCode.PRECONDITION_FAILED,
                    "The image has another version than If-Match tells: read it again and decide anew");
        }
    }

    private static @Nullable Long version(@Nullable String condition) {
        if (condition == null) {
            return null;
        }
        return switch (EntityTags.parse(condition).orElseThrow(DeleteRoute::malformed)) {
            case EntityTags.Any() -> null;
            case EntityTags.OneOf(var tags) when tags.size() == 1 -> version(tags.getFirst());
            case EntityTags.OneOf _ -> throw malformed();
        };
    }

    /** A tag of any other shape is one that no version ever has; a weak one never matches here. */
    private static long version(EntityTags.EntityTag tag) {
        String digits = tag.value().substring(1, tag.value().length() - 1);
        return !tag.weak() && digits.matches("\\d{1,18}") ? Long.parseLong(digits) : NO_VERSION;
    }

    private static ProblemException malformed() {
        return ProblemException.invalid(IF_MATCH, "must be one version in quotes, such as \"1\", or *");
    }
}
