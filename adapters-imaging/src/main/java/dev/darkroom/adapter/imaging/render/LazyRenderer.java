package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A renderer that is opened by the first call that needs it; other calls wait. To open libvips takes longer than
 * everything else that the server does at its start. Thread-safe.
 */
public final class LazyRenderer implements ImageRenderer {
    private final Supplier<ImageRenderer> opening;
    private volatile @Nullable ImageRenderer opened;

    /** @param opening opens the renderer; called once */
    public LazyRenderer(Supplier<ImageRenderer> opening) {
        this.opening = opening;
    }

    private ImageRenderer renderer() {
        ImageRenderer renderer = opened;
        return renderer != null ? renderer : open();
    }

    private synchronized ImageRenderer open() {
        ImageRenderer renderer = opened;
        if (renderer == null) {
            renderer = opening.get();
            opened = renderer;
        }
        return renderer;
    }

    @Override
    public String name() {
        ImageRenderer renderer = opened;
        return renderer != null ? renderer.name() : "opening";
    }

    @Override
    public boolean renders(ContentType original, ContentType format) {
        return renderer().renders(original, format);
    }

    @Override
    public Rendering render(Content original, ContentType type, Dimensions displayed, Rendition rendition) {
        return renderer().render(original, type, displayed, rendition);
    }

    @Override
    public Optional<String> placeholder(Content original, ContentType type) {
        return renderer().placeholder(original, type);
    }
}
