package dev.darkroom.domain.testkit;

import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.model.Dimensions;
import dev.darkroom.domain.model.Rendition;
import dev.darkroom.domain.port.out.ImageRenderer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A renderer whose pictures are labels: the rendition's name and size as text. It knows every original but HEIC, and every
 * format but AVIF. Thread-safe.
 */
public final class LabelRenderer implements ImageRenderer {
    /** The placeholder of every picture. */
    public static final String PLACEHOLDER = "3OcRJYB4d3h/iIeHeEh3eIhw+j2w";

    /** How many renditions were made. */
    public final AtomicInteger renders = new AtomicInteger();

    /** How many placeholders of whole pictures were asked for. */
    public final AtomicInteger placeholders = new AtomicInteger();

    /** Runs before each rendition. */
    public volatile Runnable before = () -> {};

    /** Why every rendition is refused, or null when they are made. */
    public volatile @Nullable String refusal;

    /** Whether the pixels of every picture are damaged. */
    public volatile boolean undecodable;

    /** How often a damaged picture was decoded. */
    public final AtomicInteger refusals = new AtomicInteger();

    /** What it calls itself. */
    public volatile String name = "labels";

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean renders(ContentType original, ContentType format) {
        return original != ContentType.HEIC && format != ContentType.AVIF;
    }

    @Override
    public Rendering render(Content original, ContentType type, Dimensions displayed, Rendition rendition) {
        before.run();
        String why = refusal;
        if (why != null) {
            return new Rendering.Refused(why);
        }
        if (undecodable) {
            refusals.incrementAndGet();
            return new Rendering.Undecodable("Damaged");
        }
        renders.incrementAndGet();
        String label = rendition + " " + rendition.name().of(displayed);
        return new Rendering.Rendered(Content.of(label.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Optional<String> placeholder(Content original, ContentType type) {
        placeholders.incrementAndGet();
        return refusal == null && !undecodable && type != ContentType.HEIC ? Optional.of(PLACEHOLDER)
                : Optional.empty();
    }
}
