package dev.darkroom.adapter.imaging.render.imageio;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.placeholder.ThumbHash;
import dev.darkroom.adapter.imaging.render.Codec;
import dev.darkroom.adapter.imaging.render.CodecException;
import dev.darkroom.adapter.imaging.render.Footprint;
import dev.darkroom.adapter.imaging.render.Output;
import dev.darkroom.adapter.imaging.render.Watchdog;
import dev.darkroom.adapter.imaging.render.scale.EntropyCrop;
import dev.darkroom.adapter.imaging.render.scale.Picture;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * Renders with the JDK's ImageIO and TwelveMonkeys. Reads JPEG, PNG, GIF and WebP, and writes JPEG. Reads only every
 * n-th row and column of a large original, so that memory depends on the size of the rendition.
 */
public final class ImageIoCodec implements Codec {
    private final String name;
    private final ImageIoDecoder decoder;
    private final ImageIoPlugins plugins;
    private final Watchdog watchdog;

    public ImageIoCodec(Watchdog watchdog) {
        this.name = "Java ImageIO with TwelveMonkeys " + version();
        this.plugins = new ImageIoPlugins();
        this.decoder = new ImageIoDecoder(plugins);
        this.watchdog = watchdog;
    }

    private static String version() {
        // The manifest of the library is not available in a jar that contains all libraries.
        try (InputStream in = ImageIoCodec.class.getResourceAsStream("versions.properties")) {
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
    public boolean reads(ContentType original) {
        return switch (original) {
            case JPEG, PNG, GIF, WEBP -> true;
            case AVIF, HEIC, HEIF -> false;
        };
    }

    @Override
    public boolean writes(ContentType format) {
        return format == ContentType.JPEG;
    }

    @Override
    public Footprint footprint() {
        return Footprint.IMAGEIO;
    }

    @Override
    public Content render(Content original, Decoding decoding, Rendition rendition) throws CodecException, IOException {
        RenditionDefinition definition = rendition.definition();
        Dimensions displayed = decoding.displayed();
        return watchdog.run(watch -> {
            Picture picture = decoder.upright(original, decoding, definition.scaled(displayed), watch);
            Picture fitted = fitted(picture, definition, definition.of(displayed));
            int quality = Output.of(rendition.format()).quality(definition);
            return Content.of(plugins.jpeg(fitted.overWhite(), quality));
        });
    }

    /** There is no search for attention here: the part with the most different pixels is often the same. */
    private static Picture fitted(Picture picture, RenditionDefinition definition, Dimensions size) {
        return switch (definition.fit()) {
            case INSIDE -> picture;
            case CONTAIN -> picture.padded(size);
            case COVER -> switch (definition.gravity()) {
                case CENTRE -> picture.cropped(size);
                case ATTENTION, ENTROPY -> EntropyCrop.of(picture, size);
            };
        };
    }

    @Override
    public String placeholder(Content original, Decoding decoding) throws CodecException, IOException {
        Dimensions small = ThumbHash.sizeFor(decoding.displayed());
        return watchdog.run(watch -> ThumbHash.base64(
                small, decoder.upright(original, decoding, small, watch).rgba()));
    }
}
