package dev.darkroom.adapter.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/** A socket that knows how much of what is sent its client's system has taken. Thread-safe. */
final class MeteredEndPoint extends SocketChannelEndPoint {
    private final AtomicLong writtenBytes = new AtomicLong();

    MeteredEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long before = remaining(buffers);
        try {
            return super.flush(buffers);
        } finally {
            writtenBytes.addAndGet(before - remaining(buffers));
        }
    }

    private static long remaining(ByteBuffer... buffers) {
        long bytes = 0;
        for (ByteBuffer buffer : buffers) {
            bytes += buffer.remaining();
        }
        return bytes;
    }

    /** How many bytes were written so far. */
    long writtenBytes() {
        return writtenBytes.get();
    }

    /** Whether something is to be written that the client does not take yet. */
    boolean isWritePending() {
        return getWriteFlusher().isPending();
    }
}
