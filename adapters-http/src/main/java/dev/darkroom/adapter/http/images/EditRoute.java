package dev.darkroom.adapter.http.images;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.json.Names;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.IfMatch;
import dev.darkroom.adapter.http.request.JsonObject;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code PATCH /images/{image_id}} (RFC 5789): a JSON merge patch (RFC 7396), where a field that is absent stays as it is, and
 * {@code null} takes it away.
 */
public final class EditRoute implements Handler {
    private static final String MERGE_PATCH = "application/merge-patch+json";

    /** The plain type too: it is what most clients send. */
    private static final List<String> MEDIA_TYPES = List.of(MERGE_PATCH, Json.MEDIA_TYPE);

    private final EditImage editImage;

    public EditRoute(EditImage editImage) {
        this.editImage = editImage;
    }

    @Override
    public void handle(Context ctx) throws IOException {
        ImageId id = ImageIds.of(ctx);
        Parameters.parse(ctx.queryString(), Set.of());
        // RFC 5789, section 3.1.
        JsonObject.requireMediaType(ctx, MEDIA_TYPES, Map.of("Accept-Patch", String.join(", ", MEDIA_TYPES)));
        Long version = IfMatch.version(ctx.req());
        Patch patch = new Patch();
        JsonObject.read(ctx, "{\"title\": \"Kite\", \"description\": null}", patch);
        switch (editImage.edit(
                new EditImage.Command(RequestContext.of(ctx.req()).requireActor(), id, patch.changes(), version))) {
            case EditImage.Result.Edited(var image) -> {
                ctx.header("ETag", IfMatch.tagOf(image));
                Json.answer(ctx, 200, ImageJson.of(image));
            }
            case EditImage.Result.NotFound() -> throw ProblemException.notFound();
            case EditImage.Result.VersionMismatch() -> throw IfMatch.failed();
        }
    }

    /** The fields as they come. */
    private static final class Patch implements JsonObject.Fields {
        private Change<Optional<String>> title = new Change.Keep<>();
        private Change<Optional<String>> description = new Change.Keep<>();
        private Change<Tags> tags = new Change.Keep<>();
        private Change<Visibility> visibility = new Change.Keep<>();

        EditImage.Changes changes() {
            return new EditImage.Changes(title, description, tags, visibility);
        }

        @Override
        public void read(String name, JsonToken value, JsonParser json) throws IOException {
            switch (name) {
                case "title" -> title = new Change.To<>(Optional.ofNullable(text(name, value, json)));
                case "description" -> description = new Change.To<>(Optional.ofNullable(text(name, value, json)));
                case "tags" -> tags = new Change.To<>(tags(value, json));
                case "visibility" -> visibility = new Change.To<>(visibility(value, json));
                default -> throw ProblemException.invalid(name,
                        "is nothing that can be changed: there are title, description, tags, visibility");
            }
        }

        /** A text that is empty says nothing, as in an upload. */
        private static @Nullable String text(String name, JsonToken value, JsonParser json) throws IOException {
            return switch (value) {
                case VALUE_STRING -> json.getText().isEmpty() ? null : json.getText();
                case VALUE_NULL -> null;
                default -> throw ProblemException.invalid(name, "must be a string, or null to take it away");
            };
        }

        private static Tags tags(JsonToken value, JsonParser json) throws IOException {
            return switch (value) {
                case VALUE_NULL -> Tags.NONE;
                case START_ARRAY -> {
                    List<String> texts = new ArrayList<>();
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        if (json.currentToken() != JsonToken.VALUE_STRING) {
                            throw noTags();
                        }
                        texts.add(json.getText());
                    }
                    yield Tags.of(texts);
                }
                default -> throw noTags();
            };
        }

        private static ProblemException noTags() {
            return ProblemException.invalid("tags", "must be an array of strings, or null to take them away");
        }

        private static Visibility visibility(JsonToken value, JsonParser json) throws IOException {
            return Names.visibility(value == JsonToken.VALUE_STRING ? json.getText() : "");
        }
    }
}
