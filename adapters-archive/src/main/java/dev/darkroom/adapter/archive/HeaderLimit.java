package dev.darkroom.adapter.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Lets no more through than is allowed: a reader of tars keeps the whole header of an entry in memory, however long the tar
 * says that it is.
 */
final class HeaderLimit extends FilterInputStream {
    private long allowed = Long.MAX_VALUE;

    HeaderLimit(InputStream in) {
        super(in);
    }

    /** From now on so many bytes may be read. */
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
            throw new IOException("a header is longer than any that an image can have");
        }
    }
}
