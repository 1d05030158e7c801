package dev.darkroom.adapter.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file that one thread writes and another reads from its start while it grows. Who reads waits for bytes that are to come,
 * for a second in all: of an upload that takes longer, what is read early is of no use to anybody.
 */
final class GrowingFile {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private enum State {
        GROWING, WHOLE, GIVEN_UP
    }

    private final Path file;
    private long length;
    private State state = State.GROWING;

    /** @param file which exists, and may be removed at any time */
    GrowingFile(Path file) {
        this.file = file;
    }

    /** Opens the file when it is first read, by the one thread that it is for; it fails when the file is given up or slow. */
    InputStream reader() {
        return new Reader();
    }

    /** So many bytes more can be read. */
    synchronized void grow(int bytes) {
        length += bytes;
        notifyAll();
    }

    /** All bytes are there. */
    synchronized void end() {
        end(State.WHOLE);
    }

    /** No more bytes come; what was written counts for nothing. Without effect when all are there. */
    synchronized void giveUp() {
        end(State.GIVEN_UP);
    }

    private void end(State last) {
        if (state == State.GROWING) {
            state = last;
            notifyAll();
        }
    }

    /**
     * Waits until there is something behind the position, or the end.
     *
     * @param nanos how long at most
     * @return the length by now
     */
    private synchronized long await(long position, long nanos) throws IOException, InterruptedException {
        long end = System.nanoTime() + nanos;
        while (state == State.GROWING && length <= position) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IOException("The file grows too slowly");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        if (state == State.GIVEN_UP) {
            throw new EOFException("The file was given up");
        }
        return length;
    }

    private final class Reader extends InputStream {
        private @Nullable FileChannel channel;
        private long position;
        private long patienceNanos = PATIENCE.toNanos();

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            long available = awaitMore() - position;
            if (available == 0) {
                return -1;
            }
            if (channel == null) {
                channel = FileChannel.open(file, StandardOpenOption.READ);
            }
            int read = channel.read(ByteBuffer.wrap(buffer, offset, (int) Math.min(count, available)), position);
            if (read > 0) {
                position += read;
            }
            return read;
        }

        private long awaitMore() throws IOException {
            long since = System.nanoTime();
            try {
                return await(position, patienceNanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted before the file was whole", e);
            } finally {
                patienceNanos -= System.nanoTime() - since;
            }
        }

        @Override
        public void close() throws IOException {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
