package dev.darkroom.adapter.imaging.render.vips;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.Renderers;
import dev.darkroom.adapter.imaging.render.Installed;
import dev.darkroom.adapter.imaging.render.LimitedRenderer;
import dev.darkroom.adapter.imaging.render.Limits;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.testkit.contract.ImageRendererContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Skipped if libvips is not installed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VipsCodecTest implements ImageRendererContract {
    private static ImageRenderer renderer = Renderers.inThisProcess(Limits.AMPLE, null);

    @BeforeAll
    static void skipWithoutLibvips() {
        renderer = Installed.vips(Limits.AMPLE);
    }

    @Override
    public LimitedRenderer testee() {
        return (LimitedRenderer) renderer;
    }

    /** Symbols of the libraries of a module could replace others: for example SQLite in the catalog. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void onlyTheHeicModuleOfLibvipsIsLoaded() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(maps.filter(line -> line.contains("/vips-modules-") || line.contains("/libsqlite3")))
                    .allMatch(line -> line.endsWith("/vips-heif.so"));
        }
    }
}
