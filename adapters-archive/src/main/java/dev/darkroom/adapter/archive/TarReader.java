package dev.darkroom.adapter.archive;

import dev.darkroom.domain.model.StorageException;
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
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** Reads a tar file in one pass. No name of the tar is used for a file: originals are unpacked into temporary files. */
final class TarReader implements Archive.Reader {
    /** Enough for a line and the other headers of an entry. */
    private static final long MAX_HEADER_BYTES = 4L * ImageLine.MAX_BYTES;

    private final HeaderLimit limit;
    private final TarArchiveInputStream tar;
    private final String name;
    private final Path spoolFolder;
    private final long maxOriginalBytes;
    private boolean isComplete;

    TarReader(InputStream in, String name, Path spoolFolder, long maxOriginalBytes) {
        this.limit = new HeaderLimit(in);
        this.tar = new TarArchiveInputStream(limit, StandardCharsets.UTF_8.name());
        this.name = name;
        this.spoolFolder = spoolFolder;
        this.maxOriginalBytes = maxOriginalBytes;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<Archive.Entry> next() {
        try {
            while (true) {
                TarArchiveEntry header = nextHeader();
                if (header == null) {
                    if (isComplete) {
                        return Optional.empty();
                    }
                    throw new StorageException.Corrupted(
                            "The archive " + name + " is truncated or not an archive: it has no " + ArchiveNames.LINES
                                    + " at its end. The entries before are read.",
                            null);
                }
                if (header.isSparse()) {
                    throw new StorageException.Corrupted(
                            "The archive " + name + " has a sparse file, " + Printable.of(header.getName())
                                    + ", which no export writes. The entries before are read.",
                            null);
                }
                if (header.isDirectory() && !isFile(header)) {
                    continue;
                }
                Archive.Entry entry = entry(header);
                skipRest();
                if (entry != null) {
                    return Optional.of(entry);
                }
            }
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private @Nullable TarArchiveEntry nextHeader() throws IOException {
        limit.allow(MAX_HEADER_BYTES);
        try {
            return tar.getNextEntry();
        } catch (RuntimeException e) {
            // The library throws these for a header with a malformed number.
            throw new IOException(e);
        } finally {
            limit.allow(Long.MAX_VALUE);
        }
    }

    /** @return null if the entry does not belong to an image */
    private Archive.@Nullable Entry entry(TarArchiveEntry header) throws IOException {
        String entryName = "The entry " + Printable.of(header.getName());
        if (!isFile(header)) {
            return new Archive.Entry.Unusable(entryName + " is a link or a device and was skipped");
        }
        switch (header.getName()) {
            case ArchiveNames.LINES -> {
                isComplete = true;
                return null;
            }
            case ArchiveNames.CHECKSUMS -> {
                return null;
            }
            default -> {}
        }
        String line = header.getExtraPaxHeader(TarWriter.COMMENT);
        if (line == null) {
            return new Archive.Entry.Unusable(entryName
                    + " has no line of an image in its header: unpack the tar and import the folder");
        }
        try {
            Archived archived = ImageLine.parse(line);
            String problem = problem(archived.image(), header);
            return problem == null
                    ? picture(archived)
                    : new Archive.Entry.Unusable(entryName + " " + problem);
        } catch (IllegalArgumentException e) {
            return new Archive.Entry.Unusable(
                    "The line of " + entryName.toLowerCase(Locale.ROOT) + " " + e.getMessage());
        }
    }

    private static boolean isFile(TarArchiveEntry header) {
        return (header.getLinkFlag() == TarConstants.LF_NORMAL || header.getLinkFlag() == TarConstants.LF_OLDNORM)
                && !header.getName().endsWith("/");
    }

    private @Nullable String problem(Image image, TarArchiveEntry header) {
        if (!header.getName().equals(ArchiveNames.original(image))) {
            return "is not at the path of its image's original, " + ArchiveNames.original(image);
        }
        if (header.getSize() != image.sizeBytes()) {
            return "has " + header.getSize() + " bytes and should have " + image.sizeBytes();
        }
        return header.getSize() > maxOriginalBytes
                ? "has " + header.getSize() + " bytes, more than the limit of " + maxOriginalBytes
                : null;
    }

    private Archive.Entry picture(Archived archived) throws IOException {
        Image image = archived.image();
        Path file = Files.createTempFile(spoolFolder, "import-", ".part");
        long copied = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            copied = tar.transferTo(out);
        } finally {
            if (copied != image.sizeBytes()) {
                delete(file);
            }
        }
        if (copied != image.sizeBytes()) {
            throw new IOException("it ends within " + ArchiveNames.original(image));
        }
        return new Archive.Entry.Picture(archived, Content.of(file, copied), () -> delete(file));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next start empties the folder.
        }
    }

    private void skipRest() throws IOException {
        tar.transferTo(OutputStream.nullOutputStream());
    }

    private StorageException.Corrupted damaged(IOException e) {
        return new StorageException.Corrupted(
                "The archive " + name + " can't be read further: " + Printable.of(String.valueOf(e.getMessage())),
                e);
    }

    @Override
    public void close() {
        try {
            tar.close();
        } catch (IOException e) {
            throw TarArchive.unavailable(name, e);
        }
    }
}
