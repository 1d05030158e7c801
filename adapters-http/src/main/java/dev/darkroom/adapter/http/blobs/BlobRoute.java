package dev.darkroom.adapter.http.blobs;

import dev.darkroom.adapter.http.edge.connection.ResponseBody;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.json.Times;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.EntityTags;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.PercentEncoding;
import dev.darkroom.adapter.http.request.SecurityHeaders;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.FetchBlob.Result.Found;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /blobs/…}: serves an object at a URL that this server has signed, with conditional requests and single ranges (RFC 9110,
 * sections 13 and 14). The object is the upload of a user, therefore the headers forbid browsers to run anything in it.
 */
public final class BlobRoute implements Handler {
    public static final String ROOT = "/blobs/";

    private final FetchBlob fetchBlob;
    private final InstantSource clock;

    public BlobRoute(FetchBlob fetchBlob, InstantSource clock) {
        this.fetchBlob = fetchBlob;
        this.clock = clock;
    }

    @Override
    public void handle(Context ctx) throws IOException {
        switch (fetchBlob.fetch(query(ctx))) {
            case Found found -> answer(ctx, found);
            case FetchBlob.Result.NotFound() -> throw ProblemException.notFound();
            case FetchBlob.Result.Expired() -> throw new ProblemException(ErrorCode.LINK_EXPIRED,
                    "This address has expired: get a new one from /images/{image_id}");
            case FetchBlob.Result.Forged() -> throw forged();
        }
    }

    /** The key and the query of a signed URL. */
    public static FetchBlob.Query query(Context ctx) {
        String path = ctx.req().getRequestURI();
        String key = PercentEncoding.decodePath(path.substring(path.indexOf(ROOT) + ROOT.length()))
                .orElseThrow(BlobRoute::forged);
        Map<String, String> parameters = new HashMap<>();
        Parameters.parseAny(ctx.queryString()).all().forEach((name, values) -> {
            if (values.size() > 1) {
                throw forged();
            }
            parameters.put(name, values.getFirst());
        });
        return new FetchBlob.Query(key, parameters);
    }

    private static ProblemException forged() {
        return new ProblemException(ErrorCode.LINK_FORGED,
                "This address was not made here or was altered: get a new one from /images/{image_id}");
    }

    private void answer(Context ctx, Found found) throws IOException {
        StoredObject object = found.object();
        String tag = tag(object);
        Instant lastModified = object.lastModified().truncatedTo(ChronoUnit.SECONDS);
        if (isFresh(ctx, tag, lastModified)) {
            describe(ctx, found, tag, lastModified);
            Json.answerNothing(ctx, 304);
            return;
        }
        long size = object.sizeBytes();
        RangeRequest wanted = range(ctx, tag, lastModified, size);
        ByteRange range = switch (wanted) {
            case RangeRequest.Whole() -> new ByteRange(0, size);
            case RangeRequest.Part(var part) -> part;
            case RangeRequest.Unsatisfiable() -> throw new ProblemException(ErrorCode.RANGE_NOT_SATISFIABLE,
                    "The object has %d bytes: ask for a range within".formatted(size),
                    Map.of("Content-Range", "bytes */" + size));
        };
        boolean isHead = ctx.method().equals(HandlerType.HEAD);
        // Opened before the head of the response is written, so that an object that has just been deleted is a 404.
        try (InputStream body = isHead ? InputStream.nullInputStream()
                : found.reader().open(range).orElseThrow(ProblemException::notFound)) {
            describe(ctx, found, tag, lastModified);
            ctx.res().setContentType(found.contentType().mediaType());
            ctx.res().setContentLengthLong(range.length());
            if (wanted instanceof RangeRequest.Part) {
                ctx.status(206);
                ctx.header("Content-Range",
                        "bytes %d-%d/%d".formatted(range.offset(), range.offset() + range.length() - 1, size));
            }
            if (!isHead) {
                ResponseBody.send(ctx.req(), ctx.res().getOutputStream(), body, range.length());
            }
        }
    }

    private void describe(Context ctx, Found found, String tag, Instant lastModified) {
        long maxAge = Math.max(0, Duration.between(clock.instant(), found.expiresAt()).toSeconds());
        ctx.header("ETag", tag);
        ctx.header("Last-Modified", Times.httpDate(lastModified));
        ctx.header("Cache-Control", "private, max-age=" + maxAge + ", immutable");
        ctx.header("Accept-Ranges", "bytes");
        ctx.header("Content-Disposition", found.disposition().headerValue());
        ctx.header(SecurityHeaders.CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
        // Pages of other sites may show the picture of a presigned URL.
        ctx.header(SecurityHeaders.RESOURCE_POLICY, "cross-origin");
    }

    private static boolean isFresh(Context ctx, String tag, Instant lastModified) {
        String ifNoneMatch = EntityTags.header(ctx.req(), "If-None-Match");
        if (ifNoneMatch != null) {
            return EntityTags.noneMatchFinds(ifNoneMatch, tag);
        }
        Instant since = parseHttpDate(ctx.header("If-Modified-Since"));
        return since != null && !lastModified.isAfter(since);
    }

    /** Ranges apply to GET only. With {@code If-Range}, they apply only if the object has not changed. */
    private static RangeRequest range(Context ctx, String tag, Instant lastModified, long size) {
        String ifRange = ctx.header("If-Range");
        boolean same = ifRange == null || ifRange.equals(tag) || lastModified.equals(parseHttpDate(ifRange));
        return ctx.method().equals(HandlerType.GET) && same
                ? RangeRequest.parse(ctx.header("Range"), size)
                : new RangeRequest.Whole();
    }

    /** Objects never change, so that key, size and time identify the bytes. */
    private static String tag(StoredObject object) {
        String identity = object.key() + " " + object.sizeBytes() + " " + object.lastModified();
        byte[] digest = Checksum.newDigest().digest(identity.getBytes(StandardCharsets.UTF_8));
        return "\"" + Checksum.of(digest).hex().substring(0, 32) + "\"";
    }

    private static @Nullable Instant parseHttpDate(@Nullable String date) {
        if (date == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
