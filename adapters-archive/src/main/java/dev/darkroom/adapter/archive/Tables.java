package dev.darkroom.adapter.archive;

import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Checksum;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;

/** Writes the two files that have a line for each image. Not thread-safe. */
final class Tables implements AutoCloseable {
    private final FileChannel linesFile;
    private final FileChannel checksumsFile;
    private final DigestOutputStream lines;
    private final OutputStream checksums;

    /** Creates or empties both files and opens them. */
    Tables(Path linesFile, Path checksumsFile) throws IOException {
        this.linesFile = OwnFiles.exclusive(linesFile);
        try {
            this.checksumsFile = OwnFiles.exclusive(checksumsFile);
        } catch (IOException e) {
            this.linesFile.close();
            throw e;
        }
        this.lines = new DigestOutputStream(
                new BufferedOutputStream(Channels.newOutputStream(this.linesFile)), Checksum.newDigest());
        this.checksums = new BufferedOutputStream(Channels.newOutputStream(this.checksumsFile));
    }

    void add(Image image, String line) throws IOException {
        write(lines, line + "\n");
        write(checksums, checksum(image.sha256(), ArchiveNames.original(image)));
    }

    /** Makes both files durable, after adding the checksum of the first to the second. */
    void finish() throws IOException {
        lines.flush();
        linesFile.force(true);
        write(checksums, checksum(Checksum.of(lines.getMessageDigest().digest()), ArchiveNames.LINES));
        checksums.flush();
        checksumsFile.force(true);
    }

    /** In the format of GNU coreutils. */
    private static String checksum(Checksum sha256, String name) {
        return sha256 + "  " + name + "\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        try (linesFile) {
            checksumsFile.close();
        }
    }
}
