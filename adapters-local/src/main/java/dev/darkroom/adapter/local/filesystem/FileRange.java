package dev.darkroom.adapter.local.filesystem;

import dev.darkroom.domain.model.object.TransferableStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** A range of a file as a stream. Closing the stream closes the file. Not thread-safe. */
final class FileRange extends TransferableStream {
    private final DurableFiles files;
    private final FileChannel file;
    private long position;
    private long remaining;

    /** @param length in bytes, at least 0; the range ends at the end of the file if that comes first */
    FileRange(DurableFiles files, FileChannel file, long offset, long length) {
        this.files = files;
        this.file = file;
        this.position = offset;
        this.remaining = length;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (remaining == 0) {
            return -1;
        }
        int count = files.read(file, ByteBuffer.wrap(bytes, offset, (int) Math.min(length, remaining)), position);
        return count < 0 ? end() : (int) advance(count);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public long transferTo(WritableByteChannel target, long maxBytes) throws IOException {
        if (remaining == 0) {
            return -1;
        }
        long count = file.transferTo(position, Math.min(maxBytes, remaining), target);
        return count == 0 && position >= file.size() ? end() : advance(count);
    }

    @Override
    public long skip(long wanted) throws IOException {
        return advance(Math.clamp(wanted, 0, left()));
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, left());
    }

    private long left() throws IOException {
        return Math.clamp(file.size() - position, 0, remaining);
    }

    private long advance(long count) {
        position += count;
        remaining -= count;
        return count;
    }

    private int end() {
        remaining = 0;
        return -1;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
