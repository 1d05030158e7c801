package dev.darkroom.adapter.http;

import dev.darkroom.domain.model.Checksum;
import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.port.out.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One picture on its way in: a temporary file that is hashed and counted while it is written, and gone when this is
 * closed, whatever became of the upload. Not thread-safe.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final Path folder;
    private final long maxBytes;
    private final Supplier<ProblemException> tooLarge;
    private final MessageDigest sha256 = Checksum.newDigest();
    private @Nullable Path file;
    private @Nullable Writer writer;
    private long sizeBytes;

    /** @param tooLarge the answer to one byte more than the limit */
    Spool(Path folder, long maxBytes, Supplier<ProblemException> tooLarge) {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.tooLarge = tooLarge;
    }

    /**
     * Starts the file. The stream throws {@link ProblemException} at one byte over the limit.
     *
     * @throws ProblemException when there was a file before: one request brings one picture
     * @throws StorageException.Unavailable when the file can't be made or written, as on a full disk
     */
    OutputStream start() {
        if (file != null) {
            throw new ProblemException(ErrorCode.INVALID_REQUEST, "One request takes one file, not two");
        }
        try {
            file = Files.createTempFile(folder, "upload-", ".part");
            writer = new Writer(Files.newOutputStream(file));
            return writer;
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /** What was written. */
    Received received() {
        if (file == null || sizeBytes == 0) {
            throw new ProblemException(ErrorCode.INVALID_REQUEST,
                    file == null ? "There is no file: send the picture as file" : "The file is empty");
        }
        return new Received(Content.of(file, sizeBytes), Checksum.of(sha256.digest()));
    }

    /**
     * A whole picture.
     *
     * @param content readable until the spool is closed
     */
    record Received(Content content, Checksum sha256) {}

    @Override
    public void close() {
        if (file != null) {
            try {
                if (writer != null) {
                    writer.close();
                }
                Files.deleteIfExists(file);
            } catch (IOException | StorageException e) {
                LOG.warn("A temporary file stays until the next start: {}", file, e);
            }
        }
    }

    private static StorageException.Unavailable unavailable(IOException e) {
        return new StorageException.Unavailable("The folder for arriving uploads can't be written", e);
    }

    /** Told apart from a client that fails: trouble with the disk is this server's. */
    private final class Writer extends OutputStream {
        private final OutputStream out;

        Writer(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (sizeBytes + length > maxBytes) {
                throw tooLarge.get();
            }
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw unavailable(e);
            }
            sha256.update(bytes, offset, length);
            sizeBytes += length;
        }

        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                throw unavailable(e);
            }
        }
    }
}
