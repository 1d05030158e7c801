package dev.darkroom.adapter.http.images;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.JsonObject;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.in.library.DeleteImages;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code POST /images/delete}: several pictures are gone when the answer is sent. */
public final class DeleteImagesRoute implements Handler {
    private static final String IMAGE_IDS = "image_ids";

    private final DeleteImages deleteImages;

    public DeleteImagesRoute(DeleteImages deleteImages) {
        this.deleteImages = deleteImages;
    }

    /** What became of each, in the order in which they were first named. */
    record ResultsJson(List<ResultJson> results) {}

    /** What became of one. */
    record ResultJson(String imageId, String status) {}

    @Override
    public void handle(Context ctx) throws IOException {
        Parameters.parse(ctx.queryString(), Set.of());
        JsonObject.requireMediaType(ctx, List.of(Json.MEDIA_TYPE), Map.of());
        Asked asked = new Asked();
        JsonObject.read(ctx, "{\"image_ids\": [\"019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11\"]}", asked);
        Set<String> texts = asked.texts();
        // A text that is no id names no image, as in a path.
        Set<ImageId> ids = texts.stream()
                .map(ImageId::parse)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
        Set<String> deleted =
                deleteImages.delete(new DeleteImages.Command(RequestContext.of(ctx.req()).requireActor(), ids)).stream()
                        .map(ImageId::toString)
                        .collect(Collectors.toUnmodifiableSet());
        Json.answer(ctx, 200, new ResultsJson(texts.stream()
                .map(text -> new ResultJson(text, deleted.contains(text) ? "deleted" : "not_found"))
                .toList()));
    }

    /** The ids as they come. */
    private static final class Asked implements JsonObject.Fields {
        private @Nullable Set<String> texts;

        Set<String> texts() {
            if (texts == null) {
                throw ProblemException.invalid(IMAGE_IDS, "is required: say which images");
            }
            return texts;
        }

        @Override
        public void read(String name, JsonToken value, JsonParser json) throws IOException {
            if (!name.equals(IMAGE_IDS)) {
                throw ProblemException.invalid(name, "is not a field here: there is image_ids");
            }
            if (value != JsonToken.START_ARRAY) {
                throw noIds();
            }
            Set<String> read = new LinkedHashSet<>();
            int count = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.VALUE_STRING) {
                    throw noIds();
                }
                if (++count > DeleteImages.MAX_COUNT) {
                    throw ProblemException.invalid(IMAGE_IDS,
                            "must be at most %d: send the others in another request".formatted(
                                    DeleteImages.MAX_COUNT));
                }
                read.add(json.getText());
            }
            texts = read;
        }

        private static ProblemException noIds() {
            return ProblemException.invalid(IMAGE_IDS, "must be an array of strings");
        }
    }
}
