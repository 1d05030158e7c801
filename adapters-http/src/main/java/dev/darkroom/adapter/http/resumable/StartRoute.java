package dev.darkroom.adapter.http.resumable;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.problem.Refusals;
import dev.darkroom.adapter.http.request.MediaType;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.PublicAddress;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.adapter.http.upload.IfExists;
import dev.darkroom.adapter.http.upload.form.UploadFields;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.StartResumableUpload;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /upload/resumable}: starts a resumable upload, and adds the body if there is one. An IETF upload can also be started with
 * {@code POST /upload}.
 */
final class StartRoute implements Handler {
    private final StartResumableUpload startUpload;
    private final AppendToUpload appendToUpload;
    private final PartReceiver receiver;
    private final ResumableAnswers answers;
    private final PublicAddress address;

    StartRoute(
            StartResumableUpload startUpload, AppendToUpload appendToUpload, PartReceiver receiver,
            ResumableAnswers answers, PublicAddress address) {
        this.startUpload = startUpload;
        this.appendToUpload = appendToUpload;
        this.receiver = receiver;
        this.answers = answers;
        this.address = address;
    }

    @Override
    public void handle(Context ctx) throws IOException {
        if (Tus.isSpoken(ctx)) {
            startTus(ctx);
        } else {
            Boolean isComplete = StructuredFields.complete(ctx);
            if (isComplete == null) {
                throw Tus.unsupportedVersion();
            }
            startIetf(ctx, isComplete);
        }
    }

    private void startTus(Context ctx) throws IOException {
        Parameters.parse(ctx.queryString(), Set.of());
        boolean returnsExisting = IfExists.isReturned(ctx);
        String metadata = Tus.single(ctx, UploadMetadata.HEADER);
        UploadFields fields = UploadMetadata.fields(metadata);
        Long length = Tus.declaredLength(ctx);
        if (UploadResource.hasBody(ctx)) {
            UploadResource.requireMediaType(ctx, Protocol.TUS);
        }
        ImageId id = start(ctx, fields.resumableUpload(
                RequestContext.of(ctx.req()).requireActor(), length, metadata, returnsExisting));
        if (UploadResource.hasBody(ctx)) {
            receive(ctx, Protocol.TUS, id, length, false, returnsExisting, InterimResponses.none());
        } else {
            AppendToUpload.Result result = appendToUpload.find(RequestContext.of(ctx.req()).requireActor(), id);
            answers.answer(ctx, Protocol.TUS, true, result, 0);
        }
    }

    private void startIetf(Context ctx, boolean isComplete) throws IOException {
        requirePicture(ctx);
        if (ctx.header("Idempotency-Key") != null) {
            throw ProblemException.invalid("Idempotency-Key",
                    "is not for a resumable upload: continue the same upload instead of sending it again");
        }
        boolean returnsExisting = IfExists.isReturned(ctx);
        UploadFields fields = new UploadFields();
        fields.addQuery(ctx.queryString());
        Long length = UploadResource.length(ctx, 0, isComplete);
        ImageId id = start(ctx, fields.resumableUpload(
                RequestContext.of(ctx.req()).requireActor(), length, null, returnsExisting));
        ctx.header(UploadResource.LIMIT, answers.settings().limits());
        InterimResponses interim = InterimResponses.to(ctx);
        interim.sendLocation(UploadResource.location(address, id), answers.settings().limits());
        receive(ctx, Protocol.IETF, id, length, isComplete, returnsExisting, interim);
    }

    private static void requirePicture(Context ctx) {
        String mediaType = MediaType.of(ctx);
        if (!mediaType.isEmpty() && !mediaType.startsWith("image/") && !mediaType.equals("application/octet-stream")) {
            throw new ProblemException(ErrorCode.UNSUPPORTED_CONTENT_TYPE,
                    "The body of a resumable upload is the picture itself, with its image/* content type, and not "
                            + mediaType);
        }
    }

    private ImageId start(Context ctx, StartResumableUpload.Command command) {
        return switch (startUpload.start(command)) {
            case StartResumableUpload.Result.Started(ImageId id, _) -> {
                ctx.header("Location", UploadResource.location(address, id));
                yield id;
            }
            case StartResumableUpload.Result.NotAllowed() -> throw Refusals.notAllowed();
            case StartResumableUpload.Result.TooLarge(long maxBytes) -> throw answers.tooLarge(maxBytes);
            case StartResumableUpload.Result.QuotaExceeded(long maxBytes, long usedBytes) ->
                throw Refusals.quotaExceeded(maxBytes, usedBytes);
        };
    }

    private void receive(
            Context ctx, Protocol protocol, ImageId id, @Nullable Long length, boolean isLast,
            boolean returnsExisting, InterimResponses interim) throws IOException {
        PartReceiver.Body body = answers.body(ctx, id, 0, length, length, isLast, returnsExisting);
        AppendToUpload.Result result;
        try (var _ = receiver.ongoing().start(id, 0)) {
            result = receiver.receive(ctx.req(), body, interim::sendOffset);
        }
        answers.answer(ctx, protocol, true, result, 0);
    }
}
