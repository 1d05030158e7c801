package dev.darkroom.adapter.http.images;

import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.Parameters;
import dev.darkroom.adapter.http.request.PublicAddress;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.adapter.http.request.SecurityHeaders;
import dev.darkroom.domain.model.object.PresignedUrl;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.library.ViewImage.Address;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/**
 * {@code GET /images/{image_id}/content}: redirects to the picture or one of its renditions, for {@code <img src>}. A browser can cache both
 * the redirect and its target for a while.
 */
public final class ContentRoute implements Handler {
    /** Much shorter than the validity of the URL. For this time a deleted picture may be shown as a broken image. */
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private static final Set<String> PARAMETERS = Set.of(RenditionParameters.RENDITION, RenditionParameters.FORMAT);

    private final ViewImage viewImage;
    private final PublicAddress address;
    private final InstantSource clock;

    public ContentRoute(ViewImage viewImage, PublicAddress address, InstantSource clock) {
        this.viewImage = viewImage;
        this.address = address;
        this.clock = clock;
    }

    @Override
    public void handle(Context ctx) {
        // On refusals too: with another Accept there may be a rendition.
        ctx.res().addHeader("Vary", "Accept");
        var rendition = RenditionParameters.choice(ctx, Parameters.parse(ctx.queryString(), PARAMETERS));
        switch (viewImage
                .view(new ViewImage.Query(RequestContext.of(ctx.req()).requireActor(), ImageIds.of(ctx),
                        new Address.Steady(), rendition))) {
            case ViewImage.Result.Found found -> {
                ctx.header("Location", address.absolute(ctx.req(), found.url().url()));
                ctx.header("Cache-Control", "private, max-age=" + maxAgeSeconds(found.url()));
                // For a picture in a page of another site, browsers require it on the redirect too.
                ctx.header(SecurityHeaders.RESOURCE_POLICY, "cross-origin");
                Json.answerNothing(ctx, 302);
            }
            case ViewImage.Result.NotFound() -> throw ProblemException.notFound();
            case ViewImage.Result.UnknownRendition(var names) -> throw RenditionParameters.unknown(names);
            case ViewImage.Result.RenditionUnavailable(String detail) -> throw new ProblemException(
                    ErrorCode.RENDITION_UNAVAILABLE, detail);
            case ViewImage.Result.Undecodable(String detail) -> throw new ProblemException(
                    ErrorCode.UNDECODABLE, detail);
        }
    }

    private long maxAgeSeconds(PresignedUrl url) {
        long validSeconds = Duration.between(clock.instant(), url.expiresAt()).toSeconds();
        return Math.clamp(validSeconds, 0, MAX_AGE.toSeconds());
    }
}
