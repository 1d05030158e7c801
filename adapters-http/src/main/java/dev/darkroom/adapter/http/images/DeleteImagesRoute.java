package dev.darkroom.adapter.http.images;

import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.json.StrictJson;
import dev.darkroom.adapter.http.request.JsonBody;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.in.library.DeleteImages;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code POST /images/delete}: deletes each image as {@link DeleteRoute} does. */
public final class DeleteImagesRoute implements Handler {
    private static final StrictJson<DeleteJson> JSON =
            new StrictJson<>(DeleteJson.class, "{\"image_ids\": [\"019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11\"]}");

    private final DeleteImages deleteImages;

    public DeleteImagesRoute(DeleteImages deleteImages) {
        this.deleteImages = deleteImages;
    }

    /** The images to delete. */
    record DeleteJson(@Nullable List<String> imageIds) {}

    /** One result for each different id, in the order of the request. */
    record ResultsJson(List<ResultJson> results) {}

    /** The result for one image. */
    record ResultJson(String imageId, String status) {}

    @Override
    public void handle(Context ctx) throws IOException {
        boolean isPermanent =
                Parameters.parse(ctx.queryString(), Set.of(DeleteRoute.PERMANENT)).flag(DeleteRoute.PERMANENT);
        JsonBody.requireMediaType(ctx, List.of(Json.MEDIA_TYPE), Map.of());
        RequestedIds requested = RequestedIds.of(JsonBody.read(ctx, JSON).imageIds(), DeleteImages.MAX_COUNT);
        Set<String> deleted =
                deleteImages
                        .delete(new DeleteImages.Command(
                                RequestContext.of(ctx.req()).requireActor(), requested.ids(), isPermanent))
                        .stream()
                        .map(ImageId::toString)
                        .collect(Collectors.toUnmodifiableSet());
        Json.answerCompressed(ctx, 200, new ResultsJson(requested.texts().stream()
                .map(text -> new ResultJson(text, deleted.contains(text) ? "deleted" : "not_found"))
                .toList()));
    }
}
