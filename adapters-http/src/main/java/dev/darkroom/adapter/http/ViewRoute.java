package dev.darkroom.adapter.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.darkroom.domain.model.Filename;
import dev.darkroom.domain.model.Image;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.PresignedUrl;
import dev.darkroom.domain.port.in.ViewImage;
import dev.darkroom.domain.port.in.ViewImage.Download;
import dev.darkroom.domain.port.out.UrlSigner;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** {@code GET /images/{image_id}}: the metadata and an address to fetch the picture from. */
final class ViewRoute implements Handler {
    private static final Duration DEFAULT_VALIDITY = Duration.ofHours(1);
    private static final Set<String> PARAMETERS = Set.of("expires_in", "download", "rendition");
    private static final Set<String> RENDITIONS = Set.of("thumb", "small", "medium", "large");

    private final ViewImage viewImage;
    private final PublicAddress address;

    ViewRoute(ViewImage viewImage, PublicAddress address) {
        this.viewImage = viewImage;
        this.address = address;
    }

    /**
     * An image with its address, as clients see it.
     *
     * @param renditions none yet
     */
    record ViewJson(
            @JsonUnwrapped ImageJson image,
            String url,
            String expiresAt,
            Map<String, String> renditions) {}

    @Override
    public void handle(Context ctx) {
        ImageId id = ImageIds.of(ctx);
        Parameters parameters = Parameters.parse(ctx.queryString(), PARAMETERS);
        Duration validity = Duration.ofSeconds(
                parameters.number("expires_in", 1, UrlSigner.MAX_VALIDITY.toSeconds(), DEFAULT_VALIDITY.toSeconds()));
        String rendition = parameters.value("rendition", ViewRoute::rendition);
        ViewImage.Query query = new ViewImage.Query(id, validity, parameters.value("download", ViewRoute::download));
        switch (viewImage.view(query)) {
            case ViewImage.Result.Found(var image, var url) -> {
                if (rendition != null) {
                    throw new ProblemException(ErrorCode.RENDITION_UNAVAILABLE,
                            "This server makes no renditions: ask for the original, without rendition");
                }
                answer(ctx, image, url);
            }
            case ViewImage.Result.NotFound() -> throw ProblemException.notFound();
        }
    }

    private void answer(Context ctx, Image image, PresignedUrl url) {
        String tag = "\"" + image.version() + "\"";
        ctx.header("ETag", tag);
        ctx.header("Cache-Control", "private, no-cache");
        String condition = EntityTags.header(ctx.req(), "If-None-Match");
        if (condition != null && EntityTags.noneMatchFinds(condition, tag)) {
            ctx.status(304);
            ctx.res().setContentType(null);
        } else {
            Json.answer(ctx, 200, new ViewJson(ImageJson.of(image), address.absolute(ctx.req(), url.url()),
                    Times.format(url.expiresAt()), Map.of()));
        }
    }

    private static Download download(String text) {
        return switch (text) {
            case "true" -> new Download.AsUploaded();
            case "false" -> throw new InvalidValueException("download", "must be true or a file name");
            default -> new Download.As(Filename.from(text)
                    .orElseThrow(() -> new InvalidValueException("download", "must be true or a file name")));
        };
    }

    private static String rendition(String name) {
        if (!RENDITIONS.contains(name)) {
            throw new InvalidValueException("rendition", "must be one of thumb, small, medium, large");
        }
        return name;
    }
}
