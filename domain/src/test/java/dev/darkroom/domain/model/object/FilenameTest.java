package dev.darkroom.domain.model.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilenameTest {
    @ParameterizedTest
    @CsvSource({"kite.jpg, kite.jpg", "kite.JPEG, kite.JPEG", "kite.png, kite.jpg", "kite.exe, kite.exe.jpg",
        "kite, kite.jpg", "kite.tar.gz, kite.tar.gz.jpg", ".jpg, .jpg.jpg", "kite., kite..jpg",
        "kite.html, kite.html.jpg",
        "a.png.exe, a.png.exe.jpg"})
    void extensionIsOneOfTheType(String name, String saved) {
        assertThat(new Filename(name).as(ContentType.JPEG)).isEqualTo(new Filename(saved));
    }

    @Test
    void longNameIsShortenedToTheLimit() {
        assertThat(new Filename("🪁".repeat(255)).as(ContentType.WEBP).value()).isEqualTo("🪁".repeat(250) + ".webp");
    }
}
