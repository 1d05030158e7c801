package dev.darkroom.domain.model.object;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a known length that can be read any number of times, so that a request to a store can be retried. It does not own
 * its source: a file must stay until the last reader is done.
 */
public interface Content {
    /** The exact number of bytes in the stream of {@link #open()}. */
    long sizeBytes();

    /**
     * Opens a stream at the first byte. The caller closes it. Several streams may be open at once.
     *
     * @throws IOException when the bytes can't be read
     */
    InputStream open() throws IOException;

    /** The checksum of the bytes if it is known without reading them, otherwise null. */
    default @Nullable Checksum sha256() {
        return null;
    }

    /**
     * The checksum of the bytes. Reads them if it is not known.
     *
     * @throws IOException when the bytes can't be read
     */
    default Checksum checksum() throws IOException {
        Checksum known = sha256();
        if (known != null) {
            return known;
        }
        MessageDigest digest = Checksum.newDigest();
        try (InputStream in = new DigestInputStream(open(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Checksum.of(digest.digest());
    }

    /** These bytes, which the caller must not change afterwards. */
    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public long sizeBytes() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** The bytes of a file, which must neither change nor be removed while the content is in use. */
    static Content of(Path file, long sizeBytes) {
        return new FileContent(file, sizeBytes, null);
    }

    /** The bytes of a file whose checksum was computed while it was written, so that the file is not read again for it. */
    static Content of(Path file, long sizeBytes, Checksum sha256) {
        return new FileContent(file, sizeBytes, sha256);
    }

    /**
     * The bytes of a whole file. The type is public so that a reader can use the file itself.
     *
     * @param sha256 the checksum of the file, or null when it is not known
     */
    record FileContent(Path file, long sizeBytes, @Nullable Checksum sha256) implements Content {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }
}
