package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.port.out.ImageRenderer;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses a renderer. */
public final class Renderers {
    private static final Logger LOG = LoggerFactory.getLogger(Renderers.class);

    /** libvips on Linux, with and without its development files, and macOS, also in the folders of Homebrew. */
    private static final List<String> USUAL_NAMES = List.of(
            "libvips.so.42",
            "libvips.so",
            "libvips.42.dylib",
            "/opt/homebrew/lib/libvips.42.dylib",
            "/usr/local/lib/libvips.42.dylib");

    private Renderers() {}

    /**
     * Opens libvips where it is installed, and Java's ImageIO where it is not.
     *
     * @param libvips the library to use instead of the one under a usual name
     * @throws IllegalArgumentException when that library can't be used; the message is a sentence for whoever runs the
     *     service
     */
    public static ImageRenderer open(RenderLimits limits, @Nullable Path libvips) {
        if (libvips != null) {
            try {
                return new VipsRenderer(load(libvips.toAbsolutePath().toString()), limits);
            } catch (Vips.Unusable e) {
                throw new IllegalArgumentException(libvips + " can't be used as libvips: " + e.getMessage() + ".", e);
            }
        }
        return installed(limits).orElseGet(() -> new ImageIoRenderer(limits));
    }

    /** The same without a library of its own, opened by the first who needs it. */
    public static ImageRenderer openLater(RenderLimits limits) {
        return new LazyRenderer(() -> open(limits, null));
    }

    private static Optional<ImageRenderer> installed(RenderLimits limits) {
        for (String name : USUAL_NAMES) {
            try {
                return Optional.of(new VipsRenderer(load(name), limits));
            } catch (Vips.Unusable e) {
                LOG.debug("{} is not used: {}", name, e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** It stays until the process ends, as libvips wants it. */
    @SuppressWarnings("restricted") // a native library is what it is about
    private static Vips load(String name) throws Vips.Unusable {
        try {
            // GLib and GObject are found through it, as it is linked to them.
            return new Vips(SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException e) {
            throw new Vips.Unusable("it can't be loaded");
        }
    }
}
