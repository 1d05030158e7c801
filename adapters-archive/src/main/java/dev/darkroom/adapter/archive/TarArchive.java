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
 * A tar (POSIX.1-2001, pax) that unpacks to a {@link FolderArchive}, and is written and read in one pass: beside each original
 * is its line, as the comment of its entry, which every tar knows how to ignore; {@code images.jsonl} comes after the last
 * original, and so tells that none is missing.
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
     * A tar in a file.
     *
     * @param spoolFolder an existing folder for what can't be held in memory meanwhile
     * @param maxOriginalBytes the largest original that is read
     */
    public static TarArchive inFile(Path file, Path spoolFolder, long maxOriginalBytes) {
        return new TarArchive(new FileEnds(file), spoolFolder, maxOriginalBytes);
    }

    /**
     * A tar that comes in over one stream, and goes out over another, once each; otherwise as {@link #inFile}. The one that
     * goes out is flushed, never closed.
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

    /** Where the bytes of a tar go and come from. */
    sealed interface Ends {
        /** What it is called in messages. */
        String name();

        InputStream open();

        OutputStream create() throws IOException;

        /** Makes what was written durable, under its name. */
        void commit() throws IOException;

        /** Removes what was not committed. */
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
            // It is flushed; what is behind the stream is its reader's.
        }

        @Override
        public void abandon() {
            // What was written is on its way; without its end no reader takes it for whole.
        }
    }
}
