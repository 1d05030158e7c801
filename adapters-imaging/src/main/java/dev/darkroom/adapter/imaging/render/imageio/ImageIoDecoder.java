package dev.darkroom.adapter.imaging.render.imageio;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.render.CodecException;
import dev.darkroom.adapter.imaging.render.Subsampling;
import dev.darkroom.adapter.imaging.render.Watchdog;
import dev.darkroom.adapter.imaging.render.scale.Picture;
import dev.darkroom.adapter.imaging.render.scale.SrgbScaler;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.NodeList;

/** Decodes pictures to a wanted size, upright and in sRGB. Thread-safe. */
final class ImageIoDecoder {
    /** The maximum size of a PNG profile, which is compressed in the file. */
    private static final int MAX_PROFILE_BYTES = 4 * 1024 * 1024;

    private final ImageIoPlugins plugins;

    ImageIoDecoder(ImageIoPlugins plugins) {
        this.plugins = plugins;
    }

    /** @param displayed the wanted size, as displayed */
    Picture upright(Content original, Decoding decoding, Dimensions displayed, Watchdog.Watch watch)
            throws CodecException, IOException {
        Dimensions size = decoding.asStored(displayed);
        try (ImageInputStream in = open(original)) {
            ImageReader reader = plugins.reader(decoding.type());
            try (Watchdog.Registration _ = watch.onDeadline(reader::abort)) {
                reader.setInput(in, true, false);
                checkSize(reader, decoding);
                return SrgbScaler.scaled(read(reader, decoding, size), size).upright(decoding.orientation());
            } catch (IOException | RuntimeException e) {
                // The structure was read before, so the file is readable. Readers throw any exception for damaged pixels.
                throw new CodecException.Damaged(String.valueOf(e.getMessage()));
            } finally {
                reader.dispose();
            }
        }
    }

    private static ImageInputStream open(Content original) throws IOException {
        return original instanceof Content.FileContent file
                ? new FileImageInputStream(file.file().toFile())
                : new MemoryCacheImageInputStream(original.open());
    }

    /** Checks the decoded size, because memory was reserved for the size in the structure of the file. */
    private static void checkSize(ImageReader reader, Decoding decoding) throws CodecException, IOException {
        Dimensions expected = decoding.stored();
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        // A frame of a GIF may be smaller than its canvas.
        boolean fits = decoding.type() == ContentType.GIF
                ? width <= expected.width() && height <= expected.height()
                : width == expected.width() && height == expected.height();
        if (!fits) {
            throw new CodecException.Damaged(width + " × " + height + " pixels instead of " + expected);
        }
    }

    private BufferedImage read(ImageReader reader, Decoding decoding, Dimensions size) throws IOException {
        ImageReadParam parameters = reader.getDefaultReadParam();
        if (decoding.type() == ContentType.GIF) {
            return onScreen(reader, decoding.stored());
        }
        int step = Subsampling.step(decoding.stored(), size);
        parameters.setSourceSubsampling(step, step, 0, 0);
        BufferedImage image = reader.read(0, parameters);
        return decoding.type() == ContentType.PNG ? withProfile(image, reader.getImageMetadata(0)) : image;
    }

    /** The first frame of a GIF may be smaller than its screen. */
    private static BufferedImage onScreen(ImageReader reader, Dimensions screen) throws IOException {
        BufferedImage frame = reader.read(0);
        if (frame.getWidth() == screen.width() && frame.getHeight() == screen.height()) {
            return frame;
        }
        IIOMetadataNode descriptor = node(reader.getImageMetadata(0), "ImageDescriptor").orElseThrow();
        BufferedImage canvas = new BufferedImage(screen.width(), screen.height(), BufferedImage.TYPE_INT_ARGB);
        canvas.createGraphics()
                .drawImage(
                        frame,
                        Integer.parseInt(descriptor.getAttribute("imageLeftPosition")),
                        Integer.parseInt(descriptor.getAttribute("imageTopPosition")),
                        null);
        return canvas;
    }

    private static Optional<IIOMetadataNode> node(IIOMetadata metadata, String name) {
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
        NodeList found = root.getElementsByTagName(name);
        return found.getLength() > 0 ? Optional.of((IIOMetadataNode) found.item(0)) : Optional.empty();
    }

    /** The PNG reader of the JDK ignores the profile. */
    private static BufferedImage withProfile(BufferedImage image, IIOMetadata metadata) throws IOException {
        Optional<IIOMetadataNode> node = node(metadata, "iCCP");
        if (node.isEmpty() || !(image.getColorModel() instanceof ComponentColorModel model)) {
            return image;
        }
        ICC_ColorSpace space = space((byte[]) node.get().getUserObject());
        if (space == null || space.getNumComponents() != model.getNumColorComponents()) {
            return image;
        }
        ColorModel profiled = new ComponentColorModel(
                space, model.hasAlpha(), model.isAlphaPremultiplied(), model.getTransparency(),
                model.getTransferType());
        return new BufferedImage(profiled, image.getRaster(), model.isAlphaPremultiplied(), null);
    }

    private static @Nullable ICC_ColorSpace space(byte[] compressed) throws IOException {
        try (var in = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
            return new ICC_ColorSpace(ICC_Profile.getInstance(in.readNBytes(MAX_PROFILE_BYTES)));
        } catch (IllegalArgumentException noProfile) {
            return null;
        }
    }
}
