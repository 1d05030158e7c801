package dev.darkroom.adapter.archive;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.archive.Archive;
import dev.darkroom.domain.port.out.archive.Archive.Entry;
import dev.darkroom.domain.testkit.contract.ArchiveContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderArchiveTest implements ArchiveContract {
    private static final long MAX_BYTES = 1_000_000;
    private static final byte[] BYTES = "a picture".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path temporary;

    private Path folder() {
        return temporary.resolve("backups").resolve("today");
    }

    @Override
    public FolderArchive testee() {
        return new FolderArchive(folder(), MAX_BYTES);
    }

    @Override
    public boolean holdsWhatWasAdded() {
        return true;
    }

    private Image write() {
        Image image = image().content(BYTES).build();
        try (Archive.Writer writer = testee().write()) {
            writer.add(image, Content.of(BYTES));
            writer.finish();
        }
        return image;
    }

    private Path original(Image image) {
        return folder().resolve(ArchiveNames.original(image));
    }

    private List<String> refusals() {
        List<String> refusals = new ArrayList<>();
        try (Archive.Reader reader = testee().read()) {
            for (Optional<Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                switch (entry.get()) {
                    case Entry.Unusable(String detail) -> refusals.add(detail);
                    case Entry.Picture picture -> picture.release().run();
                }
            }
        }
        return refusals;
    }

    private String refusal() {
        List<String> refusals = refusals();
        assertThat(refusals).hasSize(1);
        return refusals.getFirst();
    }

    @Test
    void filesAreReadableOnlyByTheirOwner() throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "This file system has no POSIX permissions");
        write();

        try (Stream<Path> all = Files.walk(folder())) {
            assertThat(all)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void changedOriginalIsNotHeld() throws IOException {
        Image image = write();
        try (Archive.Writer writer = testee().write()) {
            assertThat(writer.holds(image)).isTrue();
            Files.writeString(original(image), "a Picture");
            assertThat(writer.holds(image)).isFalse();
            Files.writeString(original(image), "a pictur");
            assertThat(writer.holds(image)).isFalse();
            Files.delete(original(image));
            Files.createDirectory(original(image));
            assertThat(writer.holds(image)).isFalse();
        }
    }

    @Test
    void folderWithOtherFilesIsRefusedAndUnchanged() throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("taxes.txt"), "mine");

        assertThatThrownBy(() -> testee().write())
                .isInstanceOf(StorageException.Corrupted.class)
                .hasMessageContaining("taxes.txt");
        assertThat(folder()).isDirectoryContaining("glob:**taxes.txt");
        try (Stream<Path> entries = Files.list(folder())) {
            assertThat(entries).hasSize(1);
        }
    }

    @Test
    void secondExportAtTheSameTimeIsRefused() {
        try (Archive.Writer _ = testee().write()) {
            assertThatThrownBy(() -> testee().write())
                    .isInstanceOf(StorageException.Unavailable.class)
                    .hasMessageContaining("another export");
        }
        write();
    }

    @Test
    void messageNamesAPathThatIsNotAFolder() throws IOException {
        Files.createDirectories(folder().resolveSibling(""));
        Files.writeString(folder(), "a file");

        assertThatThrownBy(() -> testee().write())
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining(folder().toString());
        assertThatThrownBy(() -> testee().read()).hasMessageContaining(folder().toString());
    }

    @Test
    void missingOriginalAndOneOfAnotherSizeAreUnusable() throws IOException {
        Image image = write();
        Files.writeString(original(image), "longer than it was");
        assertThat(refusal()).isEqualTo(
                "Line 1 of images.jsonl: " + ArchiveNames.original(image) + " has 18 bytes and should have 9");

        Files.delete(original(image));
        assertThat(refusal()).endsWith(" is missing");
        Files.createDirectory(original(image));
        assertThat(refusal()).endsWith(" is not a file");
    }

    @Test
    void symbolicLinksAreNotFollowed() throws IOException {
        Image image = write();
        Path secret = temporary.resolve("secret");
        Files.write(secret, BYTES);
        Files.delete(original(image));
        Files.createSymbolicLink(original(image), secret);
        assertThat(refusal()).endsWith("is behind a symbolic link, which is not followed");

        Files.delete(original(image));
        Path shard = original(image).resolveSibling("");
        Files.delete(shard);
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.write(elsewhere.resolve(original(image).getFileName()), BYTES);
        Files.createSymbolicLink(shard, elsewhere);
        assertThat(refusal()).endsWith("is behind a symbolic link, which is not followed");

        Path lines = folder().resolve("images.jsonl");
        Files.move(lines, temporary.resolve("lines"));
        Files.createSymbolicLink(lines, temporary.resolve("lines"));
        assertThatThrownBy(() -> testee().read()).isInstanceOf(StorageException.Corrupted.class);
    }

    @Test
    void originalOverTheLimitIsUnusable() {
        Image image = write();

        try (Archive.Reader reader = new FolderArchive(folder(), BYTES.length).read()) {
            assertThat(reader.next()).containsInstanceOf(Entry.Picture.class);
        }
        try (Archive.Reader reader = new FolderArchive(folder(), BYTES.length - 1).read()) {
            assertThat(reader.next())
                    .contains(
                            new Entry.Unusable(
                                    "Line 1 of images.jsonl: " + ArchiveNames.original(image)
                                            + " has 9 bytes, more than the limit of 8"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {                                | is not the JSON of an image
            null                             | is not the JSON of an image
            []                               | is not the JSON of an image
            {"image_id":1} {"image_id":1}    | is not the JSON of an image
            {"version":1,"version":1}        | is not the JSON of an image
            {"path":"../../etc/passwd"}      | is not the JSON of an image
            {"size":1.5}                     | is not the JSON of an image
            {"image_id":"../../etc/passwd"}  | can't be read: created_at is missing
            """)
    void lineThatIsNotAnImageIsUnusableAndTheNextOnesAreRead(String line, String sentence) throws IOException {
        write();
        Path lines = folder().resolve("images.jsonl");
        Files.writeString(lines, line + "\n\n" + Files.readString(lines) + line);

        assertThat(refusals()).hasSize(2);
        assertThat(refusals().getFirst()).startsWith("Line 1 of images.jsonl " + sentence);
        assertThat(refusals().getLast()).startsWith("Line 4 of images.jsonl " + sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "image_id":"    | "image_id":"../x   | image_id must be a UUID in lower case
            "user_id":"     | "user_id":"/       | user_id must be
            "filename":"    | "filename":"../    | filename must have no path parts
            "image/jpeg"    | "text/html"        | content_type must be one that is accepted
            "size":9        | "size":0           | size and version start at 1
            "width":2560    | "width":0          | at least one pixel
            "private"       | "secret"           | visibility must be private or public
            "title":null    | "title":"\\u0007"  | title must have no control characters
            "placeholder":null | "placeholder":"<script>" | placeholder must be the base64 of a ThumbHash
            .123Z           | .1234Z             | whole milliseconds
            """)
    void lineWithAnInvalidValueIsUnusable(String good, String bad, String sentence) throws IOException {
        write();
        Path lines = folder().resolve("images.jsonl");
        String line = Files.readString(lines);
        assertThat(line).contains(good);
        Files.writeString(lines, line.replace(good, bad));

        assertThat(refusal()).startsWith("Line 1 of images.jsonl can't be read: ").contains(sentence);
    }

    @Test
    void lineOverTheLimitIsUnusableAndTheNextIsRead() throws IOException {
        write();
        Path lines = folder().resolve("images.jsonl");
        String line = Files.readString(lines).strip();
        String filled = line + " ".repeat(ImageLine.MAX_BYTES - line.length());
        Files.writeString(lines, filled + "\n" + filled + " \n" + line + "\n");

        assertThat(refusals()).containsExactly("Line 2 of images.jsonl has more than 65536 bytes");
    }

    @Test
    void detailsContainNoControlCharacters() throws IOException {
        write();
        Files.writeString(folder().resolve("images.jsonl"), "{\"\\u001b[2Jx\":1}\n");

        assertThat(refusal()).doesNotContain("\u001b");
    }
}
