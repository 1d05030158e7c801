package dev.darkroom.adapter.imaging.render;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Writes square PNGs of any size, row by row. */
final class HugePng {
    /** The passes of an interlaced PNG: first column, first row, step across, step down (W3C PNG, section 8.2). */
    private static final int[][] PASSES =
            {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

    private HugePng() {}

    /** An RGB picture with 8 bits per sample. */
    static Path write(Path file, int side, boolean isInterlaced) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write("\u0089PNG\r\n\u001A\n".getBytes(StandardCharsets.ISO_8859_1));
            ByteBuffer header = ByteBuffer.allocate(13).putInt(side).putInt(side);
            header.put((byte) 8).put((byte) 2).put((byte) 0).put((byte) 0).put((byte) (isInterlaced ? 1 : 0));
            chunk(out, "IHDR", header.array());
            chunk(out, "IDAT", pixels(side, isInterlaced ? PASSES : ONE_PASS));
            chunk(out, "IEND", new byte[0]);
        }
        return file;
    }

    /** Stripes, which compress well. */
    private static byte[] pixels(int side, int[][] passes) throws IOException {
        var compressed = new ByteArrayOutputStream();
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        try (OutputStream out =
                new BufferedOutputStream(new DeflaterOutputStream(compressed, fast, 1 << 16), 1 << 16)) {
            for (int[] pass : passes) {
                int width = (side - pass[0] + pass[2] - 1) / pass[2];
                byte[] row = new byte[1 + 3 * width];
                for (int i = 1; i < row.length; i++) {
                    row[i] = (byte) (i / 300 * 40);
                }
                for (int y = pass[1]; y < side; y += pass[3]) {
                    out.write(row);
                }
            }
        } finally {
            fast.end();
        }
        return compressed.toByteArray();
    }

    private static void chunk(OutputStream file, String type, byte[] payload) throws IOException {
        DataOutputStream out = new DataOutputStream(file);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(payload);
        out.writeInt(payload.length);
        out.write(name);
        out.write(payload);
        out.writeInt((int) crc.getValue());
    }
}
