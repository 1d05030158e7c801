package dev.darkroom.adapter.imaging.render.vips;

import dev.darkroom.adapter.imaging.render.Output;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.rendition.Rendition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The formats that libvips reads and writes. They depend on how it was built and on its plug-ins, so they are tested
 * when it is opened, which takes about ten milliseconds.
 */
final class VipsFormats {
    private static final Logger LOG = LoggerFactory.getLogger(VipsFormats.class);

    /** One grey pixel in HEVC, encoded by libheif and x265. */
    private static final String HEIC_PROBE = "probe.heic";
    private static final int AVIF_PROBE_SIDE = 16;
    private static final int AVIF_PROBE_QUALITY = 50;

    private final Set<ContentType> readable = EnumSet.noneOf(ContentType.class);
    private final Set<ContentType> writable = EnumSet.noneOf(ContentType.class);

    private VipsFormats() {}

    static VipsFormats probe(Vips vips) {
        VipsFormats formats = new VipsFormats();
        for (ContentType type : EnumSet.of(ContentType.JPEG, ContentType.PNG, ContentType.GIF, ContentType.WEBP)) {
            if (vips.has(loader(type))) {
                formats.readable.add(type);
            }
        }
        for (ContentType type : EnumSet.of(ContentType.JPEG, ContentType.WEBP)) {
            if (vips.has(saver(type))) {
                formats.writable.add(type);
            }
        }
        if (vips.has(loader(ContentType.HEIC)) && vips.has(saver(ContentType.AVIF))) {
            formats.probeHevc(vips);
            formats.probeAv1(vips);
        }
        return formats;
    }

    private void probeHevc(Vips vips) {
        try (VipsCall call = new VipsCall(vips);
                InputStream probe = VipsFormats.class.getResourceAsStream(HEIC_PROBE)) {
            if (probe == null) {
                throw new IllegalStateException(HEIC_PROBE + " is not on the class path");
            }
            read(call, probe.readAllBytes(), ContentType.HEIC);
            readable.addAll(EnumSet.of(ContentType.HEIC, ContentType.HEIF));
        } catch (VipsCall.Failed e) {
            LOG.debug("libvips can't read HEIC here: {}", e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void probeAv1(Vips vips) {
        try (VipsCall call = new VipsCall(vips)) {
            MemorySegment square = call.operation("black")
                    .set("width", AVIF_PROBE_SIDE)
                    .set("height", AVIF_PROBE_SIDE)
                    .set("bands", 3)
                    .image();
            byte[] avif = save(call, square, ContentType.AVIF, AVIF_PROBE_QUALITY);
            writable.add(ContentType.AVIF);
            read(call, avif, ContentType.AVIF);
            readable.add(ContentType.AVIF);
        } catch (VipsCall.Failed e) {
            LOG.debug("libvips can't read or write AVIF here: {}", e.getMessage());
        }
    }

    private static void read(VipsCall call, byte[] file, ContentType type) throws VipsCall.Failed {
        call.pixels(call.operation(loader(type)).source(call.source(file)).image());
    }

    boolean reads(ContentType type) {
        return readable.contains(type);
    }

    boolean writes(ContentType type) {
        return writable.contains(type);
    }

    /** The operation that reads this format only. */
    static String loader(ContentType type) {
        return switch (type) {
            case JPEG -> "jpegload_source";
            case PNG -> "pngload_source";
            case GIF -> "gifload_source";
            case WEBP -> "webpload_source";
            case AVIF, HEIC, HEIF -> "heifload_source";
        };
    }

    private static String saver(ContentType format) {
        return switch (format) {
            case JPEG -> "jpegsave_buffer";
            case WEBP -> "webpsave_buffer";
            case AVIF -> "heifsave_buffer";
            case PNG, GIF, HEIC, HEIF ->
                throw new IllegalArgumentException("Renditions are not made in the format " + format);
        };
    }

    /**
     * Encodes a picture in sRGB. Removes its metadata before, because the WebP saver of libvips 8.14 ignores
     * {@code strip}. Removes the profile too: on the web, a picture without a profile is in sRGB.
     */
    static byte[] save(VipsCall call, MemorySegment image, Rendition rendition) throws VipsCall.Failed {
        return save(call, image, rendition.format(), Output.of(rendition.format()).quality(rendition.definition()));
    }

    private static byte[] save(VipsCall call, MemorySegment image, ContentType format, int quality)
            throws VipsCall.Failed {
        MemorySegment bare = call.operation("copy").image("in", image).image();
        call.removeFields(bare);
        VipsCall.Operation save = call.operation(saver(format))
                .image("in", bare)
                .set("Q", quality)
                .set("strip", true)
                // Replaces transparency if the format has no alpha.
                .set("background", 255);
        switch (format) {
            case JPEG -> save.set("optimize_coding", true);
            case AVIF -> save.set("compression", "av1").set("effort", 2);
            default -> {
                // The default balance of time and size.
            }
        }
        return save.bytes();
    }
}
