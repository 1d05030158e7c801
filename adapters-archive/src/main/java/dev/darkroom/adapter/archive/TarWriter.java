package dev.darkroom.adapter.archive;

import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.archive.Archive;
import dev.darkroom.domain.port.out.archive.Archive.Archived;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes a tar file. The tables are written to temporary files first, because they are its last entries. */
final class TarWriter implements Archive.Writer {
    /** A record of a pax header that every reader ignores (POSIX.1-2017, pax, "comment"). */
    static final String COMMENT = "comment";

    private static final int OWNER_ONLY = 0600;

    private final TarArchive.Ends ends;
    private final OutputStream out;
    private final TarArchiveOutputStream tar;
    private final Path lines;
    private final Path checksums;
    private final Tables tables;
    private Instant lastCreated = Instant.EPOCH;
    private boolean finished;

    private TarWriter(TarArchive.Ends ends, Path spoolFolder) throws IOException {
        this.ends = ends;
        this.lines = Files.createTempFile(spoolFolder, "lines-", ".part");
        this.checksums = Files.createTempFile(spoolFolder, "checksums-", ".part");
        this.tables = new Tables(lines, checksums);
        this.out = ends.create();
        this.tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    static TarWriter open(TarArchive.Ends ends, Path spoolFolder) {
        try {
            return new TarWriter(ends, spoolFolder);
        } catch (IOException e) {
            throw TarArchive.unavailable(ends.name(), e);
        }
    }

    /** False: a tar is always written from its beginning. */
    @Override
    public boolean holds(Image image) {
        return false;
    }

    @Override
    public void addHeld(Archived archived) {
        throw new IllegalStateException("A tar contains nothing before it is added");
    }

    @Override
    public void add(Archived archived, Content original) {
        Image image = archived.image();
        String line = ImageLine.of(archived);
        lastCreated = image.createdAt();
        TarArchiveEntry entry = entry(ArchiveNames.original(image), image.sizeBytes());
        entry.addPaxHeader(COMMENT, line);
        try {
            tar.putArchiveEntry(entry);
            try (InputStream in = original.open()) {
                in.transferTo(tar);
            }
            tar.closeArchiveEntry();
            tables.add(image, line);
        } catch (IOException e) {
            throw TarArchive.unavailable(ends.name(), e);
        }
    }

    /** The time of an entry is that of the image, so that the same images result in the same tar. */
    private TarArchiveEntry entry(String name, long sizeBytes) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(sizeBytes);
        entry.setMode(OWNER_ONLY);
        entry.setModTime(FileTime.fromMillis(lastCreated.toEpochMilli() / 1000 * 1000));
        return entry;
    }

    @Override
    public void finish() {
        try {
            tables.finish();
            add(ArchiveNames.LINES, lines);
            add(ArchiveNames.CHECKSUMS, checksums);
            tar.finish();
            tar.close();
            ends.commit();
            finished = true;
        } catch (IOException e) {
            throw TarArchive.unavailable(ends.name(), e);
        }
    }

    private void add(String name, Path file) throws IOException {
        tar.putArchiveEntry(entry(name, Files.size(file)));
        Files.copy(file, tar);
        tar.closeArchiveEntry();
    }

    @Override
    public void close() {
        try (tables) {
            if (!finished) {
                // Closing the tar would write its end, and it would look complete.
                out.close();
                ends.abandon();
            }
            Files.deleteIfExists(lines);
            Files.deleteIfExists(checksums);
        } catch (IOException e) {
            throw TarArchive.unavailable(ends.name(), e);
        }
    }
}
