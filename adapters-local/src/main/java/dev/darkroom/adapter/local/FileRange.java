package dev.darkroom.adapter.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;

/**
 * A part of a file, as a stream and as a channel: a reader with memory outside the heap can be given the bytes without a copy
 * inside. Closes the file. Not thread-safe.
 */
final class FileRange extends InputStream implements ReadableByteChannel {
    private final SeekableByteChannel file;
    private long remaining;

    /** @param length in bytes, at least 0; the range also ends where the file ends */
    FileRange(SeekableByteChannel file, long offset, long length) throws IOException {
        this.file = file.position(offset);
        this.remaining = length;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        if (remaining == 0) {
            return -1;
        }
        int limit = buffer.limit();
        buffer.limit((int) Math.min(limit, buffer.position() + remaining));
        try {
            int count = file.read(buffer);
            remaining = count < 0 ? 0 : remaining - count;
            return count;
        } finally {
            buffer.limit(limit);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return length == 0 ? 0 : read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public long skip(long wanted) throws IOException {
        long skipped = Math.clamp(wanted, 0, left());
        file.position(file.position() + skipped);
        remaining -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, left());
    }

    private long left() throws IOException {
        return Math.clamp(file.size() - file.position(), 0, remaining);
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
