package dev.darkroom.adapter.local.filesystem;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes new files. Large ones bypass the page cache where the file system supports it (Linux {@code open(2)}, {@code O_DIRECT}): the
 * bytes are synced before the upload is answered anyway, and a copy of them would displace what is read. The memory is bounded: if
 * all buffers are in use, a file is written through the page cache. Thread-safe.
 */
final class NewFiles {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MAX_BUFFERS = 16;

    /** Smaller files take as long either way. */
    private static final long MIN_DIRECT_BYTES = 64 * 1024;

    private static final int NOT_SUPPORTED = 0;
    private static final @Nullable OpenOption DIRECT = direct();

    private final BlockingQueue<ByteBuffer> buffers = new ArrayBlockingQueue<>(MAX_BUFFERS);

    /** Position, length and memory address of each direct write are multiples of this. */
    private final int blockBytes;

    /** @param folder exists; the files are made below it or on its file system */
    NewFiles(Path folder) {
        this.blockBytes = blockBytes(folder);
        for (int i = 0; i < MAX_BUFFERS && blockBytes != NOT_SUPPORTED; i++) {
            buffers.add(ByteBuffer.allocate(0));
        }
    }

    /** The option of the module {@code jdk.unsupported}; javac warns of its class, and the warning can't be suppressed. */
    private static @Nullable OpenOption direct() {
        try {
            Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
            return (OpenOption) options.getField("DIRECT").get(null);
        } catch (ReflectiveOperationException absent) {
            return null;
        }
    }

    private static int blockBytes(Path folder) {
        Path probe = folder.resolve("direct");
        try {
            int blockBytes = (int) Files.getFileStore(folder).getBlockSize();
            if (DIRECT != null && BUFFER_BYTES % blockBytes == 0) {
                DurableFiles.create(probe, DIRECT).close();
                return blockBytes;
            }
        } catch (IOException | UnsupportedOperationException notSupported) {
            // As most file systems in memory.
        } finally {
            DurableFiles.removeQuietly(probe);
        }
        return NOT_SUPPORTED;
    }

    /** Opens a new file of about this size. */
    NewFile create(Path file, long sizeBytes) throws IOException {
        ByteBuffer buffer = sizeBytes < MIN_DIRECT_BYTES ? null : buffers.poll();
        if (buffer == null) {
            return new NewFile(DurableFiles.create(file), null);
        }
        try {
            // Made when it is needed first.
            buffer = buffer.capacity() > 0 ? buffer.clear()
                    : ByteBuffer.allocateDirect(BUFFER_BYTES + blockBytes).alignedSlice(blockBytes).slice(0,
                            BUFFER_BYTES);
            return new NewFile(DurableFiles.create(file, requireNonNull(DIRECT)), buffer);
        } catch (IOException | RuntimeException | Error e) {
            buffers.add(buffer);
            throw e;
        }
    }

    /** A file that is being written. Not thread-safe. */
    final class NewFile implements AutoCloseable {
        private final FileChannel channel;
        private final @Nullable ByteBuffer buffer;

        private NewFile(FileChannel channel, @Nullable ByteBuffer buffer) {
            this.channel = channel;
            this.buffer = buffer;
        }

        /** Appends these bytes. */
        void write(byte[] bytes, int offset, int length) throws IOException {
            if (buffer == null) {
                DurableFiles.writeFully(channel, ByteBuffer.wrap(bytes, offset, length));
                return;
            }
            int written = 0;
            while (written < length) {
                int count = Math.min(length - written, buffer.remaining());
                buffer.put(bytes, offset + written, count);
                written += count;
                if (!buffer.hasRemaining()) {
                    flush(buffer);
                }
            }
        }

        private void flush(ByteBuffer full) throws IOException {
            full.flip();
            while (full.hasRemaining()) {
                channel.write(full);
                if (full.hasRemaining() && full.position() % blockBytes != 0) {
                    throw new IOException("The disk took a part of a block: it is full or damaged");
                }
            }
            full.clear();
        }

        /** Returns when everything that was written is durable. */
        void sync() throws IOException {
            if (buffer != null && buffer.position() > 0) {
                long sizeBytes = channel.position() + buffer.position();
                while (buffer.position() % blockBytes != 0) {
                    buffer.put((byte) 0);
                }
                flush(buffer);
                channel.truncate(sizeBytes);
            }
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            if (buffer != null) {
                buffers.add(buffer);
            }
            channel.close();
        }
    }
}
