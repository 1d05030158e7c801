package dev.darkroom.adapter.http.upload;

import dev.darkroom.adapter.http.images.ImageJson;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.problem.Refusals;
import dev.darkroom.adapter.http.request.RequestBody;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.adapter.http.upload.form.UploadFields;
import dev.darkroom.adapter.http.upload.form.UploadForm;
import dev.darkroom.adapter.http.upload.spool.Spool;
import dev.darkroom.adapter.http.upload.spool.SpoolMemory;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.port.in.upload.UploadImage;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code POST /upload}: receives the whole body, checks it, and then stores it. */
public final class UploadRoute implements Handler {
    /** In seconds: most uploads take less time after their bytes have arrived. */
    private static final Map<String, String> IN_FLIGHT = Map.of("Retry-After", "1");

    private final UploadImage uploadImage;
    private final Path spoolFolder;
    private final SpoolMemory spoolMemory;
    private final long maxUploadBytes;
    private final boolean offersDirectUploads;

    public UploadRoute(
            UploadImage uploadImage, Path spoolFolder, SpoolMemory spoolMemory, long maxUploadBytes,
            boolean offersDirectUploads) {
        this.spoolMemory = spoolMemory;
        this.offersDirectUploads = offersDirectUploads;
        this.uploadImage = uploadImage;
        this.spoolFolder = spoolFolder;
        this.maxUploadBytes = maxUploadBytes;
    }

    @Override
    public void handle(Context ctx) throws IOException {
        UploadForm form = UploadForm.of(ctx.header("Content-Type"));
        IdempotencyKey key = IdempotencyKeys.of(ctx);
        boolean returnsExisting = IfExists.isReturned(ctx);
        Optional<Checksum> expected =
                ContentDigest.sha256(Collections.list(ctx.req().getHeaders(ContentDigest.HEADER)));
        Supplier<ProblemException> tooLarge = this::tooLarge;
        RequestBody body = new RequestBody(ctx.req(), form.maxBodyBytes(maxUploadBytes), tooLarge);
        UploadFields fields = new UploadFields();
        try (Spool spool = new Spool(spoolFolder, spoolMemory, maxUploadBytes, tooLarge)) {
            Content received;
            if (expected.isPresent()) {
                DigestInputStream digested = new DigestInputStream(body, Checksum.newDigest());
                received = receive(form, digested, ctx.queryString(), fields, spool);
                Checksum ofBody = Checksum.of(digested.getMessageDigest().digest());
                ContentDigest.check(expected.get(), ofBody, received);
            } else {
                received = receive(form, body, ctx.queryString(), fields, spool);
            }
            UploadImage.Command command =
                    fields.command(RequestContext.of(ctx.req()).requireActor(), received, key);
            answer(ctx, uploadImage.upload(returnsExisting ? command.unlessExisting() : command));
        }
    }

    private static Content receive(
            UploadForm form, InputStream body, @Nullable String query, UploadFields fields,
            Spool spool) throws IOException {
        form.read(body, query, fields, spool);
        // Bytes after the form are part of the body and of its digest.
        body.transferTo(OutputStream.nullOutputStream());
        return spool.received();
    }

    private static void answer(Context ctx, UploadImage.Result result) {
        switch (result) {
            case UploadImage.Result.Uploaded(Image image) -> answer(ctx, 201, image);
            case UploadImage.Result.Existing(Image image) -> answer(ctx, 200, image);
            case UploadImage.Result.Replayed(Image image) -> {
                ctx.header(IdempotencyKeys.REPLAYED_HEADER, "true");
                answer(ctx, 201, image);
            }
            case UploadImage.Result.InFlight() -> throw new ProblemException(ErrorCode.UPLOAD_IN_FLIGHT,
                    "An upload with this Idempotency-Key, or of the same picture, is not over: send it again a little later to learn what became of it",
                    IN_FLIGHT);
            case UploadImage.Result.KeyReused() -> throw new ProblemException(ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "Idempotency-Key was used for another upload within 24 hours: take a new key for each upload");
            case UploadImage.Result.NotAllowed() -> throw Refusals.notAllowed();
            case UploadImage.Result.Unsupported(String detail) -> throw new ProblemException(
                    ErrorCode.UNSUPPORTED_IMAGE, detail);
            case UploadImage.Result.Damaged(String detail) -> throw new ProblemException(
                    ErrorCode.DAMAGED_IMAGE, detail);
            case UploadImage.Result.QuotaExceeded(long maxBytes, long usedBytes) -> throw Refusals.quotaExceeded(
                    maxBytes, usedBytes);
        }
    }

    private static void answer(Context ctx, int status, Image image) {
        RequestContext.of(ctx.req()).setUser(image.owner().value());
        ctx.header("Location", "/images/" + image.id());
        Json.answer(ctx, status, ImageJson.of(image));
    }

    private ProblemException tooLarge() {
        return new ProblemException(ErrorCode.TOO_LARGE,
                "A picture may have at most %d bytes".formatted(maxUploadBytes)
                        + (offersDirectUploads ? "; larger ones go through a direct upload: POST /uploads" : ""));
    }
}
