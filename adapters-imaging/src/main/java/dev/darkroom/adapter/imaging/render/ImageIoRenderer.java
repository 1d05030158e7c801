package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.model.Dimensions;
import dev.darkroom.domain.model.Rendition;
import dev.darkroom.domain.port.out.ImageRenderer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * Renders with Java's own ImageIO and TwelveMonkeys: JPEG, PNG, GIF and WebP are read, JPEG is written. Of a large original
 * only every second or third (and so on) row and column is kept, so that what is in memory depends on what is wanted.
 */
final class ImageIoRenderer implements ImageRenderer {
    private final String name;
    private final ImageIoDecoder decoder;
    private final ImageIoCodecs codecs;
    private final Limiter limiter;

    ImageIoRenderer(RenderLimits limits) {
        this.name = "Java ImageIO with TwelveMonkeys " + version();
        this.codecs = new ImageIoCodecs();
        this.decoder = new ImageIoDecoder(codecs);
        this.limiter = new Limiter(limits);
    }

    private static String version() {
        // Not by the manifest, which is one for all in a jar of everything.
        try (InputStream in = ImageIoRenderer.class.getResourceAsStream("versions.properties")) {
            Properties versions = new Properties();
            versions.load(Objects.requireNonNull(in, "versions.properties is not on the class path"));
            return versions.getProperty("twelvemonkeys", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean renders(ContentType original, ContentType format) {
        return reads(original) && format == ContentType.JPEG;
    }

    private static boolean reads(ContentType original) {
        return switch (original) {
            case JPEG, PNG, GIF, WEBP -> true;
            case AVIF, HEIC, HEIF -> false;
        };
    }

    @Override
    public Rendering render(Content original, ContentType type, Dimensions displayed, Rendition rendition) {
        if (!renders(type, rendition.format())) {
            return Refusals.notRendered(type, rendition.format());
        }
        Dimensions scaled = rendition.name().scaled(displayed);
        Dimensions wanted = rendition.name().of(displayed);
        long bytes = ImageIoDecoder.bytes(displayed, scaled) + scaled.pixels() * Output.JPEG.bytesPerPixel();
        return Refusals.rendering(limiter.run(original, type, bytes, (decoding, watch) -> {
            Picture picture = decoder.upright(original, decoding, scaled, watch);
            return Content.of(codecs.jpeg(picture.cropped(wanted).overWhite()));
        }));
    }

    @Override
    public Optional<String> placeholder(Content original, ContentType type) {
        if (!reads(type)) {
            return Optional.empty();
        }
        return Refusals.result(limiter.run(original, type, ImageIoDecoder.MOST_BYTES_FOR_A_HASH, (decoding, watch) -> {
            Dimensions small = ThumbHash.sizeFor(decoding.displayed());
            return ThumbHash.base64(small, decoder.upright(original, decoding, small, watch).rgba());
        }));
    }
}
