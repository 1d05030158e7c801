package dev.darkroom.adapter.http.upload;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.json.Names;
import dev.darkroom.adapter.http.json.StrictJson;
import dev.darkroom.adapter.http.json.Times;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.problem.Refusals;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.PublicAddress;
import dev.darkroom.adapter.http.request.RequestBody;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.adapter.http.upload.form.JsonForm;
import dev.darkroom.adapter.http.upload.form.UploadFields;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.in.upload.StartUpload;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code POST /uploads}: takes what is told about a picture, and answers where its bytes shall go. */
public final class StartUploadRoute implements Handler {
    /** Eighteen digits fit a {@code long}. */
    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,17}");

    private final StartUpload startUpload;
    private final PublicAddress address;

    public StartUploadRoute(StartUpload startUpload, PublicAddress address) {
        this.startUpload = startUpload;
        this.address = address;
    }

    /** Where the bytes shall go, as clients see it. */
    record StartedJson(
            String uploadId,
            String imageId,
            String method,
            String url,
            Map<String, String> headers,
            String expiresAt) {}

    @Override
    public void handle(Context ctx) throws IOException {
        Parameters.parse(ctx.queryString(), Set.of());
        requireJson(ctx.header("Content-Type"));
        StartUpload.Command upload;
        try (RequestBody body = new RequestBody(ctx.req(), UploadFields.MAX_BYTES, StartUploadRoute::tooLong);
                JsonParser json = StrictJson.FACTORY.createParser(body)) {
            upload = read(json, RequestContext.of(ctx.req()).requireActor());
        } catch (JsonProcessingException e) {
            throw malformed();
        }
        switch (startUpload.start(upload)) {
            case StartUpload.Result.Started(var id, var owner, var signed) -> {
                RequestContext.of(ctx.req()).setUser(owner.value());
                Json.answer(ctx, 201, new StartedJson(
                        id.toString(),
                        id.toString(),
                        "PUT",
                        address.absolute(ctx.req(), signed.url()),
                        new TreeMap<>(signed.headers()),
                        Times.format(signed.expiresAt())));
            }
            case StartUpload.Result.NotAllowed() -> throw Refusals.notAllowed();
            case StartUpload.Result.TooLarge(long maxBytes) -> throw new ProblemException(ErrorCode.TOO_LARGE,
                    "size is over the limit: a direct upload may have at most %d bytes".formatted(maxBytes));
            case StartUpload.Result.QuotaExceeded(long maxBytes, long usedBytes) -> throw Refusals.quotaExceeded(
                    maxBytes, usedBytes);
        }
    }

    private static void requireJson(@Nullable String contentType) {
        String mediaType = contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!mediaType.equals(Json.MEDIA_TYPE)) {
            throw new ProblemException(ErrorCode.UNSUPPORTED_CONTENT_TYPE,
                    "Send what is to be told about the picture as application/json; its bytes follow with PUT");
        }
    }

    private static StartUpload.Command read(JsonParser json, Actor actor) throws IOException {
        UploadFields fields = new UploadFields();
        String contentType = null;
        Long size = null;
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw malformed();
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "content_type" -> contentType = contentType(json, value);
                case "size" -> size = size(json, value);
                case "tags" -> JsonForm.readTags(json, value, fields);
                default -> {
                    if (!UploadFields.isKnown(name)) {
                        throw ProblemException.invalid(name,
                                "is not a field of a direct upload: there are user_id, filename, content_type, size, title,"
                                        + " description, tags, visibility");
                    }
                    JsonForm.readText(json, name, value, fields);
                }
            }
        }
        if (json.nextToken() != null) {
            throw malformed();
        }
        if (size == null) {
            throw ProblemException.invalid("size", "is required: say how many bytes will be sent");
        }
        return fields.directUpload(actor, accepted(contentType), size);
    }

    private static @Nullable String contentType(JsonParser json, JsonToken value) throws IOException {
        return switch (value) {
            case VALUE_STRING -> json.getText();
            case VALUE_NULL -> null;
            default -> throw ProblemException.invalid("content_type", "must be a string");
        };
    }

    private static long size(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_NUMBER_INT || !SIZE.matcher(json.getText()).matches()) {
            throw ProblemException.invalid("size", "must be a whole number of bytes, at least 1");
        }
        return json.getLongValue();
    }

    private static ContentType accepted(@Nullable String mediaType) {
        if (mediaType == null) {
            throw ProblemException.invalid("content_type", "is required: say what the bytes will be");
        }
        try {
            return Names.contentType(mediaType);
        } catch (InvalidValueException e) {
            // Like a file of such a type, and not like a malformed field.
            throw new ProblemException(ErrorCode.UNSUPPORTED_IMAGE, String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException tooLong() {
        return new ProblemException(ErrorCode.TOO_LARGE,
                "The JSON may have at most %d bytes: the picture itself is sent with PUT".formatted(
                        UploadFields.MAX_BYTES));
    }

    private static ProblemException malformed() {
        return new ProblemException(ErrorCode.INVALID_REQUEST,
                "The body must be one JSON object such as {\"user_id\": \"alice\", \"filename\": \"kite.jpg\","
                        + " \"content_type\": \"image/jpeg\", \"size\": 1000}");
    }
}
