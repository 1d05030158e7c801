package dev.darkroom.adapter.imaging;

import dev.darkroom.adapter.imaging.render.Codec;
import dev.darkroom.adapter.imaging.render.LimitedRenderer;
import dev.darkroom.adapter.imaging.render.RenderLimits;
import dev.darkroom.adapter.imaging.render.Watchdog;
import dev.darkroom.adapter.imaging.render.imageio.ImageIoCodec;
import dev.darkroom.adapter.imaging.render.vips.Vips;
import dev.darkroom.adapter.imaging.render.vips.VipsCodec;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the codec that makes renditions: libvips if it is installed, otherwise ImageIO. */
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
     * Opens a renderer that decodes in this process. Each call is stopped at the deadline, as far as the library can be
     * stopped.
     *
     * @param libvips the library to use; null to try the usual names
     * @throws IllegalArgumentException if that library can't be used; the message is a sentence for the operator
     */
    public static ImageRenderer inThisProcess(RenderLimits limits, @Nullable Path libvips) {
        return new LimitedRenderer(codec(libvips, new Watchdog(limits.deadline())), limits);
    }

    /**
     * Opens the codec of a worker process, without a deadline: the server watches the process.
     *
     * @param libvips as for {@link #inThisProcess}
     * @throws IllegalArgumentException as for {@link #inThisProcess}
     */
    public static Codec ofWorker(@Nullable Path libvips) {
        return codec(libvips, Watchdog.none());
    }

    static Codec codec(@Nullable Path libvips, Watchdog watchdog) {
        if (libvips != null) {
            try {
                return new VipsCodec(load(libvips.toAbsolutePath().toString()), watchdog);
            } catch (Vips.Unusable e) {
                throw new IllegalArgumentException(libvips + " can't be used as libvips: " + e.getMessage() + ".", e);
            }
        }
        return installed(watchdog).orElseGet(() -> new ImageIoCodec(watchdog));
    }

    private static Optional<Codec> installed(Watchdog watchdog) {
        for (String name : USUAL_NAMES) {
            try {
                return Optional.of(new VipsCodec(load(name), watchdog));
            } catch (Vips.Unusable e) {
                LOG.debug("{} is not used: {}", name, e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** libvips can't be unloaded: it stays until the process ends. */
    @SuppressWarnings("restricted") // loads a native library
    private static Vips load(String name) throws Vips.Unusable {
        try {
            // libvips is linked to GLib and GObject, so their symbols are found too.
            return new Vips(SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException e) {
            throw new Vips.Unusable("it can't be loaded");
        }
    }
}
