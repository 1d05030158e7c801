package dev.darkroom.adapter.archive;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.archive.Archive;
import dev.darkroom.domain.port.out.archive.Archive.Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Unix programs {@code sha256sum} and {@code tar} can read archives. */
class ArchiveToolsIT {
    private static final long MAX_BYTES = 1_000_000;
    private static final byte[] BYTES = "a picture".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path temporary;

    private final Image image = image().content(BYTES).build();

    private void writeTo(Archive archive) {
        try (Archive.Writer writer = archive.write()) {
            writer.add(image, Content.of(BYTES));
            writer.finish();
        }
    }

    @Test
    void sha256sumVerifiesAFolder() throws Exception {
        Path folder = temporary.resolve("today");
        writeTo(new FolderArchive(folder, MAX_BYTES));

        assertThat(folder.resolve("images.jsonl")).content().startsWith("{\"image_id\":\"" + image.id())
                .hasLineCount(1);
        Process check = new ProcessBuilder("sha256sum", "--check", "SHA256SUMS")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(check.inputReader().lines())
                .containsExactly(ArchiveNames.original(image) + ": OK", "images.jsonl: OK");
        assertThat(check.waitFor()).isZero();
    }

    @Test
    void tarUnpacksAnArchiveToAFolderArchive() throws Exception {
        Path file = temporary.resolve("pictures.tar");
        writeTo(TarArchive.inFile(file, Files.createDirectory(temporary.resolve("spool")), MAX_BYTES));
        Path unpacked = Files.createDirectory(temporary.resolve("unpacked"));
        Process tar = new ProcessBuilder("tar", "-xf", file.toString())
                .directory(unpacked.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(tar.inputReader().lines()).isEmpty();
        assertThat(tar.waitFor()).isZero();

        Process check = new ProcessBuilder("sha256sum", "--check", "--quiet", "SHA256SUMS")
                .directory(unpacked.toFile())
                .start();
        assertThat(check.waitFor()).isZero();
        try (Archive.Reader reader = new FolderArchive(unpacked, MAX_BYTES).read()) {
            assertThat(reader.next()).hasValueSatisfying(
                    entry -> assertThat(((Entry.Picture) entry).image()).isEqualTo(image));
            assertThat(reader.next()).isEmpty();
        }
    }
}
