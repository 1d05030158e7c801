package dev.darkroom.adapter.http.resumable;

import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.adapter.http.upload.IfExists;
import dev.darkroom.adapter.http.upload.UploadIds;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.AppendToUpload.Result;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code PATCH /upload/resumable/{upload_id}}: adds the body to an upload. The content type tells the protocol. */
final class AppendRoute implements Handler {
    private final AppendToUpload appendToUpload;
    private final PartReceiver receiver;
    private final ResumableAnswers answers;

    AppendRoute(AppendToUpload appendToUpload, PartReceiver receiver, ResumableAnswers answers) {
        this.appendToUpload = appendToUpload;
        this.receiver = receiver;
        this.answers = answers;
    }

    /** What the headers of a request tell. */
    private record Sent(
            Protocol protocol, long offset, @Nullable Long length, boolean isLast, boolean returnsExisting,
            InterimResponses interim) {}

    @Override
    public void handle(Context ctx) throws IOException {
        ImageId id = UploadIds.of(ctx);
        Parameters.parse(ctx.queryString(), Set.of());
        Sent sent = switch (UploadResource.protocol(ctx)) {
            case TUS -> tus(ctx);
            case IETF -> ietf(ctx);
        };
        Result result;
        receiver.ongoing().awaitFrom(sent.offset, id);
        try (var _ = receiver.ongoing().start(id, sent.offset)) {
            result = append(ctx, id, sent);
        }
        answers.answer(ctx, sent.protocol, false, result, sent.offset);
    }

    private static Sent tus(Context ctx) {
        if (!Tus.isSpoken(ctx)) {
            throw Tus.unsupportedVersion();
        }
        Long offset = Tus.number(ctx, UploadResource.OFFSET);
        return new Sent(Protocol.TUS, required(offset), Tus.number(ctx, UploadResource.LENGTH), false,
                IfExists.isReturned(ctx), InterimResponses.none());
    }

    private static Sent ietf(Context ctx) {
        long offset = required(StructuredFields.number(ctx, UploadResource.OFFSET));
        Boolean isComplete = StructuredFields.complete(ctx);
        if (isComplete == null) {
            throw ProblemException.invalid(StructuredFields.COMPLETE,
                    "is required: ?1 if the upload ends with this body, otherwise ?0");
        }
        return new Sent(Protocol.IETF, offset, UploadResource.length(ctx, offset, isComplete), isComplete,
                IfExists.isReturned(ctx), InterimResponses.to(ctx));
    }

    private static long required(@Nullable Long offset) {
        if (offset == null) {
            throw ProblemException.invalid(UploadResource.OFFSET,
                    "is required: how many bytes come before those of this body");
        }
        return offset;
    }

    /** Refuses what it can before the body arrives. */
    private Result append(Context ctx, ImageId id, Sent sent) throws IOException {
        Result current = appendToUpload.find(
                RequestContext.of(ctx.req()).requireActor(), id, sent.returnsExisting);
        return switch (current) {
            case Result.Receiving(long offset, var known, _, _) -> offset == sent.offset
                    ? receiver.receive(
                            ctx.req(),
                            answers.body(ctx, id, offset, known, sent.length, sent.isLast, sent.returnsExisting),
                            sent.interim::sendOffset)
                    : new Result.WrongOffset(offset);
            case Result.Finished(_, _, long length, _) when length != sent.offset -> new Result.WrongOffset(length);
            case Result.Finished _ when UploadResource.hasBody(ctx) ->
                new Result.WrongLength("The upload is complete: it takes no more bytes");
            case Result.Finished _,Result.NotFound _,Result.Unsupported _,Result.Damaged _,Result.WrongOffset _,Result.WrongLength _,Result.TooLarge _,Result.TooManyParts _, Result.QuotaExceeded _ ->
                current;
        };
    }
}
