package dev.darkroom.adapter.http.upload;

import dev.darkroom.adapter.http.blobs.BlobRoute;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.RequestBody;
import dev.darkroom.adapter.http.upload.spool.Spool;
import dev.darkroom.adapter.http.upload.spool.SpoolMemory;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob.Result.Granted;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * {@code PUT /blobs/…}: receives the bytes of a direct upload at a URL that this server has signed. Size and content type must be those
 * that were signed, and the bytes are accepted once. They are stored after all of them have arrived.
 */
public final class ReceiveRoute implements Handler {
    private final ReceiveBlob receiveBlob;
    private final Path spoolFolder;
    private final SpoolMemory spoolMemory;

    public ReceiveRoute(ReceiveBlob receiveBlob, Path spoolFolder, SpoolMemory spoolMemory) {
        this.spoolMemory = spoolMemory;
        this.receiveBlob = receiveBlob;
        this.spoolFolder = spoolFolder;
    }

    @Override
    public void handle(Context ctx) throws IOException {
        switch (receiveBlob.receive(BlobRoute.query(ctx))) {
            case Granted granted -> receive(ctx, granted);
            case ReceiveBlob.Result.AlreadyThere() -> throw alreadyThere();
            case ReceiveBlob.Result.NotFound() -> throw UploadIds.notFound();
            case ReceiveBlob.Result.Expired() -> throw new ProblemException(ErrorCode.LINK_EXPIRED,
                    "This URL has expired: start the upload again at /uploads");
            case ReceiveBlob.Result.Forged() -> throw new ProblemException(ErrorCode.LINK_FORGED,
                    "This URL is not a signed URL for an upload: start an upload at /uploads");
        }
    }

    private void receive(Context ctx, Granted granted) throws IOException {
        long size = granted.sizeBytes();
        String mediaType = granted.contentType().mediaType();
        // As S3 does: another size or type is refused like a wrong signature.
        if (ctx.req().getContentLengthLong() != size || !mediaType.equals(ctx.header("Content-Type"))) {
            throw differs(size, mediaType);
        }
        try (RequestBody body = new RequestBody(ctx.req(), size, () -> differs(size, mediaType));
                Spool spool = new Spool(spoolFolder, spoolMemory, size, () -> differs(size, mediaType))) {
            try (OutputStream file = spool.start()) {
                body.transferTo(file);
            }
            switch (granted.writer().write(spool.received())) {
                case STORED -> Json.answerNothing(ctx, 200);
                case ALREADY_THERE -> throw alreadyThere();
                case NOT_FOUND -> throw UploadIds.notFound();
            }
        }
    }

    private static ProblemException differs(long size, String mediaType) {
        return new ProblemException(ErrorCode.LINK_FORGED,
                "This URL accepts exactly %d bytes with Content-Type %s".formatted(size, mediaType));
    }

    private static ProblemException alreadyThere() {
        return new ProblemException(ErrorCode.PRECONDITION_FAILED,
                "The bytes have already arrived: complete the upload, or cancel it and start another one");
    }
}
