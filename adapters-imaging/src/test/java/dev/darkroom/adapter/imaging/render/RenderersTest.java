package dev.darkroom.adapter.imaging.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.port.out.ImageRenderer;
import dev.darkroom.domain.testkit.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderersTest {
    @Test
    void aLibraryThatIsNotThereIsToldInOneSentence(@TempDir Path folder) {
        Path gone = folder.resolve("libvips.so.42");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Renderers.open(Limits.AMPLE, gone))
                .withMessage(gone + " can't be used as libvips: it can't be loaded.");
    }

    @Test
    void anotherLibraryIsToldByWhatItLacks() {
        Path libjpeg = Path.of("/usr/lib/x86_64-linux-gnu/libjpeg.so.62");
        Machine.requireInstalled(Files.exists(libjpeg), libjpeg + " (Debian: libjpeg62-turbo) is not installed");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Renderers.open(Limits.AMPLE, libjpeg))
                .withMessage(libjpeg + " can't be used as libvips: it has no function vips_version.");
    }

    @Test
    void withoutAPathSomethingIsFoundAlways() {
        assertThat(Renderers.open(Limits.AMPLE, null).name()).matches("(libvips|Java ImageIO) .+");
    }

    @Test
    void oneThatIsOpenedLaterIsOpenedByTheFirstWhoNeedsIt() {
        ImageRenderer renderer = Renderers.openLater(Limits.AMPLE);
        assertThat(renderer.name()).isEqualTo("opening");

        assertThat(renderer.renders(ContentType.JPEG, ContentType.JPEG)).isTrue();

        assertThat(renderer.name()).isEqualTo(Renderers.open(Limits.AMPLE, null).name());
    }
}
