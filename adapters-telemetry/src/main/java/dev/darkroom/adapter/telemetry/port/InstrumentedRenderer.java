package dev.darkroom.adapter.telemetry.port;

import dev.darkroom.adapter.telemetry.metrics.PortCalls;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.util.Optional;

/**
 * Measures the calls of a renderer that decode an image. An image that cannot be rendered has the outcome {@code refused}; it
 * is not a failure of the renderer.
 */
public record InstrumentedRenderer(ImageRenderer renderer, PortCalls calls) implements ImageRenderer {
    private static final String REFUSED = "refused";

    @Override
    public String name() {
        return renderer.name();
    }

    @Override
    public boolean renders(ContentType original, ContentType format) {
        return renderer.renders(original, format);
    }

    @Override
    public Rendering render(Content original, ContentType type, Dimensions displayed, Rendition rendition) {
        return calls.timed(
                "rendition", () -> renderer.render(original, type, displayed, rendition), result -> switch (result) {
                    case Rendering.Rendered _ -> PortCalls.OK;
                    case Rendering.Refused _, Rendering.Undecodable _ -> REFUSED;
                });
    }

    @Override
    public Optional<String> placeholder(Content original, ContentType type) {
        return calls.timed(
                "placeholder",
                () -> renderer.placeholder(original, type),
                result -> result.isPresent() ? PortCalls.OK : REFUSED);
    }
}
