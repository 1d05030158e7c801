package dev.darkroom.adapter.imaging.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.adapter.imaging.Renderers;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.port.out.imaging.ImageRenderer.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each renderer refuses pictures that exceed a limit of size, time or memory. */
class LimitsHoldTest {
    private static final Rendition SMALL = new Rendition(RenditionDefinition.SMALL, ContentType.JPEG);

    static Stream<Function<RenderLimits, ImageRenderer>> renderers() {
        return Stream.of(limits -> Renderers.inThisProcess(limits, null), Installed::imageIo);
    }

    private static Rendering render(ImageRenderer renderer, Path png, int side) throws IOException {
        return renderer.render(
                Content.of(png, Files.size(png)), ContentType.PNG, new Dimensions(side, side), SMALL);
    }

    @ParameterizedTest
    @MethodSource("renderers")
    void decodingStopsAtItsDeadline(Function<RenderLimits, ImageRenderer> open, @TempDir Path folder)
            throws IOException {
        Path large = HugePng.write(folder.resolve("large.png"), 8000, false);
        RenderLimits limits = new RenderLimits(Limits.PIXELS, Duration.ofMillis(20), 1L << 30);

        assertThat(render(open.apply(limits), large, 8000))
                .isEqualTo(new Rendering.Refused("The picture takes too long to decode."));
        assertThat(render(open.apply(Limits.AMPLE), large, 8000)).isInstanceOf(Rendering.Rendered.class);
    }

    @ParameterizedTest
    @MethodSource("renderers")
    void pictureThatNeedsMoreThanAllMemoryIsRefused(Function<RenderLimits, ImageRenderer> open, @TempDir Path folder)
            throws IOException {
        Path interlaced = HugePng.write(folder.resolve("interlaced.png"), 3000, true);
        RenderLimits limits = new RenderLimits(Limits.PIXELS, Duration.ofMinutes(1), 30_000_000);

        Rendering rendering = render(open.apply(limits), interlaced, 3000);

        assertThat(rendering).isInstanceOf(Rendering.Refused.class);
        assertThat(((Rendering.Refused) rendering).detail()).contains("MB to decode; the server has 30 MB.");
        assertThat(render(open.apply(Limits.AMPLE), interlaced, 3000)).isInstanceOf(Rendering.Rendered.class);
    }

    @ParameterizedTest
    @MethodSource("renderers")
    void pictureWithOnePixelMoreThanTheLimitIsRefused(Function<RenderLimits, ImageRenderer> open, @TempDir Path folder)
            throws IOException {
        Path picture = HugePng.write(folder.resolve("picture.png"), 100, false);
        RenderLimits below = new RenderLimits(new PixelLimits(9_999, 100), Duration.ofMinutes(1), 1L << 28);
        RenderLimits at = new RenderLimits(new PixelLimits(10_000, 100), Duration.ofMinutes(1), 1L << 28);

        assertThat(render(open.apply(below), picture, 100)).isInstanceOf(Rendering.Refused.class);
        assertThat(render(open.apply(at), picture, 100)).isInstanceOf(Rendering.Rendered.class);
    }

    @Test
    void memoryIsReservedAndReleased() {
        MemoryBudget budget = new MemoryBudget(1_000_000, Duration.ofMillis(20));
        assertThat(budget.fits(1_000_000)).isTrue();
        assertThat(budget.fits(1_000_001)).isFalse();
        try (MemoryBudget.Reservation _ = budget.reserve(600_000)) {
            assertThatExceptionOfType(StorageException.Unavailable.class).isThrownBy(() -> budget.reserve(600_000));
            budget.reserve(300_000).close();
        }
        budget.reserve(1_000_000).close();
    }

    @Test
    void interruptedThreadStopsWaitingForMemory() {
        MemoryBudget budget = new MemoryBudget(1_000_000, Duration.ofMinutes(1));
        try (MemoryBudget.Reservation _ = budget.reserve(1_000_000)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(StorageException.Unavailable.class).isThrownBy(() -> budget.reserve(1));
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
