package dev.darkroom.adapter.imaging.inspect.file;

import dev.darkroom.domain.model.object.Content;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads content at any position through one window of 32 KiB. A file is read through its channel, so skipped bytes cost
 * nothing. Other content is read as a stream, which is opened again to move backwards. Not thread-safe.
 *
 * <p>Every method throws {@link Refusal.CutShort} if it would read past the end: the structure of the file says that
 * there are more bytes. Numbers are unsigned and big-endian, or little-endian if the name ends with {@code le}.
 */
public final class Source implements AutoCloseable {
    private static final int WINDOW_BYTES = 32 * 1024;
    /** A PNG of 100 MB in chunks of 8 KB has 12,000, an animation a few for each frame. */
    private static final int MAX_PARTS = 250_000;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** The lowest bit of each byte, and the highest. */
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private final Access access;
    private final long size;
    private final byte[] window;
    private long windowStart;
    private int windowLength;
    private int parts;

    private Source(Access access, long size) {
        this.access = access;
        this.size = size;
        this.window = new byte[(int) Math.min(WINDOW_BYTES, size)];
    }

    public static Source open(Content content) throws IOException {
        Access access = switch (content) {
            case Content.FileContent file -> new ChannelAccess(
                    FileChannel.open(file.file(), StandardOpenOption.READ));
            default -> new StreamAccess(content);
        };
        return new Source(access, content.sizeBytes());
    }

    /** The number of bytes of the content. */
    public long size() {
        return size;
    }

    /** Counts a chunk or box. Their number is limited because each costs memory and time. */
    public void countPart() throws Refusal.Damaged {
        if (++parts > MAX_PARTS) {
            throw new Refusal.Damaged(String.format(Locale.ROOT, "The file has more than %,d parts.", MAX_PARTS));
        }
    }

    public int u8(long at) throws IOException, Refusal.CutShort {
        if (at < windowStart || at >= windowStart + windowLength) {
            load(at);
        }
        return window[(int) (at - windowStart)] & 0xFF;
    }

    public int u16(long at) throws IOException, Refusal.CutShort {
        return u8(at) << 8 | u8(at + 1);
    }

    public long u32(long at) throws IOException, Refusal.CutShort {
        return (long) u16(at) << 16 | u16(at + 2);
    }

    public int u16le(long at) throws IOException, Refusal.CutShort {
        return u8(at) | u8(at + 1) << 8;
    }

    public int u24le(long at) throws IOException, Refusal.CutShort {
        return u16le(at) | u8(at + 2) << 16;
    }

    public long u32le(long at) throws IOException, Refusal.CutShort {
        return u16le(at) | (long) u16le(at + 2) << 16;
    }

    /** Copies bytes. The caller limits the length; never allocates more than the size of the content. */
    public byte[] bytes(long at, int length) throws IOException, Refusal.CutShort {
        if (at < 0 || length > size - at) {
            throw new Refusal.CutShort();
        }
        byte[] bytes = new byte[length];
        for (int done = 0; done < length;) {
            u8(at + done);
            int start = (int) (at + done - windowStart);
            int count = Math.min(windowLength - start, length - done);
            System.arraycopy(window, start, bytes, done, count);
            done += count;
        }
        return bytes;
    }

    /** Four characters, such as the type of a chunk or box. */
    public String fourCc(long at) throws IOException, Refusal.CutShort {
        byte[] characters = {(byte) u8(at), (byte) u8(at + 1), (byte) u8(at + 2), (byte) u8(at + 3)};
        return new String(characters, StandardCharsets.ISO_8859_1);
    }

    /** Whether these Latin-1 characters are at this position. False if the content ends before. */
    public boolean hasAt(long at, String characters) throws IOException, Refusal.CutShort {
        if (characters.length() > size - at) {
            return false;
        }
        for (int i = 0; i < characters.length(); i++) {
            if (u8(at + i) != characters.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Finds the first position of this byte at or after {@code from}. */
    public long find(byte wanted, long from) throws IOException, Refusal.CutShort {
        long at = from;
        while (true) {
            u8(at);
            int found = indexOf(wanted, (int) (at - windowStart));
            if (found >= 0) {
                return windowStart + found;
            }
            at = windowStart + windowLength;
        }
    }

    /** Searches the window, eight bytes at a time. Returns -1 if the byte is not found. */
    private int indexOf(byte wanted, int from) {
        long everyByte = (wanted & 0xFFL) * LOW_BITS;
        int i = from;
        for (; i <= windowLength - Long.BYTES; i += Long.BYTES) {
            // A byte that matches becomes zero, and the first zero sets the lowest of the high bits.
            long difference = (long) LONGS.get(window, i) ^ everyByte;
            long zeros = (difference - LOW_BITS) & ~difference & HIGH_BITS;
            if (zeros != 0) {
                return i + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        for (; i < windowLength; i++) {
            if (window[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Receives bytes; the array is valid during the call only. */
    public interface Sink {
        void write(byte[] bytes, int offset, int length);
    }

    /** Writes a range of bytes to a sink, in several calls. */
    public void copy(long from, long to, Sink sink) throws IOException, Refusal.CutShort {
        for (long at = from; at < to;) {
            u8(at);
            int start = (int) (at - windowStart);
            int length = (int) Math.min(windowLength - start, to - at);
            sink.write(window, start, length);
            at += length;
        }
    }

    private void load(long at) throws IOException, Refusal.CutShort {
        if (at < 0 || at >= size) {
            throw new Refusal.CutShort();
        }
        int length = (int) Math.min(window.length, size - at);
        windowLength = 0;
        access.read(at, window, length);
        windowStart = at;
        windowLength = length;
    }

    @Override
    public void close() throws IOException {
        access.close();
    }

    /** Fills the first bytes of an array from a position. Throws {@link EOFException} if there are too few bytes. */
    private interface Access extends AutoCloseable {
        void read(long at, byte[] into, int length) throws IOException;

        @Override
        void close() throws IOException;
    }

    private record ChannelAccess(FileChannel channel) implements Access {
        @Override
        public void read(long at, byte[] into, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, at + buffer.position()) < 0) {
                    throw new EOFException("The file is shorter than its declared size");
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class StreamAccess implements Access {
        private final Content content;
        private @Nullable InputStream in;
        private long position;

        StreamAccess(Content content) {
            this.content = content;
        }

        @Override
        public void read(long at, byte[] into, int length) throws IOException {
            InputStream stream = in;
            if (stream == null || at < position) {
                close();
                stream = content.open();
                in = stream;
                position = 0;
            }
            stream.skipNBytes(at - position);
            position = at;
            if (stream.readNBytes(into, 0, length) < length) {
                throw new EOFException("The content is shorter than its declared size");
            }
            position += length;
        }

        @Override
        public void close() throws IOException {
            if (in != null) {
                in.close();
                in = null;
            }
        }
    }
}
