package dev.darkroom.adapter.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Limits the bytes that can be read. The library keeps the whole header of an entry in memory, with whatever length the tar
 * declares.
 */
final class HeaderLimit extends FilterInputStream {
    private long allowed = Long.MAX_VALUE;

    HeaderLimit(InputStream in) {
        super(in);
    }

    /** Allows this number of bytes to be read from now on. */
    void allow(long bytes) {
        allowed = bytes;
    }

    @Override
    public int read() throws IOException {
        check();
        int read = super.read();
        allowed -= read < 0 ? 0 : 1;
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        check();
        int read = super.read(buffer, offset, (int) Math.min(length, allowed));
        allowed -= Math.max(read, 0);
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        check();
        long skipped = super.skip(Math.min(count, allowed));
        allowed -= skipped;
        return skipped;
    }

    private void check() throws IOException {
        if (allowed <= 0) {
            throw new IOException("a header is longer than that of any image");
        }
    }
}
