package dev.darkroom.adapter.http.resumable;

import dev.darkroom.adapter.http.images.ImageJson;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.problem.Refusals;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.adapter.http.upload.UploadIds;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.port.in.upload.AppendToUpload.Result;
import io.javalin.http.Context;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps the results of a resumable upload to responses. */
record ResumableAnswers(ResumableSettings settings) {

    /** Responds to a request with bytes, or throws the refusal. */
    void answer(Context ctx, Protocol protocol, boolean isCreation, Result result, long provided) {
        switch (result) {
            case Result.Receiving(long offset, _, var expiresAt, _) -> {
                UploadResource.setOffset(ctx, offset);
                UploadResource.setExpiry(ctx, expiresAt);
                setComplete(ctx, protocol, false);
                Json.answerNothing(ctx, isCreation ? 201 : 204);
            }
            case Result.Finished(Image image, boolean existed, long length, _) -> {
                UploadResource.setOffset(ctx, length);
                setImage(ctx, image);
                setComplete(ctx, protocol, true);
                switch (protocol) {
                    case TUS -> Json.answerNothing(ctx, isCreation ? 201 : 204);
                    case IETF -> {
                        ctx.header("Location", "/images/" + image.id());
                        Json.answer(ctx, existed ? 200 : 201, ImageJson.of(image));
                    }
                }
            }
            case Result.Unsupported _, Result.Damaged _ -> {
                setComplete(ctx, protocol, true);
                throw refusal(result, provided);
            }
            case Result.WrongOffset _,Result.WrongLength _,Result.TooLarge _,Result.TooManyParts _,Result.NotFound _, Result.QuotaExceeded _ ->
                throw refusal(result, provided);
        }
    }

    /**
     * The body of a request, with its limits.
     *
     * @param known the length of the whole upload, or null if it is not known before the request
     * @param told the length that the request tells, or null
     */
    PartReceiver.Body body(
            Context ctx, ImageId id, long offset, @Nullable Long known, @Nullable Long told, boolean isLast,
            boolean returnsExisting) {
        Long length = known == null ? told : known;
        long left = (length == null ? settings.maxBytes() : length) - offset;
        BodyChecksum checksum = BodyChecksum.of(ctx).orElse(null);
        if (checksum != null && left > settings.maxCheckedBytes()) {
            return new PartReceiver.Body(
                    RequestContext.of(ctx.req()).requireActor(), id, offset, told, isLast, returnsExisting,
                    settings.maxCheckedBytes(), this::checkedBodyTooLarge, checksum);
        }
        boolean isLimited = left > settings.maxBodyBytes();
        return new PartReceiver.Body(
                RequestContext.of(ctx.req()).requireActor(), id, offset, told, isLast, returnsExisting,
                Math.clamp(left, 0, settings.maxBodyBytes()),
                length == null || isLimited ? this::bodyTooLarge
                        : () -> wrongLength("The upload has %d bytes, and more would have arrived".formatted(length)),
                checksum);
    }

    /** Responds to a request for the progress, in the headers of both protocols, or throws the refusal. */
    void answerProgress(Context ctx, Result result) {
        switch (result) {
            case Result.Receiving(long offset, var length, var expiresAt, var metadata) -> {
                UploadResource.setOffset(ctx, offset);
                UploadResource.setExpiry(ctx, expiresAt);
                setComplete(ctx, Protocol.IETF, false);
                if (length == null) {
                    ctx.header(UploadResource.DEFER_LENGTH, "1");
                } else {
                    ctx.header(UploadResource.LENGTH, Long.toString(length));
                }
                setMetadata(ctx, metadata);
            }
            case Result.Finished(Image image, _, long length, var metadata) -> {
                UploadResource.setOffset(ctx, length);
                setImage(ctx, image);
                setComplete(ctx, Protocol.IETF, true);
                ctx.header(UploadResource.LENGTH, Long.toString(length));
                setMetadata(ctx, metadata);
            }
            case Result.Unsupported _,Result.Damaged _,Result.WrongOffset _,Result.WrongLength _,Result.TooLarge _,Result.TooManyParts _,Result.NotFound _, Result.QuotaExceeded _ ->
                throw refusal(result, 0);
        }
        ctx.header(UploadResource.LIMIT, settings.limits());
        ctx.header("Cache-Control", "no-store");
        Json.answerNothing(ctx, Tus.isSpoken(ctx) ? 200 : 204);
    }

