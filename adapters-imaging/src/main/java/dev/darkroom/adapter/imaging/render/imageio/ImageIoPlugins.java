package dev.darkroom.adapter.imaging.render.imageio;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
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
 * The readers and the writer, each chosen by its class: other plug-ins on the class path never read a file.
 * TwelveMonkeys reads JPEG, including the CMYK and the profiles that the JDK does not support, and WebP.
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
        // It finds the reader of the JDK in the registry, and decodes with it.
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

    /** Creates a reader for one file. The caller disposes of it. */
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

    /**
     * Encodes a JPEG.
     *
     * @param image a picture in sRGB without alpha
     * @param quality 1–100
     */
    byte[] jpeg(BufferedImage image, int quality) throws IOException {
        ImageWriter writer = jpegWriter.createWriterInstance(null);
        var out = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality / 100f);
            if (parameters instanceof JPEGImageWriteParam jpeg) {
                jpeg.setOptimizeHuffmanTables(true);
            }
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
