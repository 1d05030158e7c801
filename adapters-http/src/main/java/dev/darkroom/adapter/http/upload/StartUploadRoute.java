package dev.darkroom.adapter.http.upload;

import dev.darkroom.adapter.http.json.ApiNames;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.json.StrictJson;
import dev.darkroom.adapter.http.json.Times;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.problem.Refusals;
import dev.darkroom.adapter.http.request.JsonBody;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.PublicAddress;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.adapter.http.upload.form.UploadFields;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.in.upload.StartUpload;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code POST /uploads}: starts a direct upload from the description of a picture, and responds with the URL for its bytes. */
public final class StartUploadRoute implements Handler {
    private static final StrictJson<StartJson> JSON = new StrictJson<>(StartJson.class,
            "{\"user_id\": \"alice\", \"filename\": \"kite.jpg\", \"content_type\": \"image/jpeg\", \"size\": 1000}");

    private final StartUpload startUpload;
    private final PublicAddress address;

    public StartUploadRoute(StartUpload startUpload, PublicAddress address) {
        this.startUpload = startUpload;
        this.address = address;
    }

    /** The description as clients send it. */
    record StartJson(
            @Nullable String userId,
            @Nullable String filename,
            @Nullable String contentType,
            @Nullable Long size,
            @Nullable String title,
            @Nullable String description,
            @Nullable List<String> tags,
            @Nullable String visibility) {

        StartUpload.Command command(Actor actor, boolean returnsExisting) {
            if (size == null) {
                throw ProblemException.invalid("size", "is required: the number of bytes that will be sent");
            }
            if (size < 1) {
                throw ProblemException.invalid("size", "must be a whole number of bytes, at least 1");
            }
            UploadFields fields = new UploadFields();
            fields.addAll(userId, filename, title, description, tags, visibility);
            return fields.directUpload(actor, accepted(contentType), size, returnsExisting);
        }
    }

    /** Where and how to send the bytes, as clients see it. */
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
        JsonBody.requireMediaType(ctx, List.of(Json.MEDIA_TYPE), Map.of());
        boolean returnsExisting = IfExists.isReturned(ctx);
        StartUpload.Command upload =
                JsonBody.read(ctx, JSON).command(RequestContext.of(ctx.req()).requireActor(), returnsExisting);
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

    private static ContentType accepted(@Nullable String mediaType) {
        if (mediaType == null) {
            throw ProblemException.invalid("content_type", "is required: the media type of the bytes");
        }
        try {
            return ApiNames.contentType(mediaType);
        } catch (InvalidValueException e) {
            // As for a file of this type, and not as for a malformed field.
            throw new ProblemException(ErrorCode.UNSUPPORTED_IMAGE, "content_type " + e.rule());
        }
    }
}
