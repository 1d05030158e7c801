package dev.darkroom.adapter.archive;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.out.archive.Archive;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A tar file (POSIX.1-2001, pax) that unpacks to a {@link FolderArchive}. It is written and read in one pass: the entry of each
 * original has the line of its image as a comment, which every tar program ignores. The entry {@code images.jsonl} follows the
 * last original, so its presence shows that the archive is complete.
 */
public final class TarArchive implements Archive {
    private final Ends ends;
    private final Path spoolFolder;
    private final long maxOriginalBytes;

    private TarArchive(Ends ends, Path spoolFolder, long maxOriginalBytes) {
        this.ends = ends;
        this.spoolFolder = spoolFolder;
        this.maxOriginalBytes = maxOriginalBytes;
    }

    /**
     * A tar file on disk.
     *
     * @param spoolFolder an existing folder for temporary files
     * @param maxOriginalBytes the largest original that is read
     */
    public static TarArchive inFile(Path file, Path spoolFolder, long maxOriginalBytes) {
        return new TarArchive(new FileEnds(file), spoolFolder, maxOriginalBytes);
    }

    /**
     * A tar that is read from one stream or written to another, once each; otherwise as {@link #inFile}. The output stream is
     * flushed, never closed.
     */
    public static TarArchive overStreams(
            InputStream in, OutputStream out, Path spoolFolder, long maxOriginalBytes) {
        return new TarArchive(new StreamEnds(in, out), spoolFolder, maxOriginalBytes);
    }

    @Override
    public Writer write() {
        return TarWriter.open(ends, spoolFolder);
    }

    @Override
    public Reader read() {
        return new TarReader(ends.open(), ends.name(), spoolFolder, maxOriginalBytes);
    }

    static StorageException.Unavailable unavailable(String name, IOException e) {
        return new StorageException.Unavailable("The archive " + name + " can't be used: " + e, e);
    }

    /** The source and the target of the bytes of a tar. */
    sealed interface Ends {
        /** The name of the archive in messages. */
        String name();

        InputStream open();

        OutputStream create() throws IOException;

        /** Makes the written tar durable under its name. */
        void commit() throws IOException;

        /** Removes a tar that was not committed. */
        void abandon() throws IOException;
    }

    private static final class FileEnds implements Ends {
        private final Path file;
        private final Path unfinished;

        FileEnds(Path file) {
            this.file = file.toAbsolutePath();
            this.unfinished = this.file.resolveSibling(this.file.getFileName() + ".part");
        }

        @Override
        public String name() {
            return file.toString();
        }

        @Override
        public InputStream open() {
            try {
                return new BufferedInputStream(Files.newInputStream(file));
            } catch (NoSuchFileException e) {
                throw new StorageException.Corrupted("There is no archive " + file + ".", e);
            } catch (IOException e) {
                throw unavailable(name(), e);
            }
        }

        @Override
        public OutputStream create() throws IOException {
            if (Files.isDirectory(file)) {
                throw new StorageException.Corrupted("The archive " + file + " can't be written: it is a folder.",
                        null);
            }
            return new BufferedOutputStream(Channels.newOutputStream(OwnFiles.replace(unfinished)));
        }

        @Override
        public void commit() throws IOException {
            try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            OwnFiles.sync(file.resolveSibling(""));
        }

        @Override
        public void abandon() throws IOException {
            Files.deleteIfExists(unfinished);
        }
    }

    private record StreamEnds(InputStream in, OutputStream out) implements Ends {
        private static final int BUFFER_BYTES = 64 * 1024;

        @Override
        public String name() {
            return "on the standard streams";
        }

        @Override
        public InputStream open() {
            return new BufferedInputStream(in);
        }

        @Override
        public OutputStream create() {
            return new BufferedOutputStream(new FilterOutputStream(out) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    out.write(bytes, offset, length);
                }

                @Override
                public void close() throws IOException {
                    out.flush();
                }
            }, BUFFER_BYTES);
        }

        @Override
        public void commit() {
            // The stream is flushed. Its reader is responsible for durability.
        }

        @Override
        public void abandon() {
            // Written bytes cannot be recalled. No reader accepts the tar as complete, because its end is missing.
        }
    }
}
