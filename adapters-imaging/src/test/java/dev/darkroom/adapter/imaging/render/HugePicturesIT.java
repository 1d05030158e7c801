package dev.darkroom.adapter.imaging.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.testkit.fixture.FullTier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Renders ten huge pictures concurrently, then ten interlaced ones, in a separate process, and checks its peak memory.
 * They have 16 megapixels by default; with {@code -Drender.side=10000} they have 100.
 */
@FullTier
class HugePicturesIT {
    private static final int SIDE = Integer.getInteger("render.side", 4000);
    private static final long MAX_KILOBYTES = 512 * 1024;

    @ParameterizedTest
    @ValueSource(strings = {"libvips", "ImageIO"})
    void tenAtOnceFitIntoHalfAGigabyte(String renderer, @TempDir Path folder) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "there is no /proc to measure memory");
        if (renderer.equals("libvips")) {
            Installed.vips(Limits.AMPLE);
        }
        Path plain = HugePng.write(folder.resolve("plain.png"), SIDE, false);
        Path interlaced = HugePng.write(folder.resolve("interlaced.png"), SIDE, true);

        List<String> output = child(renderer, plain, interlaced);

        assertThat(output).as("output of the process").hasSize(21);
        assertThat(output.subList(0, 10)).containsOnly("plain Rendered");
        // An interlaced picture is decoded as a whole, which can need more than all memory.
        assertThat(output.subList(10, 20)).containsOnly(4L * SIDE * SIDE < HugePictures.MEMORY_BYTES
                ? "interlaced Rendered"
                : "interlaced Refused");
        assertThat(Long.parseLong(output.getLast())).as("peak memory in kilobytes").isLessThan(MAX_KILOBYTES);
    }

    private static List<String> child(String renderer, Path plain, Path interlaced)
            throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                HugePictures.class.getName(),
                renderer,
                Integer.toString(SIDE),
                plain.toString(),
                interlaced.toString());
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines().toList();
    }
}
