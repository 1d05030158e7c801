package dev.darkroom.adapter.http.upload;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.ImageId;
import io.javalin.http.Context;

/** The id of a direct or resumable upload in a route's path. */
public final class UploadIds {
    public static final String PARAMETER = "upload_id";

    private UploadIds() {}

    /** The id. A text that is not an id is refused as not found, because ids are opaque to clients. */
    public static ImageId of(Context ctx) {
        return ImageId.parse(ctx.pathParam(PARAMETER)).orElseThrow(UploadIds::notFound);
    }

    public static ProblemException notFound() {
        return new ProblemException(ErrorCode.NOT_FOUND,
                "There is no such upload: it was never started, was cancelled, failed its checks or is older than a day");
    }
}
