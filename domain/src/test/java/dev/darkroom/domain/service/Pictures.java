package dev.darkroom.domain.service;

import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.model.Dimensions;
import dev.darkroom.domain.port.out.ImageInspector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * An inspector of a format that is easy to write in tests: "picture:" and pixels, then perhaps "#secret", which is
 * what the privacy rule removes. "picture" without the colon is damaged; everything else is no picture.
 */
final class Pictures implements ImageInspector {
    @Override
    public Inspection inspect(Content content) {
        String text = read(content);
        if (!text.startsWith("picture")) {
            return new Inspection.Unsupported("not a picture");
        }
        if (!text.startsWith("picture:")) {
            return new Inspection.Damaged("cut short");
        }
        int secret = text.indexOf('#');
        Content sanitized = secret < 0 ? content : content(text.substring(0, secret));
        return new Inspection.Accepted(ContentType.PNG, new Dimensions(4, 3), null, sanitized);
    }

    static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(Content content) {
        try (InputStream in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
