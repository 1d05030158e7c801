package dev.darkroom.adapter.http.resumable;

import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.PublicAddress;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.adapter.http.upload.UploadIds;
import dev.darkroom.adapter.http.upload.spool.SpoolMemory;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.in.upload.StartResumableUpload;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.nio.file.Path;
import java.util.Set;

/**
 * The routes of {@link UploadResource}. Javalin itself honours {@code X-HTTP-Method-Override}, the method of clients that can't send other ones
 * than {@code POST}. Thread-safe.
 */
public final class ResumableRoutes {
    private final AppendToUpload appendToUpload;
    private final CancelUpload cancelUpload;
    private final OngoingAppends ongoing = OngoingAppends.ofThisProcess();
    private final ResumableAnswers answers;
    private final Handler start;
    private final Handler append;

    /** @param spoolFolder for bytes while they arrive */
    public ResumableRoutes(
            StartResumableUpload startUpload, AppendToUpload appendToUpload, CancelUpload cancelUpload,
            ResumableSettings settings, Path spoolFolder, SpoolMemory spoolMemory, PublicAddress address) {
        this.appendToUpload = appendToUpload;
        this.cancelUpload = cancelUpload;
        this.answers = new ResumableAnswers(settings);
        PartReceiver receiver = new PartReceiver(
                appendToUpload, settings.partBytes(), spoolFolder, spoolMemory, ongoing);
        this.start = new StartRoute(startUpload, appendToUpload, receiver, answers, address);
        this.append = new AppendRoute(appendToUpload, receiver, answers);
    }

    /** Runs before every other handler: each response has the version, also a refusal. */
    public void before(Context ctx) {
        RequestContext.of(ctx.req()).markRetriedAfter503();
        ctx.header(Tus.VERSION_HEADER, Tus.VERSION);
        String version = ctx.header(Tus.VERSION_HEADER);
        if (version != null && !version.equals(Tus.VERSION) && !ctx.req().getMethod().equals("OPTIONS")) {
            throw Tus.unsupportedVersion();
        }
    }

    /** {@code POST} on the collection. */
    public Handler start() {
        return start;
    }

    /** {@code POST /upload}: an IETF resumable upload if the request says so, otherwise the given route. */
    public Handler startOr(Handler upload) {
        return ctx -> (StructuredFields.complete(ctx) == null ? upload : start).handle(ctx);
    }

    /** {@code PATCH} on an upload. */
    public Handler append() {
        return append;
    }

    /** {@code HEAD} on an upload: how many bytes have arrived, also by a request that has just broken off. */
    public void progress(Context ctx) {
        var id = UploadIds.of(ctx);
        Parameters.parse(ctx.queryString(), Set.of());
        ongoing.await(id);
        answers.answerProgress(ctx, appendToUpload.find(RequestContext.of(ctx.req()).requireActor(), id));
    }

    /** {@code DELETE} on an upload. The image of a finished upload stays. */
    public void cancel(Context ctx) {
        var id = UploadIds.of(ctx);
        Parameters.parse(ctx.queryString(), Set.of());
        switch (cancelUpload.cancel(RequestContext.of(ctx.req()).requireActor(), id)) {
            case CancelUpload.Result.Cancelled(), CancelUpload.Result.Completed() -> Json.answerNothing(ctx, 204);
            case CancelUpload.Result.NotFound() -> throw UploadIds.notFound();
        }
    }

    /** {@code OPTIONS}: the limits of both protocols. */
    public void limits(Context ctx) {
        ResumableSettings settings = answers.settings();
        ctx.header("Tus-Version", Tus.VERSION);
        ctx.header("Tus-Max-Size", Long.toString(settings.maxBytes()));
        ctx.header("Tus-Extension", Tus.EXTENSIONS);
        ctx.header("Tus-Checksum-Algorithm", BodyChecksum.ALGORITHMS);
        ctx.header(UploadResource.LIMIT, settings.limits());
        ctx.header("Accept-Patch", Protocol.TUS.mediaType() + ", " + Protocol.IETF.mediaType());
        Json.answerNothing(ctx, 204);
    }

    /** {@code OPTIONS /upload}: the limits of an IETF upload that is started there. */
    public void limitsOfUpload(Context ctx) {
        ctx.header(UploadResource.LIMIT, answers.settings().limits());
        ctx.header("Accept-Patch", Protocol.IETF.mediaType());
        Json.answerNothing(ctx, 204);
    }
}
