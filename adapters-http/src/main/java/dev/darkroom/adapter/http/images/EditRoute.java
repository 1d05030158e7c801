package dev.darkroom.adapter.http.images;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.json.PatchValue;
import dev.darkroom.adapter.http.json.StrictJson;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.IfMatch;
import dev.darkroom.adapter.http.request.JsonBody;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.port.in.library.EditImage;
import dev.darkroom.domain.port.in.library.EditImage.Change;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code PATCH /images/{image_id}} (RFC 5789): a JSON merge patch (RFC 7396), which keeps absent fields and removes
 * fields that are {@code null}.
 */
public final class EditRoute implements Handler {
    private static final String MERGE_PATCH = "application/merge-patch+json";

    /** Most clients send the plain type. */
    private static final List<String> MEDIA_TYPES = List.of(MERGE_PATCH, Json.MEDIA_TYPE);

    private static final StrictJson<EditJson> JSON =
            new StrictJson<>(EditJson.class, "{\"title\": \"Kite\", \"description\": null}");

    private final EditImage editImage;

    public EditRoute(EditImage editImage) {
        this.editImage = editImage;
    }

    /** The patch as clients send it. */
    record EditJson(
            @Nullable PatchValue<String> title,
            @Nullable PatchValue<String> description,
            @Nullable PatchValue<List<String>> tags,
            @JsonDeserialize(using = VisibilityDeserializer.class) @Nullable Visibility visibility) {

        EditImage.Changes changes() {
            return new EditImage.Changes(
                    change(title, EditJson::text),
                    change(description, EditJson::text),
                    change(tags, texts -> texts == null ? Tags.NONE : Tags.of(texts)),
                    visibility == null ? new Change.Keep<>() : new Change.To<>(visibility));
        }

        private static <T, R> Change<R> change(
                @Nullable PatchValue<T> patch, Function<@Nullable T, R> meaning) {
            return patch == null ? new Change.Keep<>() : new Change.To<>(meaning.apply(patch.value()));
        }

        /** An empty text is no text, as in an upload. */
        private static Optional<String> text(@Nullable String text) {
            return Optional.ofNullable(text).filter(value -> !value.isEmpty());
        }
    }

    @Override
    public void handle(Context ctx) throws IOException {
        ImageId id = ImageIds.of(ctx);
        Parameters.parse(ctx.queryString(), Set.of());
        // RFC 5789, section 3.1.
        JsonBody.requireMediaType(ctx, MEDIA_TYPES, Map.of("Accept-Patch", String.join(", ", MEDIA_TYPES)));
        Long version = IfMatch.version(ctx.req());
        EditJson patch = JsonBody.read(ctx, JSON);
        switch (editImage.edit(
                new EditImage.Command(RequestContext.of(ctx.req()).requireActor(), id, patch.changes(), version))) {
            case EditImage.Result.Edited(var image) -> {
                ctx.header("ETag", IfMatch.tagOf(image));
                Json.answer(ctx, 200, ImageJson.of(image));
            }
            case EditImage.Result.NotFound() -> throw ProblemException.notFound();
            case EditImage.Result.Invalid(_, var reason) -> throw reason;
            case EditImage.Result.VersionMismatch() -> throw IfMatch.failed();
        }
    }
}
