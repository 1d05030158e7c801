package dev.darkroom.adapter.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.darkroom.domain.model.Filename;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.port.in.ViewImage;
import dev.darkroom.domain.port.in.ViewImage.Address;
import dev.darkroom.domain.port.in.ViewImage.Download;
import dev.darkroom.domain.port.in.ViewImage.RenditionChoice;
import dev.darkroom.domain.port.out.UrlSigner;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** {@code GET /images/{image_id}}: the metadata and an address to fetch the picture from. */
final class ViewRoute implements Handler {
    private static final Duration DEFAULT_VALIDITY = Duration.ofHours(1);
    private static final Set<String> PARAMETERS = Set.of("expires_in", "download", RenditionParameters.RENDITION);

    private final ViewImage viewImage;
    private final PublicAddress address;

    ViewRoute(ViewImage viewImage, PublicAddress address) {
        this.viewImage = viewImage;
        this.address = address;
    }

    /**
     * An image with its address, as clients see it.
     *
     * @param renditions those that can be had, by name
     */
    record ViewJson(
            @JsonUnwrapped ImageJson image,
            String url,
            String expiresAt,
            Map<String, RenditionJson> renditions) {}

    /** A rendition's size and where it is to be had. */
    record RenditionJson(int width, int height, String href) {}

    @Override
    public void handle(Context ctx) {
        Parameters parameters = Parameters.parse(ctx.queryString(), PARAMETERS);
        Duration validity = Duration.ofSeconds(
                parameters.number("expires_in", 1, UrlSigner.MAX_VALIDITY.toSeconds(), DEFAULT_VALIDITY.toSeconds()));
        Address fresh = new Address.Fresh(validity, parameters.value("download", ViewRoute::download));
        RenditionChoice rendition = RenditionParameters.choice(ctx, parameters);
        if (rendition != null) {
            ctx.res().addHeader("Vary", "Accept");
        }
        switch (viewImage.view(new ViewImage.Query(Actors.of(ctx.req()), ImageIds.of(ctx), fresh, rendition))) {
            case ViewImage.Result.Found found -> answer(ctx, found);
            case ViewImage.Result.NotFound() -> throw ProblemException.notFound();
            case ViewImage.Result.RenditionUnavailable(String detail) -> throw new ProblemException(
                    ErrorCode.RENDITION_UNAVAILABLE, detail);
            case ViewImage.Result.Undecodable(String detail) -> throw new ProblemException(
                    ErrorCode.UNDECODABLE, detail);
        }
    }

    private void answer(Context ctx, ViewImage.Result.Found found) {
        ctx.header("ETag", IfMatch.tagOf(found.image()));
        // The address in it expires: what a cache keeps would lead to nothing.
        ctx.header("Cache-Control", "no-store");
        Json.answerInFull(ctx, new ViewJson(
                ImageJson.of(found.image()),
                address.absolute(ctx.req(), found.url().url()),
                Times.format(found.url().expiresAt()),
                renditions(ctx, found)));
    }

    private Map<String, RenditionJson> renditions(Context ctx, ViewImage.Result.Found found) {
        Map<String, RenditionJson> renditions = new LinkedHashMap<>();
        found.renditions().forEach((name, size) -> {
            URI href = URI.create("/images/" + found.image().id() + "/content?rendition=" + name.text());
            renditions.put(name.text(),
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
