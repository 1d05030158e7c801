package dev.darkroom.adapter.local.filesystem;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
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
 * Writes new files. Large files bypass the page cache if the file system supports it (Linux {@code open(2)}, {@code O_DIRECT}): their bytes
 * are synced before the upload is answered anyway, and a copy in the cache would evict data that is being read. Memory is bounded: if all
 * buffers are in use, a file is written through the page cache. Thread-safe.
 */
final class NewFiles {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MAX_BUFFERS = 16;

    /** For smaller files, direct writes are not faster. */
    private static final long MIN_DIRECT_BYTES = 64 * 1024;

    private static final int NOT_SUPPORTED = 0;
    private static final @Nullable OpenOption DIRECT = direct();

    private final DurableFiles files;
    private final BlockingQueue<ByteBuffer> buffers = new ArrayBlockingQueue<>(MAX_BUFFERS);

    /** The position, length and memory address of each direct write must be multiples of this. */
    private final int blockBytes;

    /** @param folder an existing folder on the file system of the new files */
    NewFiles(DurableFiles files, Path folder) {
        this.files = files;
        this.blockBytes = blockBytes(folder);
        for (int i = 0; i < MAX_BUFFERS && blockBytes != NOT_SUPPORTED; i++) {
            buffers.add(ByteBuffer.allocate(0));
        }
    }

    /** Found by reflection: javac warns about classes of the module {@code jdk.unsupported}, and the warning can't be suppressed. */
    private static @Nullable OpenOption direct() {
        try {
            Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
            return (OpenOption) options.getField("DIRECT").get(null);
        } catch (ReflectiveOperationException absent) {
            return null;
        }
    }

    private int blockBytes(Path folder) {
        Path probe = folder.resolve("direct");
        try {
            int blockBytes = (int) Files.getFileStore(folder).getBlockSize();
            if (DIRECT != null && BUFFER_BYTES % blockBytes == 0) {
                files.open(probe, CREATE_NEW, WRITE, DIRECT).close();
                return blockBytes;
            }
        } catch (IOException | UnsupportedOperationException notSupported) {
            // For example a file system in memory.
        } finally {
            files.deleteQuietly(probe);
        }
        return NOT_SUPPORTED;
    }

    /** Creates a file. Its final size may differ from the given one, which only decides how it is written. */
    NewFile create(Path file, long sizeBytes) throws IOException {
        ByteBuffer buffer = sizeBytes < MIN_DIRECT_BYTES ? null : buffers.poll();
        if (buffer == null) {
            return new NewFile(files.create(file), null);
        }
        try {
            // Allocated on first use.
            buffer = buffer.capacity() > 0 ? buffer.clear()
                    : ByteBuffer.allocateDirect(BUFFER_BYTES + blockBytes).alignedSlice(blockBytes).slice(0,
                            BUFFER_BYTES);
            return new NewFile(files.open(file, CREATE_NEW, WRITE, requireNonNull(DIRECT)), buffer);
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

        /** Appends bytes. */
        void write(byte[] bytes, int offset, int length) throws IOException {
            if (buffer == null) {
                files.writeFully(channel, ByteBuffer.wrap(bytes, offset, length));
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
                files.write(channel, full);
                if (full.hasRemaining() && full.position() % blockBytes != 0) {
                    throw new IOException("The disk wrote only a part of a block: it is full or damaged");
                }
            }
            full.clear();
        }

        /** Makes the content durable. Must be the last call before {@link #close}. */
        void sync() throws IOException {
            if (buffer != null && buffer.position() > 0) {
                long sizeBytes = channel.position() + buffer.position();
                while (buffer.position() % blockBytes != 0) {
                    buffer.put((byte) 0);
                }
                flush(buffer);
                files.truncate(channel, sizeBytes);
            }
            files.force(channel);
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
