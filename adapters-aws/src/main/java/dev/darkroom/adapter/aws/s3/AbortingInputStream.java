package dev.darkroom.adapter.aws.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Reads an object. If it is closed before the end, it closes the connection. The SDK's own stream would read the rest of the
 * object on {@code close}, to reuse the connection.
 */
final class AbortingInputStream extends FilterInputStream {
    private final ResponseInputStream<?> response;
    private boolean atEnd;

    AbortingInputStream(ResponseInputStream<?> response) {
        super(response);
        this.response = response;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int count = response.read(buffer, offset, length);
            atEnd |= count < 0;
            return count;
        } catch (SdkException e) {
            throw new IOException("The object cannot be read to its end", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (atEnd) {
            response.close();
        } else {
            response.abort();
        }
    }
}
