package dev.darkroom.adapter.telemetry;

import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Rendition;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.util.Optional;

/** Times what takes time. A picture that can't be rendered is no failure of the renderer. */
record InstrumentedRenderer(ImageRenderer renderer, Calls calls) implements ImageRenderer {
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
        return calls.call(
                "rendition", () -> renderer.render(original, type, displayed, rendition), result -> switch (result) {
                    case Rendering.Rendered _ -> Calls.OK;
                    case Rendering.Refused _, Rendering.Undecodable _ -> REFUSED;
                });
    }

    @Override
    public Optional<String> placeholder(Content original, ContentType type) {
        return calls.call(
                "placeholder",
                () -> renderer.placeholder(original, type),
                result -> result.isPresent() ? Calls.OK : REFUSED);
    }
}
