package dev.darkroom.adapter.http.testkit;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Decodes pictures completely with the JDK, which is sufficient for small pictures of its formats. */
final class DecodingInspector implements ImageInspector {
    @Override
    public Inspection inspect(Content content) {
        try (InputStream in = content.open();
                ImageInputStream image = ImageIO.createImageInputStream(in)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(image);
            if (!readers.hasNext()) {
                return new Inspection.Unsupported("The file is no picture of an accepted type");
            }
            ImageReader reader = readers.next();
            return type(reader).map(type -> decode(reader, image, type, content))
                    .orElseGet(() -> new Inspection.Unsupported("The file is no picture of an accepted type"));
        } catch (IOException e) {
            throw new StorageException.Unavailable("The file can't be read", e);
        }
    }

    private static Inspection decode(ImageReader reader, ImageInputStream image, ContentType type, Content content) {
        reader.setInput(image);
        try {
            BufferedImage decoded = reader.read(0);
            Dimensions dimensions = new Dimensions(decoded.getWidth(), decoded.getHeight());
            return new Inspection.Accepted(type, dimensions, null, content);
        } catch (IOException e) {
            return new Inspection.Damaged("The picture is damaged or cut short");
        } finally {
            reader.dispose();
        }
    }

    private static Optional<ContentType> type(ImageReader reader) {
        String name = reader.getOriginatingProvider().getFormatNames()[0].toUpperCase(Locale.ROOT);
        return Arrays.stream(ContentType.values()).filter(type -> type.name().equals(name)).findFirst();
    }
}
