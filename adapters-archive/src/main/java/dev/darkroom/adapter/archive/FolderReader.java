package dev.darkroom.adapter.archive;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.archive.Archive;
import dev.darkroom.domain.port.out.archive.Archive.Archived;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads a folder line by line. An original is read in place, and only at the path that its image has in an archive. */
final class FolderReader implements Archive.Reader {
    private final Path folder;
    private final long maxOriginalBytes;
    private final InputStream lines;
    private final long size;
    private long lineNumber;

    /** @param folder a real path */
    FolderReader(Path folder, long maxOriginalBytes) throws IOException {
        this.folder = folder;
        this.maxOriginalBytes = maxOriginalBytes;
        this.size = count(folder.resolve(ArchiveNames.LINES));
        this.lines = open(folder.resolve(ArchiveNames.LINES));
    }

    private static InputStream open(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file, NOFOLLOW_LINKS), ImageLine.MAX_BYTES);
    }

    private static long count(Path file) throws IOException {
        long count = 0;
        int last = '\n';
        try (InputStream in = open(file)) {
            for (int read = in.read(); read >= 0; read = in.read()) {
                count += read == '\n' && last != '\n' ? 1 : 0;
                last = read;
            }
        }
        return last == '\n' ? count : count + 1;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    @Override
    public Optional<Archive.Entry> next() {
        try {
            while (true) {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                if (!readLine(line)) {
                    return Optional.empty();
                }
                lineNumber++;
                if (line.size() > 0) {
                    return Optional.of(entry(line.toByteArray()));
                }
            }
        } catch (IOException e) {
            throw FolderArchive.unavailable(folder, e);
        }
    }

    /**
     * Reads a line. Bytes beyond one more than the limit are skipped.
     *
     * @return false at the end of the file
     */
    private boolean readLine(ByteArrayOutputStream line) throws IOException {
        int read = lines.read();
        if (read < 0) {
            return false;
        }
        for (; read >= 0 && read != '\n'; read = lines.read()) {
            if (line.size() <= ImageLine.MAX_BYTES) {
                line.write(read);
            }
        }
        return true;
    }

    private Archive.Entry entry(byte[] line) throws IOException {
        String where = "Line " + lineNumber + " of " + ArchiveNames.LINES;
        if (line.length > ImageLine.MAX_BYTES) {
            return new Archive.Entry.Unusable(where + " has more than " + ImageLine.MAX_BYTES + " bytes");
        }
        try {
            Archived archived = ImageLine.parse(line);
            Image image = archived.image();
            Path file = folder.resolve(ArchiveNames.original(image));
            String problem = problem(image, file);
            return problem == null
                    ? new Archive.Entry.Picture(archived, Content.of(file, image.sizeBytes()), () -> {})
                    : new Archive.Entry.Unusable(where + ": " + ArchiveNames.original(image) + " " + problem);
        } catch (IllegalArgumentException e) {
            return new Archive.Entry.Unusable(where + " " + e.getMessage());
        }
    }

    /** Returns the reason why the file cannot be the original of the image, as a predicate; null if it can. */
    private @Nullable String problem(Image image, Path file) throws IOException {
        try {
            if (!file.toRealPath().equals(file)) {
                return "is behind a symbolic link, which is not followed";
            }
        } catch (NoSuchFileException e) {
            return "is missing";
        }
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
            return "is not a file";
        }
        long sizeBytes = Files.size(file);
        if (sizeBytes != image.sizeBytes()) {
            return "has " + sizeBytes + " bytes and should have " + image.sizeBytes();
        }
        return sizeBytes > maxOriginalBytes
                ? "has " + sizeBytes + " bytes, more than the limit of " + maxOriginalBytes
                : null;
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw FolderArchive.unavailable(folder, e);
        }
    }
}
