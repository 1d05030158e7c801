package dev.darkroom.adapter.http.upload;

import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Set;

/** {@code DELETE /uploads/{upload_id}}: cancels an upload and deletes its bytes. */
public final class CancelUploadRoute implements Handler {
    private final CancelUpload cancelUpload;

    public CancelUploadRoute(CancelUpload cancelUpload) {
        this.cancelUpload = cancelUpload;
    }

    @Override
    public void handle(Context ctx) {
        var id = UploadIds.of(ctx);
        Parameters.parse(ctx.queryString(), Set.of());
        switch (cancelUpload.cancel(RequestContext.of(ctx.req()).requireActor(), id)) {
            case CancelUpload.Result.Cancelled() -> Json.answerNothing(ctx, 204);
            case CancelUpload.Result.Completed(), CancelUpload.Result.NotFound() -> throw UploadIds.notFound();
        }
    }
}
