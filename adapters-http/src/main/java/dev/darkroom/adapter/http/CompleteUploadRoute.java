package dev.darkroom.adapter.http;

import dev.darkroom.domain.port.in.CompleteUpload;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Set;

/** {@code POST /uploads/{upload_id}/complete}: the bytes that arrived are checked and become an image. */
final class CompleteUploadRoute implements Handler {
    private final CompleteUpload completeUpload;

    CompleteUploadRoute(CompleteUpload completeUpload) {
        this.completeUpload = completeUpload;
    }

    @Override
    public void handle(Context ctx) {
        var id = UploadIds.of(ctx);
        Parameters.parse(ctx.queryString(), Set.of());
        switch (completeUpload.complete(Actors.of(ctx.req()), id)) {
            case CompleteUpload.Result.Completed(var image) -> {
                RequestScope.setUser(ctx.req(), image.owner().value());
                ctx.header("Location", "/images/" + image.id());
                Json.answer(ctx, 201, ImageJson.of(image));
            }
            case CompleteUpload.Result.Incomplete() -> throw new ProblemException(ErrorCode.UPLOAD_INCOMPLETE,
                    "The bytes are not there yet: send them with PUT to the url, then complete the upload");
            case CompleteUpload.Result.Unsupported(String detail) -> throw new ProblemException(
                    ErrorCode.UNSUPPORTED_IMAGE, detail);
            case CompleteUpload.Result.Damaged(String detail) -> throw new ProblemException(
                    ErrorCode.DAMAGED_IMAGE, detail);
            case CompleteUpload.Result.QuotaExceeded(long maxBytes, long usedBytes) -> throw Quotas.exceeded(
                    maxBytes, usedBytes);
            case CompleteUpload.Result.NotFound() -> throw UploadIds.notFound();
        }
    }
}
