package dev.darkroom.adapter.archive;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.archive.Archive;
import dev.darkroom.domain.port.out.archive.Archive.Entry;
import dev.darkroom.domain.testkit.contract.ArchiveContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarArchiveTest implements ArchiveContract {
    private static final long MAX_BYTES = 1_000_000;
    private static final byte[] BYTES = "a picture".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path temporary;

    private Path spool;
    private final Image image = image().content(BYTES).build();

    @BeforeEach
    void createTheSpoolFolder() throws IOException {
        spool = Files.createDirectory(temporary.resolve("spool"));
    }

    @AfterEach
    void temporaryFilesAreRemoved() {
        assertThat(spool).isEmptyDirectory();
        assertThat(temporary.resolve("pictures.tar.part")).doesNotExist();
    }

    private Path file() {
        return temporary.resolve("pictures.tar");
    }

    @Override
    public TarArchive testee() {
        return TarArchive.inFile(file(), spool, MAX_BYTES);
    }

    @Override
    public boolean holdsWhatWasAdded() {
        return false;
    }

    private byte[] written() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Archive.Writer writer =
                TarArchive.overStreams(InputStream.nullInputStream(), out, spool, MAX_BYTES).write()) {
            writer.add(image, Content.of(BYTES));
            writer.finish();
        }
        return out.toByteArray();
    }

    /** Reads all entries: the detail of each that is unusable, and {@code ok} for each image. */
    private List<String> read(InputStream tar) {
        return read(tar, MAX_BYTES, new ArrayList<>());
    }

    private List<String> read(InputStream tar, long maxBytes, List<String> details) {
        try (Archive.Reader reader =
                TarArchive.overStreams(tar, OutputStream.nullOutputStream(), spool, maxBytes).read()) {
            for (Optional<Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                switch (entry.get()) {
                    case Entry.Unusable(String detail) -> details.add(detail);
                    case Entry.Picture picture -> {
                        details.add("ok");
                        picture.release().run();
                    }
                }
            }
        }
        return details;
    }

    private interface Hostile {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    /** A tar with hostile entries, then a valid image, and an end. */
    private InputStream tar(Hostile hostile) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            hostile.write(tar);
            add(tar, ArchiveNames.original(image), ImageLine.of(new Archive.Archived(image, null)), BYTES);
            add(tar, "images.jsonl", null, BYTES);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static void add(
            TarArchiveOutputStream tar, String name, @Nullable String line, byte[] bytes)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(bytes.length);
        if (line != null) {
            entry.addPaxHeader("comment", line);
        }
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    @Test
    void sameImagesResultInTheSameTar() {
        assertThat(written()).isEqualTo(written());
    }

    @Test
    void truncatedTarIsNeverReadAsComplete() {
        byte[] whole = written();
        int endOfLines = indexOf(whole, "images.jsonl");
        for (int length = 0; length <= endOfLines; length += 1) {
            byte[] cut = Arrays.copyOf(whole, length);
            List<String> details = new ArrayList<>();
            assertThatThrownBy(() -> read(new ByteArrayInputStream(cut), MAX_BYTES, details))
                    .as("%d bytes", length)
                    .isInstanceOf(StorageException.Corrupted.class);
            assertThat(details).isSubsetOf("ok");
        }
        assertThat(read(new ByteArrayInputStream(whole))).containsExactly("ok");
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    void linksDevicesAndForeignFilesAreReportedAndSkipped() throws IOException {
        InputStream hostile = tar(tar -> {
            TarArchiveEntry link = new TarArchiveEntry(ArchiveNames.original(image), TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            tar.putArchiveEntry(new TarArchiveEntry("originals/", true));
            tar.closeArchiveEntry();
            tar.putArchiveEntry(new TarArchiveEntry("device", TarConstants.LF_CHR));
            tar.closeArchiveEntry();
            add(tar, "../../etc/cron.d/\u001b[2Jevil", null, BYTES);
            add(tar, "/etc/passwd", ImageLine.of(new Archive.Archived(image, null)), BYTES);
            add(tar, "images.jsonl/../../x", ImageLine.of(new Archive.Archived(image, null)), BYTES);
        });

        String elsewhere = "is not at the path of its image's original, " + ArchiveNames.original(image);
        assertThat(read(hostile))
                .containsExactly(
                        "The entry " + ArchiveNames.original(image) + " is a link or a device and was skipped",
                        "The entry device is a link or a device and was skipped",
                        "The entry ../../etc/cron.d/?[2Jevil has no line of an image in its header: unpack the tar and"
                                + " import the folder",
                        "The entry /etc/passwd " + elsewhere,
                        "The entry images.jsonl/../../x " + elsewhere,
                        "ok");
    }

    @Test
    void originalOfAnotherSizeOrOverTheLimitIsUnusable() throws IOException {
        assertThat(read(new ByteArrayInputStream(written()), BYTES.length, new ArrayList<>())).containsExactly("ok");
        assertThat(read(new ByteArrayInputStream(written()), BYTES.length - 1, new ArrayList<>()))
                .containsExactly(
                        "The entry " + ArchiveNames.original(image)
                                + " has 9 bytes, more than the limit of 8");
        assertThat(read(tar(tar -> add(tar, ArchiveNames.original(image),
                ImageLine.of(new Archive.Archived(image, null)), new byte[10]))))
                .containsExactly(
                        "The entry " + ArchiveNames.original(image) + " has 10 bytes and should have 9", "ok");
    }

    @Test
    void headerOverTheLimitIsRefused() throws IOException {
        byte[] long300K = "y".repeat(300_000).getBytes(StandardCharsets.UTF_8);
        List<Hostile> hostile = List.of(
                tar -> add(tar, "x", "y".repeat(300_000), BYTES),
                tar -> {
                    TarArchiveEntry longName = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
                    longName.setSize(long300K.length);
                    tar.putArchiveEntry(longName);
                    tar.write(long300K);
                    tar.closeArchiveEntry();
                });
        for (Hostile one : hostile) {
            InputStream in = tar(one);
            assertThatThrownBy(() -> read(in))
                    .isInstanceOf(StorageException.Corrupted.class)
                    .hasMessageContaining("a header is longer than that of any image");
        }
    }

    @Test
    void sparseFileIsRefused() throws IOException {
        InputStream hostile = tar(tar -> {
            TarArchiveEntry bomb =
                    new TarArchiveEntry(ArchiveNames.original(image), TarConstants.LF_GNUTYPE_SPARSE);
            bomb.setSize(BYTES.length);
            tar.putArchiveEntry(bomb);
            tar.write(BYTES);
            tar.closeArchiveEntry();
        });

        assertThatThrownBy(() -> read(hostile))
                .isInstanceOf(StorageException.Corrupted.class)
                .hasMessageContaining("sparse");
    }

    @Test
    void detailSaysHowToImportATarThatIsNotAnExport() throws IOException {
        assertThat(read(tar(tar -> add(tar, "./originals/11/x.jpg", null, BYTES))).getFirst())
                .endsWith("unpack the tar and import the folder");
    }

    @Test
    void randomBytesAreNotAnArchive() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);

        assertThatThrownBy(() -> read(new ByteArrayInputStream(noise))).isInstanceOf(StorageException.Corrupted.class);
        assertThatThrownBy(() -> read(InputStream.nullInputStream())).isInstanceOf(StorageException.Corrupted.class);
    }

    @Test
    void failedExportKeepsThePreviousTar() throws IOException {
        Files.writeString(file(), "yesterday's");
        Content broken = new Content() {
            @Override
            public long sizeBytes() {
                return BYTES.length;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("The source broke");
            }
        };

        try (Archive.Writer writer = testee().write()) {
            assertThatThrownBy(() -> writer.add(image, broken)).isInstanceOf(StorageException.Unavailable.class);
        }

        assertThat(file()).hasContent("yesterday's");
    }
}
