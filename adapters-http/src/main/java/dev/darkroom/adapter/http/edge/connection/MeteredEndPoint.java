package dev.darkroom.adapter.http.edge.connection;

import dev.darkroom.domain.model.object.TransferableStream;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A socket that counts the bytes written to it, and sends the bytes of a file without a copy in this process. Thread-safe.
 *
 * <p>Jetty counts and schedules its writes, but it writes only buffers. Therefore, it gets {@link FileStandIn} buffers. Where one would be
 * written to the socket, the same number of bytes of the file is sent instead.
 */
public final class MeteredEndPoint extends SocketChannelEndPoint {
    private final AtomicLong writtenBytes = new AtomicLong();
    private volatile @Nullable TransferableStream file;

    public MeteredEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    /** The file has fewer bytes than the response says. */
    static final class TruncatedFileException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        TruncatedFileException() {
            super("The file has fewer bytes than the response says");
        }
    }

    /** Writes a buffer as content of the response, and returns when it is written. */
    interface Response {
        void write(ByteBuffer content) throws IOException;
    }

    /**
     * Sends bytes of a file as content of the response that this connection is writing.
     *
     * @throws TruncatedFileException if the file has fewer bytes
     * @throws IOException if the file can't be read, or the client has disconnected
     */
    void send(TransferableStream bytes, long length, Response response) throws IOException {
        file = bytes;
        try {
            for (long left = length; left > 0; left -= FileStandIn.MAX_BYTES) {
                response.write(FileStandIn.ofLength(Math.min(left, FileStandIn.MAX_BYTES)));
            }
        } finally {
            file = null;
        }
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long before = remaining(buffers);
        try {
            int last = buffers.length - 1;
            if (last < 0 || !FileStandIn.is(buffers[last])) {
                return flushHead(buffers);
            }
            return flushHead(Arrays.copyOf(buffers, last)) && sendFile(buffers[last]);
        } finally {
            writtenBytes.addAndGet(before - remaining(buffers));
        }
    }

    private boolean flushHead(ByteBuffer... buffers) throws IOException {
        for (ByteBuffer buffer : buffers) {
            if (FileStandIn.is(buffer)) {
                throw new IOException("Bytes after those of a file");
            }
        }
        return buffers.length == 0 || super.flush(buffers);
    }

    /** Returns whether all bytes that the buffer represents were sent. */
    private boolean sendFile(ByteBuffer standIn) throws IOException {
        while (standIn.hasRemaining()) {
            TransferableStream bytes = file;
            if (bytes == null) {
                throw new IOException("The response has ended");
            }
            long sent = bytes.transferTo(getChannel(), standIn.remaining());
            if (sent < 0) {
                throw new TruncatedFileException();
            }
            if (sent == 0) {
                return false;
            }
            notIdle();
            standIn.position(standIn.position() + (int) sent);
        }
        return true;
    }

    private static long remaining(ByteBuffer... buffers) {
        long bytes = 0;
        for (ByteBuffer buffer : buffers) {
            bytes += buffer.remaining();
        }
        return bytes;
    }

    /** The number of bytes written so far. */
    long writtenBytes() {
        return writtenBytes.get();
    }

    /** Whether a write waits until the client reads. */
    boolean isWritePending() {
        return getWriteFlusher().isPending();
    }
}
