package dev.darkroom.adapter.imaging.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Joins and edits bytes. */
public final class Bytes {
    private Bytes() {}

    public static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    public static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    public static byte[] u32(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    public static byte[] u32le(long value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array();
    }

    /** Inserts bytes into a file. */
    public static byte[] insert(byte[] file, int at, byte[]... parts) {
        return join(Arrays.copyOf(file, at), join(parts), Arrays.copyOfRange(file, at, file.length));
    }

    public static byte[] overwrite(byte[] file, int at, byte[] part) {
        byte[] copy = file.clone();
        System.arraycopy(part, 0, copy, at, part.length);
        return copy;
    }

    public static int indexOf(byte[] file, String text) {
        return new String(file, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    /** A marker segment of a JPEG. */
    public static byte[] segment(int code, byte[]... payload) {
        byte[] joined = join(payload);
        int length = joined.length + 2;
        return join(bytes(0xFF, code, length >> 8, length), joined);
    }

    /** A chunk of a PNG. */
    public static byte[] pngChunk(String type, byte[]... payload) {
        byte[] joined = join(payload);
        CRC32 crc = new CRC32();
        crc.update(latin(type));
        crc.update(joined);
        return join(u32(joined.length), latin(type), joined, u32(crc.getValue()));
    }

    /** A chunk of a RIFF file such as WebP. */
    public static byte[] riffChunk(String type, byte[]... payload) {
        byte[] joined = join(payload);
        return join(latin(type), u32le(joined.length), joined, new byte[joined.length & 1]);
    }

    /** A box of an ISO base media file. */
    public static byte[] box(String type, byte[]... payload) {
        byte[] joined = join(payload);
        return join(u32(8 + joined.length), latin(type), joined);
    }
}
