package dev.darkroom.adapter.imaging.render.imageio;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.darkroom.adapter.imaging.render.Output;
import dev.darkroom.domain.model.object.ContentType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * The readers and the writer that are used, each chosen by name: what else may lie on the class path never sees a file.
 * TwelveMonkeys reads JPEG, with the CMYK and the profiles that the JDK's reader does not know, and WebP.
 */
final class ImageIoPlugins {
    private final ImageReaderSpi jpegReader;
    private final ImageReaderSpi pngReader;
    private final ImageReaderSpi gifReader;
    private final ImageReaderSpi webpReader = new WebPImageReaderSpi();
    private final ImageWriterSpi jpegWriter;

    ImageIoPlugins() {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        pngReader = ofJdk(registry, ImageReaderSpi.class, "com.sun.imageio.plugins.png.PNGImageReaderSpi");
        gifReader = ofJdk(registry, ImageReaderSpi.class, "com.sun.imageio.plugins.gif.GIFImageReaderSpi");
        jpegWriter = ofJdk(registry, ImageWriterSpi.class, "com.sun.imageio.plugins.jpeg.JPEGImageWriterSpi");
        JPEGImageReaderSpi jpeg = new JPEGImageReaderSpi();
        // It looks there for the JDK's reader, which does the decoding for it.
        jpeg.onRegistration(registry, ImageReaderSpi.class);
        jpegReader = jpeg;
    }

    private static <T> T ofJdk(IIORegistry registry, Class<T> category, String name) {
        Iterator<T> providers = registry.getServiceProviders(category, false);
        while (providers.hasNext()) {
            T provider = providers.next();
            if (provider.getClass().getName().equals(name)) {
                return provider;
            }
        }
        throw new IllegalStateException("This JDK has no " + name);
    }

    /** A reader for one file, to be disposed of. */
    ImageReader reader(ContentType type) throws IOException {
        ImageReaderSpi provider = switch (type) {
            case JPEG -> jpegReader;
            case PNG -> pngReader;
            case GIF -> gifReader;
            case WEBP -> webpReader;
            case AVIF, HEIC, HEIF -> throw new IllegalArgumentException("No reader for " + type);
        };
        return provider.createReaderInstance(null);
    }

    /** @param image in sRGB, without alpha */
    byte[] jpeg(BufferedImage image) throws IOException {
        ImageWriter writer = jpegWriter.createWriterInstance(null);
        var out = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(Output.JPEG.quality() / 100f);
            if (how instanceof JPEGImageWriteParam jpeg) {
                jpeg.setOptimizeHuffmanTables(true);
            }
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
