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
 * {@code GET /images/{image_id}/content}: leads to the picture or one of its renditions, for {@code <img src>}. Both the
 * redirection and the address it leads to can be kept by a browser for a while.
 */
public final class ContentRoute implements Handler {
    /** Much less than the address works; a picture that was deleted meanwhile is a broken one for as long. */
    private static final Duration KEPT = Duration.ofMinutes(5);

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
        // On refusals too: another Accept may get a rendition.
        ctx.res().addHeader("Vary", "Accept");
        var rendition = RenditionParameters.choice(ctx, Parameters.parse(ctx.queryString(), PARAMETERS));
        switch (viewImage
                .view(new ViewImage.Query(RequestContext.of(ctx.req()).requireActor(), ImageIds.of(ctx),
                        new Address.Steady(), rendition))) {
            case ViewImage.Result.Found found -> {
                ctx.header("Location", address.absolute(ctx.req(), found.url().url()));
                ctx.header("Cache-Control", "private, max-age=" + secondsKept(found.url()));
                // Browsers ask for it of every step on the way to a picture in a page of another site.
                ctx.header(SecurityHeaders.RESOURCE_POLICY, "cross-origin");
                Json.answerNothing(ctx, 302);
            }
            case ViewImage.Result.NotFound() -> throw ProblemException.notFound();
            case ViewImage.Result.RenditionUnavailable(String detail) -> throw new ProblemException(
                    ErrorCode.RENDITION_UNAVAILABLE, detail);
            case ViewImage.Result.Undecodable(String detail) -> throw new ProblemException(
                    ErrorCode.UNDECODABLE, detail);
        }
    }

    private long secondsKept(PresignedUrl url) {
        long works = Duration.between(clock.instant(), url.expiresAt()).toSeconds();
        return Math.clamp(works, 0, KEPT.toSeconds());
    }
}
