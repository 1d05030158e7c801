package dev.darkroom.adapter.imaging.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.PixelLimits;
import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.port.out.ImageRenderer;
import dev.darkroom.domain.testkit.ImageRendererContract;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Runs where libvips is installed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VipsRendererTest implements ImageRendererContract {
    private static ImageRenderer renderer = Renderers.open(Limits.AMPLE, null);

    @BeforeAll
    static void skipWithoutLibvips() {
        renderer = Installed.vips(Limits.AMPLE);
    }

    @Override
    public ImageRenderer testee() {
        return renderer;
    }

    @Test
    void jpegIsDecodedWhileItArrives() throws IOException {
        byte[] jpeg = noise();

        assertThat(jpeg.length).as("more than is looked at first").isGreaterThan(512 * 1024);
        assertThat(renderer.placeholder(new ByteArrayInputStream(jpeg)))
                .isPresent()
                .isEqualTo(renderer.placeholder(Content.of(jpeg), ContentType.JPEG));
    }

    @Test
    void arrivingJpegOverTheLimitsIsNotDecoded() throws IOException {
        RenderLimits narrow = new RenderLimits(
                new PixelLimits(2000 * 1400 - 1, 30_000), Limits.AMPLE.deadline(), Limits.AMPLE.memoryBytes());

        assertThat(Installed.vips(narrow).placeholder(new ByteArrayInputStream(noise()))).isEmpty();
    }

    @Test
    void jpegThatIsCutShortWhileItIsDecodedGivesNothing() throws IOException {
        byte[] jpeg = noise();
        InputStream failing = new SequenceInputStream(
                new ByteArrayInputStream(jpeg, 0, jpeg.length / 2),
                new FilterInputStream(InputStream.nullInputStream()) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) {
                        throw new IllegalStateException("nothing thrown may reach native code");
                    }
                });

        assertThat(renderer.placeholder(failing)).isEmpty();
        assertThat(renderer.placeholder(new ByteArrayInputStream(jpeg, 0, jpeg.length / 2))).isEmpty();
    }

    private static byte[] noise() throws IOException {
        BufferedImage picture = new BufferedImage(2000, 1400, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 2000 * 1400; i++) {
            picture.setRGB(i % 2000, i / 2000, random.nextInt());
        }
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpeg", jpeg);
        return jpeg.toByteArray();
    }

    /** The symbols of a module's libraries would take the place of others': SQLite's those of the catalogue, for example. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void noModuleOfLibvipsIsLoadedButTheOneForHeic() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(maps.filter(line -> line.contains("/vips-modules-") || line.contains("/libsqlite3")))
                    .allMatch(line -> line.endsWith("/vips-heif.so"));
        }
    }
}
