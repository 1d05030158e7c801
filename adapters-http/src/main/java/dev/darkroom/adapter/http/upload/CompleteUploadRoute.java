package dev.darkroom.adapter.http.upload;

import dev.darkroom.adapter.http.images.ImageJson;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.problem.Refusals;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Set;

/** {@code POST /uploads/{upload_id}/complete}: checks the bytes of an upload and creates the image. */
public final class CompleteUploadRoute implements Handler {
    private final CompleteUpload completeUpload;

    public CompleteUploadRoute(CompleteUpload completeUpload) {
        this.completeUpload = completeUpload;
    }

    @Override
    public void handle(Context ctx) {
        var id = UploadIds.of(ctx);
        Parameters.parse(ctx.queryString(), Set.of());
        boolean returnsExisting = IfExists.isReturned(ctx);
        switch (completeUpload.complete(RequestContext.of(ctx.req()).requireActor(), id, returnsExisting)) {
            case CompleteUpload.Result.Completed(Image image) -> answer(ctx, 201, image);
            case CompleteUpload.Result.Existing(Image image) -> answer(ctx, 200, image);
            case CompleteUpload.Result.Incomplete() -> throw new ProblemException(ErrorCode.UPLOAD_INCOMPLETE,
                    "The bytes are not there yet: send them with PUT to the url, then complete the upload");
            case CompleteUpload.Result.Unsupported(String detail) -> throw new ProblemException(
                    ErrorCode.UNSUPPORTED_IMAGE, detail);
            case CompleteUpload.Result.Damaged(String detail) -> throw new ProblemException(
                    ErrorCode.DAMAGED_IMAGE, detail);
            case CompleteUpload.Result.QuotaExceeded(long maxBytes, long usedBytes) -> throw Refusals.quotaExceeded(
                    maxBytes, usedBytes);
            case CompleteUpload.Result.NotFound() -> throw UploadIds.notFound();
        }
    }

    private static void answer(Context ctx, int status, Image image) {
        RequestContext.of(ctx.req()).setUser(image.owner().value());
        ctx.header("Location", "/images/" + image.id());
        Json.answer(ctx, status, ImageJson.of(image));
    }
}
