package dev.darkroom.adapter.http.upload.spool;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One picture while it arrives. A small picture is kept in memory if some is free. Any other picture is written to a temporary file, which is
 * deleted on close. The checksum of a file is computed while it is written, that of a picture in memory on demand. Not thread-safe.
 */
public final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final Path folder;
    private final SpoolMemory memory;
    private final long maxBytes;
    private final Supplier<ProblemException> tooLarge;
    private final List<byte[]> pieces = new ArrayList<>();
    private boolean isStarted;
    private @Nullable PiecesContent inMemory;
    private @Nullable Path file;
    private @Nullable OutputStream out;
    private @Nullable MessageDigest digest = Checksum.newDigest();
    private long sizeBytes;

    /**
     * A spool for one picture.
     *
     * @param tooLarge the refusal of a picture that exceeds the limit
     */
    public Spool(Path folder, SpoolMemory memory, long maxBytes, Supplier<ProblemException> tooLarge) {
        this.folder = folder;
        this.memory = memory;
        this.maxBytes = maxBytes;
        this.tooLarge = tooLarge;
    }

    /**
     * Starts the picture. The stream throws {@link ProblemException} if the picture exceeds the limit.
     *
     * @throws ProblemException if a picture was started before
     */
    public OutputStream start() {
        if (isStarted) {
            throw secondFile();
        }
        isStarted = true;
        return new Writer();
    }

    /** Starts the picture, as {@link #start} does. The checksum of a file is computed on demand, too. */
    public OutputStream startUnchecked() {
        digest = null;
        return start();
    }

    /** The refusal of a request with more than one picture. */
    public static ProblemException secondFile() {
        return new ProblemException(ErrorCode.INVALID_REQUEST, "A request takes one file, not two");
    }

    /** The whole picture, which can be read until this is closed. */
    public Content received() {
        if (!isStarted || sizeBytes == 0) {
            throw new ProblemException(ErrorCode.INVALID_REQUEST,
                    isStarted ? "The file is empty"
                            : "There is no file: send the picture as file, or as image in JSON");
        }
        if (file != null) {
            return digest == null
                    ? Content.of(file, sizeBytes)
                    : Content.of(file, sizeBytes, Checksum.of(digest.digest()));
        }
        inMemory = new PiecesContent(List.copyOf(pieces), sizeBytes);
        return inMemory;
    }

    @Override
    public void close() {
        if (inMemory != null) {
            inMemory.close();
        }
        memory.release(pieces);
        pieces.clear();
        if (file != null) {
            try {
                closeFile();
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("A temporary file could not be deleted and stays until the next start: {}", file, e);
            }
        }
    }

    private void closeFile() throws IOException {
        if (out != null) {
            out.close();
        }
    }

    private static StorageException.Unavailable unavailable(IOException e) {
        return new StorageException.Unavailable("The spool folder can't be written", e);
    }

    /** Reports a failure of the disk as a failure of this server, not of the client. */
    private final class Writer extends OutputStream {
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
                keep(bytes, offset, length);
            } catch (IOException e) {
                throw unavailable(e);
            }
        }

        private void keep(byte[] bytes, int offset, int length) throws IOException {
            int kept = 0;
            while (out == null && kept < length) {
                int inPiece = (int) (sizeBytes % SpoolMemory.PIECE_BYTES);
                if (inPiece == 0 && !addPiece()) {
                    out = spill();
                } else {
                    int count = Math.min(length - kept, SpoolMemory.PIECE_BYTES - inPiece);
                    System.arraycopy(bytes, offset + kept, pieces.getLast(), inPiece, count);
                    kept += count;
                    sizeBytes += count;
                }
            }
            if (out != null) {
                out.write(bytes, offset + kept, length - kept);
                sizeBytes += length - kept;
            }
        }

        private boolean addPiece() {
            byte[] piece = pieces.size() == SpoolMemory.MAX_PIECES_EACH ? null : memory.take();
            return piece != null && pieces.add(piece);
        }

        /** Moves the pieces in memory, which are all full, to a file. */
        private OutputStream spill() throws IOException {
            file = Files.createTempFile(folder, "upload-", ".part");
            OutputStream opened = Files.newOutputStream(file);
            OutputStream started = digest == null ? opened : new DigestOutputStream(opened, digest);
            out = started;
            for (byte[] piece : pieces) {
                started.write(piece);
            }
            memory.release(pieces);
            pieces.clear();
            return started;
        }

        @Override
        public void close() {
            try {
                closeFile();
            } catch (IOException e) {
                throw unavailable(e);
            }
        }
    }
}
