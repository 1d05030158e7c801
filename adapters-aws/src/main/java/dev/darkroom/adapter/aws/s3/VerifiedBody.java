package dev.darkroom.adapter.aws.s3;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * The body of an upload, opened again for each attempt. It verifies size and checksum while the bytes are sent. If they are
 * wrong, it fails before the last bytes are sent: the request stays incomplete, and the store keeps nothing. So the
 * verification does not need to read the content a second time.
 *
 * <p>One instance serves one call, whose attempts do not overlap.
 */
final class VerifiedBody implements ContentStreamProvider, AutoCloseable {
    private final ObjectKey key;
    private final Content content;
    private final Checksum expected;
    private @Nullable InputStream open;
    private volatile @Nullable StorageException failure;

    VerifiedBody(ObjectKey key, Content content, Checksum expected) {
        this.key = key;
        this.content = content;
        this.expected = expected;
    }

    @Override
    public InputStream newStream() {
        close();
        try {
            InputStream stream = new Verifying(content.open());
            open = stream;
            return stream;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The exception to throw after a failed call: the failure of the content if there was one, else the call's own. */
    RuntimeException causeOf(RuntimeException failedCall) {
        StorageException ofContent = failure;
        return ofContent == null ? failedCall : ofContent;
    }

    @Override
    public void close() {
        InputStream stream = open;
        open = null;
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                // The stream was only read, and all bytes that were sent are verified.
            }
        }
    }

    private StorageException unreadable(IOException cause) {
        return remember(new StorageException.Unavailable("The content of " + key + " cannot be read", cause));
    }

    private StorageException corrupted(String what) {
        return remember(new StorageException.Corrupted("The content of " + key + " " + what, null));
    }

    private StorageException remember(StorageException found) {
        failure = found;
        return found;
    }

    /** Throws {@link StorageException}, not {@link IOException}, because the SDK retries after I/O errors. */
    private final class Verifying extends InputStream {
        private final InputStream in;
        private final MessageDigest digest = Checksum.newDigest();
        private long left = content.sizeBytes();
        private boolean verified;

        Verifying(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            try {
                if (left == 0) {
                    verify();
                    return -1;
                }
                int count = in.read(buffer, offset, (int) Math.min(length, left));
                if (count < 0) {
                    throw corrupted("ended " + left + " bytes early");
                }
                digest.update(buffer, offset, count);
                left -= count;
                if (left == 0) {
                    // Before the caller gets these bytes, because they complete the request.
                    verify();
                }
                return count;
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        private void verify() throws IOException {
            if (verified) {
                return;
            }
            if (in.read() >= 0) {
                throw corrupted("is longer than its declared size of " + content.sizeBytes() + " bytes");
            }
            if (!Checksum.of(digest.digest()).equals(expected)) {
                throw corrupted("does not have the declared SHA-256 " + expected);
            }
            verified = true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
