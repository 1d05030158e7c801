package dev.darkroom.adapter.http.images;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.json.StrictJson;
import dev.darkroom.adapter.http.request.JsonBody;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.port.in.library.EditImages;
import dev.darkroom.domain.port.in.library.EditImages.Result;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /images/edit}: adds and removes tags of several images, and sets their visibility. */
public final class EditImagesRoute implements Handler {
    private static final StrictJson<EditImagesJson> JSON = new StrictJson<>(EditImagesJson.class,
            "{\"image_ids\": [\"019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11\"], \"add_tags\": [\"kite\"]}");

    private final EditImages editImages;

    public EditImagesRoute(EditImages editImages) {
        this.editImages = editImages;
    }

    /** The images, and the changes to each. */
    record EditImagesJson(
            @Nullable List<String> imageIds,
            @Nullable List<String> addTags,
            @Nullable List<String> removeTags,
            @JsonDeserialize(using = VisibilityDeserializer.class) @Nullable Visibility visibility) {

        EditImages.Changes changes() {
            return new EditImages.Changes(tags("add_tags", addTags), tags("remove_tags", removeTags), visibility);
        }

        private static Tags tags(String field, @Nullable List<String> texts) {
            try {
                return texts == null ? Tags.NONE : Tags.of(texts);
            } catch (InvalidValueException e) {
                throw new InvalidValueException(field, e.rule());
            }
        }
    }

    /** One result for each different id, in the order of the request. */
    record ResultsJson(List<ResultJson> results) {}

    /**
     * The result for one image.
     *
     * @param version null if there is no such image, or the caller may not change it
     */
    record ResultJson(String imageId, String status, @Nullable Long version) {
        static ResultJson of(String imageId, Result result) {
            return switch (result) {
                case Result.Edited(long version) -> new ResultJson(imageId, "edited", version);
                case Result.Invalid(long version) -> new ResultJson(imageId, "invalid", version);
                case Result.NotFound() -> new ResultJson(imageId, "not_found", null);
            };
        }
    }

    @Override
    public void handle(Context ctx) throws IOException {
        Parameters.parse(ctx.queryString(), Set.of());
        JsonBody.requireMediaType(ctx, List.of(Json.MEDIA_TYPE), Map.of());
        EditImagesJson request = JsonBody.read(ctx, JSON);
        RequestedIds requested = RequestedIds.of(request.imageIds(), EditImages.MAX_COUNT);
        Map<ImageId, Result> results = editImages.edit(new EditImages.Command(
                RequestContext.of(ctx.req()).requireActor(), requested.ids(), request.changes()));
        Json.answerCompressed(ctx, 200, new ResultsJson(requested.texts().stream()
                .map(text -> ResultJson.of(text, ImageId.parse(text)
                        .map(results::get)
                        .orElseGet(Result.NotFound::new)))
                .toList()));
    }
}
