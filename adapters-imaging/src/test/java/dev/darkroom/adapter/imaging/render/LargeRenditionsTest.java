package dev.darkroom.adapter.imaging.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Fit;
import dev.darkroom.domain.model.rendition.Gravity;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.port.out.imaging.ImageRenderer.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rendition that is too large must not make its picture undecodable. */
class LargeRenditionsTest {
    private static final int SIDE = 2_000;

    @TempDir
    private Path folder;

    /** A codec whose encoder exceeds the limits of its worker process, and maybe its decoder too. */
    private record Exceeding(boolean decodes) implements Codec {
        @Override
        public String name() {
            return "exceeding";
        }

        @Override
        public boolean reads(ContentType type) {
            return true;
        }

        @Override
        public boolean writes(ContentType format) {
            return true;
        }

        @Override
        public Footprint footprint() {
            return Footprint.LIBVIPS;
        }

        @Override
        public Content render(Content original, Decoding decoding, Rendition rendition) throws CodecException {
            throw new CodecException.Fatal("killed");
        }

        @Override
        public String placeholder(Content original, Decoding decoding) throws CodecException {
            if (!decodes) {
                throw new CodecException.Fatal("killed");
            }
            return "placeholder";
        }
    }

    private Rendering render(Codec codec, int width, ContentType format) throws IOException {
        Path png = HugePng.write(folder.resolve("picture.png"), SIDE, false);
        RenditionDefinition definition =
                new RenditionDefinition("hero", width, 0, Fit.INSIDE, Gravity.CENTRE, 80);
        return new LimitedRenderer(codec, Limits.AMPLE).render(
                Content.of(png, Files.size(png)), ContentType.PNG, new Dimensions(SIDE, SIDE),
                new Rendition(definition, format));
    }

    @Test
    void pictureIsDecodableIfOnlyItsLargeRenditionExceedsTheLimits() throws IOException {
        assertThat(render(new Exceeding(true), 1_500, ContentType.AVIF)).isInstanceOf(Rendering.Refused.class);
    }

    @Test
    void pictureThatExceedsTheLimitsIsUndecodable() throws IOException {
        assertThat(render(new Exceeding(false), 1_500, ContentType.AVIF)).isInstanceOf(Rendering.Undecodable.class);
        assertThat(render(new Exceeding(true), 1_400, ContentType.AVIF))
                .as("too small for the encoder to be the reason")
                .isInstanceOf(Rendering.Undecodable.class);
    }

    @Test
    void sideThatWebPCannotStoreIsRefused() {
        RenditionDefinition strip = new RenditionDefinition("strip", 0, 100, Fit.INSIDE, Gravity.CENTRE, 80);

        assertThat(LimitedRenderer.exceedsFormat(strip.of(new Dimensions(16_383, 100)), ContentType.WEBP)).isFalse();
        assertThat(LimitedRenderer.exceedsFormat(strip.of(new Dimensions(16_384, 100)), ContentType.WEBP)).isTrue();
        assertThat(LimitedRenderer.exceedsFormat(strip.of(new Dimensions(16_384, 100)), ContentType.JPEG)).isFalse();
    }

    @Test
    void turningAndTheBestQualityNeedMoreMemory() {
        Rendition usual = new Rendition(
                new RenditionDefinition("hero", 1_000, 0, Fit.INSIDE, Gravity.CENTRE, 89), ContentType.JPEG);
        Rendition best = new Rendition(
                new RenditionDefinition("hero", 1_000, 0, Fit.INSIDE, Gravity.CENTRE, 90), ContentType.JPEG);
        Dimensions stored = new Dimensions(SIDE, SIDE);
        Decoding upright = new Decoding(ContentType.JPEG, stored, 1, 0);
        Decoding turned = new Decoding(ContentType.JPEG, stored, 6, 0);

        long bytes = Footprint.LIBVIPS.renderBytes(upright, 1, usual);
        assertThat(Footprint.LIBVIPS.renderBytes(turned, 1, usual)).isEqualTo(bytes + 4_000_000);
        assertThat(Footprint.LIBVIPS.renderBytes(upright, 1, best)).isEqualTo(bytes + 4_000_000);
    }
}
