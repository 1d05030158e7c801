package dev.darkroom.adapter.imaging.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.inspect.FormatInspector;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Fit;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.model.rendition.RenditionDefinitions;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.port.out.imaging.ImageRenderer.Rendering;
import dev.darkroom.domain.testkit.fixture.FullTier;
import dev.darkroom.domain.testkit.fixture.Machine;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares renditions of the ten largest JPEGs of Debian's {@code plasma-workspace-wallpapers} with those of
 * {@code vipsthumbnail} (Debian's {@code libvips-tools}). Skipped if either is missing.
 */
@FullTier
class WallpapersIT {
    private static final Path WALLPAPERS = Path.of("/usr/share/wallpapers");
    private static final int COUNT = 10;
    private static final double ALIKE = 0.98;

    /** All fits and gravities. */
    private static final RenditionDefinitions DEFINITIONS = RenditionDefinitions.parse(
            "avatar=96x96,cover,attention face=240x320,cover,attention,q=85 banner=1200x300,cover,entropy"
                    + " tile=333x333,cover,entropy,q=70 card=400x225,cover hero=1600x0,q=75 story=0x900"
                    + " frame=500x500,contain,q=90");

    @Test
    void renditionsLookLikeThoseOfVipsthumbnail(@TempDir Path folder) throws Exception {
        ImageRenderer renderer = Installed.vips(Limits.AMPLE);
        for (Path wallpaper : largest()) {
            for (RenditionDefinition definition : DEFINITIONS.all()) {
                assertAlike(renderer, wallpaper, definition, folder);
            }
        }
    }

    /** libvips scales 2560 × 1437 pixels to 500 × 280, where 500 × 280.7 is exact. */
    @Test
    void canvasIsFilledWhereLibvipsMakesOneRowLess(@TempDir Path folder) throws Exception {
        ImageRenderer renderer = Installed.vips(Limits.AMPLE);
        Path cropped = folder.resolve("cropped.jpg");
        for (Path wallpaper : largest().subList(0, 5)) {
            run(List.of("vips", "crop", wallpaper.toString(), cropped.toString(), "0", "0", "2560", "1437"));
            assertAlike(renderer, cropped, DEFINITIONS.find("frame").orElseThrow(), folder);
        }
    }

    private static List<Path> largest() throws IOException {
        Machine.requireInstalled(
                Files.isDirectory(WALLPAPERS),
                "The photographs (Debian: plasma-workspace-wallpapers) are not installed");
        try (Stream<Path> files = Files.walk(WALLPAPERS)) {
            List<Path> largest = files.filter(file -> file.toString().endsWith(".jpg"))
                    // Some folders are links to other folders.
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted(Comparator.comparingLong(WallpapersIT::size).reversed())
                    .limit(COUNT)
                    .toList();
            assertThat(largest).hasSize(COUNT);
            return largest;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertAlike(ImageRenderer renderer, Path original, RenditionDefinition definition, Path folder)
            throws Exception {
        Content content = Content.of(original, size(original));
        Dimensions displayed = FormatInspector.decoding(content, Limits.PIXELS).orElseThrow().displayed();

        Rendering rendering = renderer.render(
                content, ContentType.JPEG, displayed, new Rendition(definition, ContentType.JPEG));

        assertThat(rendering).isInstanceOf(Rendering.Rendered.class);
        BufferedImage made;
        try (InputStream in = ((Rendering.Rendered) rendering).content().open()) {
            made = ImageIO.read(in);
        }
        assertThat(new Dimensions(made.getWidth(), made.getHeight())).isEqualTo(definition.of(displayed));
        double similarity = Ssim.of(made, ofCommandLine(original, definition, folder));
        assertThat(similarity)
                .as("%s of %s (%.4f)", definition, original, similarity)
                .isGreaterThanOrEqualTo(ALIKE);
    }

    private static BufferedImage ofCommandLine(Path original, RenditionDefinition definition, Path folder)
            throws IOException, InterruptedException {
        Path made = folder.resolve("made.jpg");
        String saved = String.format(Locale.ROOT, "%s[Q=%d]", made, definition.quality());
        Path uncompressed = folder.resolve("made.png");
        boolean isFramed = definition.fit() == Fit.CONTAIN;
        List<String> command = new ArrayList<>(List.of("vipsthumbnail", original.toString()));
        command.addAll(List.of("--size", side(definition.width()) + "x" + side(definition.height()) + ">"));
        if (definition.fit() == Fit.COVER) {
            command.addAll(List.of("--smartcrop", definition.gravity().name().toLowerCase(Locale.ROOT)));
        }
        command.addAll(List.of("-o", isFramed ? uncompressed.toString() : saved));
        run(command);
        if (isFramed) {
            run(List.of("vips", "gravity", uncompressed.toString(), saved, "centre",
                    Integer.toString(definition.width()), Integer.toString(definition.height()),
                    "--extend", "white"));
        }
        return ImageIO.read(made.toFile());
    }

    private static String side(int pixels) {
        return pixels == 0 ? "" : Integer.toString(pixels);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
