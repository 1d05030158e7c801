package dev.darkroom.adapter.imaging.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.darkroom.adapter.imaging.Renderers;
import dev.darkroom.adapter.imaging.inspect.FormatInspector;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileFile;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each renderer renders or refuses the hostile files that the inspector accepts, without an exception.
 */
@FullTier
final class HostileRenderingIT {
    private static final PixelLimits PIXELS = new PixelLimits(100_000_000, 30_000);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final RenderLimits LIMITS = new RenderLimits(PIXELS, DEADLINE, 256L * 1024 * 1024);

    /** For one call. The slowest took 1.3 s, including other work of the process, such as compilation. */
    private static final long MAX_NANOS = 4_000_000_000L;

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** ImageIO, and libvips if it is installed. */
    private static final List<ImageRenderer> RENDERERS = Stream.of(
            Installed.imageIo(LIMITS), Renderers.inThisProcess(LIMITS, null)).toList();

    static Stream<HostileFile> crafted() {
        return HostileFiles.crafted();
    }

    @Test
    void libvipsIsTested() {
        assertThat(RENDERERS).extracting(ImageRenderer::name).contains(Installed.vips(LIMITS).name());
    }

    @ParameterizedTest
    @MethodSource("crafted")
    void craftedFileHasAResultInTime(HostileFile file) {
        hasAResultInTime(file);
    }

    static Stream<HostileFile> flipped() {
        return HostileFiles.flipped();
    }

    @ParameterizedTest
    @MethodSource("flipped")
    void damagedFileHasAResultInTime(HostileFile file) {
        hasAResultInTime(file);
    }

    private static void hasAResultInTime(HostileFile hostile) {
        FormatInspector inspector = new FormatInspector(PIXELS, MetadataPolicy.STRIP);
        if (inspector.inspect(Content.of(hostile.bytes())) instanceof Inspection.Accepted file) {
            for (ImageRenderer renderer : RENDERERS) {
                staysWithinTheLimits(hostile, renderer,
                        () -> renderer.placeholder(file.sanitized(), file.contentType()));
                staysWithinTheLimits(hostile, renderer, () -> renderer.render(
                        file.sanitized(),
                        file.contentType(),
                        file.dimensions(),
                        new Rendition(RenditionDefinition.MEDIUM, ContentType.JPEG)));
            }
        }
    }

    private static void staysWithinTheLimits(HostileFile hostile, ImageRenderer renderer, Runnable call) {
        long nanos = PROCESS.getProcessCpuTime();

        call.run();

        assertThat(PROCESS.getProcessCpuTime() - nanos)
                .as("%s by %s", hostile, renderer.name())
                .isLessThan(MAX_NANOS);
    }
}
