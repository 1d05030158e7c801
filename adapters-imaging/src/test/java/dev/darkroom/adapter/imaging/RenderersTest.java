package dev.darkroom.adapter.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.adapter.imaging.render.Limits;
import dev.darkroom.domain.testkit.fixture.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderersTest {
    @Test
    void missingLibraryIsReportedInOneSentence(@TempDir Path folder) {
        Path missing = folder.resolve("libvips.so.42");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Renderers.inThisProcess(Limits.AMPLE, missing))
                .withMessage(missing + " can't be used as libvips: it can't be loaded.");
    }

    @Test
    void libraryThatIsNotLibvipsIsReportedByItsMissingFunction() {
        Path libjpeg = Path.of("/usr/lib/x86_64-linux-gnu/libjpeg.so.62");
        Machine.requireInstalled(Files.exists(libjpeg), libjpeg + " (Debian: libjpeg62-turbo) is not installed");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Renderers.inThisProcess(Limits.AMPLE, libjpeg))
                .withMessage(libjpeg + " can't be used as libvips: it has no function vips_version.");
    }

    @Test
    void withoutAPathThereIsAlwaysARenderer() {
        assertThat(Renderers.inThisProcess(Limits.AMPLE, null).name()).matches("(libvips|Java ImageIO) .+");
    }
}