    private static void setComplete(Context ctx, Protocol protocol, boolean isComplete) {
        if (protocol == Protocol.IETF) {
            ctx.header(StructuredFields.COMPLETE, isComplete ? "?1" : "?0");
        }
    }

    private static void setMetadata(Context ctx, @Nullable String metadata) {
        if (metadata != null) {
            ctx.header(UploadMetadata.HEADER, metadata);
        }
    }

    private static void setImage(Context ctx, Image image) {
        RequestContext.of(ctx.req()).setUser(image.owner().value());
        ctx.header("Content-Location", "/images/" + image.id());
    }

    /** @param provided the offset of the request */
    ProblemException refusal(Result result, long provided) {
        return switch (result) {
            case Result.WrongOffset(long offset) -> new ProblemException(ErrorCode.MISMATCHING_UPLOAD_OFFSET,
                    "%d bytes have arrived, so the next ones start at that offset and not at %d".formatted(
                            offset, provided),
                    Map.of(UploadResource.OFFSET, Long.toString(offset)),
                    Map.of("expected-offset", offset, "provided-offset", provided));
            case Result.WrongLength(String detail) -> wrongLength(detail);
            case Result.TooLarge(long maxBytes) -> tooLarge(maxBytes);
            case Result.TooManyParts(int maxParts) -> new ProblemException(ErrorCode.TOO_LARGE,
                    "The upload has %d parts, which is the limit: start it again, with more bytes in a request"
                            .formatted(
                                    maxParts),
                    Map.of(UploadResource.LIMIT, settings.limits()));
            case Result.NotFound() -> UploadIds.notFound();
            case Result.Unsupported(String detail) -> new ProblemException(ErrorCode.UNSUPPORTED_IMAGE, detail);
            case Result.Damaged(String detail) -> new ProblemException(ErrorCode.DAMAGED_IMAGE, detail);
            case Result.QuotaExceeded(long maxBytes, long usedBytes) -> Refusals.quotaExceeded(maxBytes, usedBytes);
            case Result.Receiving _, Result.Finished _ ->
                throw new IllegalArgumentException("Not a refusal: " + result);
        };
    }

    static ProblemException wrongLength(String detail) {
        return new ProblemException(ErrorCode.INCONSISTENT_UPLOAD_LENGTH, detail);
    }

    ProblemException tooLarge(long maxBytes) {
        return new ProblemException(ErrorCode.TOO_LARGE,
                "A resumable upload may have at most %d bytes".formatted(maxBytes),
                Map.of(UploadResource.LIMIT, settings.limits()));
    }

    private ProblemException checkedBodyTooLarge() {
        return new ProblemException(ErrorCode.TOO_LARGE,
                "A request with a checksum may have at most %d bytes: send the rest with the next one".formatted(
                        settings.maxCheckedBytes()),
                Map.of(UploadResource.LIMIT, settings.limits()));
    }

    /** The refusal of a request whose body is larger than that of one request may be. */
    ProblemException bodyTooLarge() {
        return settings.maxAppendBytes() == null
                ? tooLarge(settings.maxBytes())
                : new ProblemException(ErrorCode.TOO_LARGE,
                        "One request may have at most %d bytes: send the rest with the next one".formatted(
                                settings.maxAppendBytes()),
                        Map.of(UploadResource.LIMIT, settings.limits()));
    }
}
