package dev.darkroom.adapter.http.images;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.darkroom.adapter.http.json.ApiNames;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.json.Times;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.IfMatch;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.PublicAddress;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.library.ViewImage.Address;
import dev.darkroom.domain.port.in.library.ViewImage.Download;
import dev.darkroom.domain.port.in.library.ViewImage.RenditionChoice;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * {@code GET /images/{image_id}}: the metadata of an image and a presigned URL of the picture. With {@code state=trashed}, the metadata of an
 * image in the trash.
 */
public final class ViewRoute implements Handler {
    private static final Duration DEFAULT_VALIDITY = Duration.ofHours(1);
    private static final Set<String> PARAMETERS =
            Set.of("expires_in", "download", RenditionParameters.RENDITION, TrashedJson.STATE);

    private final ViewImage viewImage;
    private final ViewTrash viewTrash;
    private final PublicAddress address;

    public ViewRoute(ViewImage viewImage, ViewTrash viewTrash, PublicAddress address) {
        this.viewImage = viewImage;
        this.viewTrash = viewTrash;
        this.address = address;
    }

    /**
     * An image with its URL, as clients see it.
     *
     * @param renditions the available renditions by name
     */
    record ViewJson(
            @JsonUnwrapped ImageJson image,
            String url,
            String expiresAt,
            Map<String, RenditionJson> renditions) {}

    /** The size and the URL of a rendition. */
    record RenditionJson(int width, int height, String href) {}

    @Override
    public void handle(Context ctx) {
        Parameters parameters = Parameters.parse(ctx.queryString(), PARAMETERS);
        if (Boolean.TRUE.equals(parameters.value(TrashedJson.STATE, ApiNames::isTrashed))) {
            answerTrashed(ctx);
        } else {
            answerReady(ctx, parameters);
        }
    }

    /** The other parameters describe the URL, which an image in the trash does not have. */
    private void answerTrashed(Context ctx) {
        Parameters.parse(ctx.queryString(), Set.of(TrashedJson.STATE));
        ViewTrash.TrashedImage trashed = viewTrash
                .find(RequestContext.of(ctx.req()).requireActor(), ImageIds.of(ctx))
                .orElseThrow(ProblemException::notFound);
        ctx.header("ETag", IfMatch.tagOf(trashed.image()));
        ctx.header("Cache-Control", "no-store");
        Json.answerInFull(ctx, TrashedJson.of(trashed));
    }

    private void answerReady(Context ctx, Parameters parameters) {
        Duration validity = Duration.ofSeconds(
                parameters.number("expires_in", 1, UrlSigner.MAX_VALIDITY.toSeconds(), DEFAULT_VALIDITY.toSeconds()));
        Address fresh = new Address.Fresh(validity, parameters.value("download", ViewRoute::download));
        RenditionChoice rendition = RenditionParameters.choice(ctx, parameters);
        if (rendition != null) {
            ctx.res().addHeader("Vary", "Accept");
        }
        switch (viewImage.view(
                new ViewImage.Query(RequestContext.of(ctx.req()).requireActor(), ImageIds.of(ctx), fresh, rendition))) {
            case ViewImage.Result.Found found -> answer(ctx, found);
            case ViewImage.Result.NotFound() -> throw ProblemException.notFound();
            case ViewImage.Result.UnknownRendition(var names) -> throw RenditionParameters.unknown(names);
            case ViewImage.Result.RenditionUnavailable(String detail) -> throw new ProblemException(
                    ErrorCode.RENDITION_UNAVAILABLE, detail);
            case ViewImage.Result.Undecodable(String detail) -> throw new ProblemException(
                    ErrorCode.UNDECODABLE, detail);
        }
    }

    private void answer(Context ctx, ViewImage.Result.Found found) {
        ctx.header("ETag", IfMatch.tagOf(found.image()));
        // The URL in the response expires.
        ctx.header("Cache-Control", "no-store");
        Json.answerInFull(ctx, new ViewJson(
                ImageJson.of(found.image()),
                address.absolute(ctx.req(), found.url().url()),
                Times.format(found.url().expiresAt()),
                renditions(ctx, found)));
    }

    private Map<String, RenditionJson> renditions(Context ctx, ViewImage.Result.Found found) {
        Map<String, RenditionJson> renditions = new LinkedHashMap<>();
        found.renditions().forEach((definition, size) -> {
            String name = definition.name();
            URI href = URI.create("/images/" + found.image().id() + "/content?rendition=" + name);
            renditions.put(name,
                    new RenditionJson(size.width(), size.height(), address.absolute(ctx.req(), href)));
        });
        return renditions;
    }

    private static Download download(String text) {
        return switch (text) {
            case "true" -> new Download.AsUploaded();
            case "false" -> throw new InvalidValueException("download", "must be true or a file name");
            default -> new Download.As(Filename.from(text)
                    .orElseThrow(() -> new InvalidValueException("download", "must be true or a file name")));
        };
    }
}
