package dev.darkroom.adapter.imaging.testkit.hostile;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.overwrite;
import static dev.darkroom.adapter.imaging.testkit.Bytes.riffChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32le;
import static dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles.noise;
import static dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles.times;

import dev.darkroom.adapter.imaging.testkit.Pictures;
import java.util.List;

/** WebPs with wrong sizes or too many parts. */
public final class HostileWebp {
    private HostileWebp() {}

    static void addTo(List<HostileFile> files) {
        files.add(new HostileFile("webp declares a canvas of 2^24", () -> Pictures.webp(
                riffChunk("VP8X", bytes(0, 0, 0, 0, 255, 255, 255, 255, 255, 255)),
                Pictures.chunksOf(Pictures.resource("lossy.webp")))));
        files.add(new HostileFile("webp declares 16,383 x 6,000", () -> overwrite(
                Pictures.resource("lossy.webp"), 26, bytes(0xFF, 0x3F, 0x70, 0x17))));
        files.add(new HostileFile("webp of 100 MP without loss, a few bytes of it", () -> overwrite(
                Pictures.resource("lossless.webp"), 21, u32le(9_999 | 9_999 << 14))));
        files.add(new HostileFile("webp of 100,000 frames", () -> animation(100_000, 1)));
        files.add(new HostileFile("webp of 10,000 frames", () -> animation(10_000, 1)));
        files.add(new HostileFile("webp of 100 MP in 1,000 frames", () -> animation(1_000, 10_000)));
        files.add(new HostileFile("webp with a profile of 20 MB", () -> Pictures.webp(
                Pictures.webpHeader(0x20),
                riffChunk("ICCP", noise(20_000_000)),
                Pictures.chunksOf(Pictures.resource("lossy.webp")))));
        files.add(new HostileFile("webp with 3,000,000 chunks", () -> Pictures.webp(
                Pictures.webpHeader(0),
                Pictures.chunksOf(Pictures.resource("lossy.webp")),
                times(3_000_000, riffChunk("SECR")))));
        files.add(new HostileFile("webp with 1,500,000 pieces of metadata, two kinds by turns", () -> Pictures.webp(
                Pictures.webpHeader(0x0C),
                Pictures.chunksOf(Pictures.resource("lossy.webp")),
                times(750_000, join(riffChunk("EXIF"), riffChunk("ANIM"))))));
        files.add(new HostileFile("webp with a chunk of 2^32", () -> join(
                latin("RIFF"), u32le(100), latin("WEBPVP8 "), u32le(-1), new byte[88])));
        files.add(new HostileFile("webp of 2^32", () -> overwrite(Pictures.resource("lossy.webp"), 4, u32le(-1))));
        files.add(new HostileFile("webp and page", () -> join(
                Pictures.resource("lossy.webp"), latin("<html><script>alert(1)"))));
    }

    /** Many frames with the same small picture on a square canvas. */
    public static byte[] animation(int frames, int side) {
        byte[] picture = Pictures.chunksOf(Pictures.resource("lossless.webp"));
        int canvas = Math.max(side, Pictures.WIDTH) - 1;
        byte[] frame = riffChunk(
                "ANMF",
                bytes(0, 0, 0, 0, 0, 0, Pictures.WIDTH - 1, 0, 0, Pictures.HEIGHT - 1, 0, 0, 1, 0, 0, 0),
                frames >= 10_000 ? riffChunk("VP8L", header(picture)) : picture);
        return Pictures.webp(
                riffChunk("VP8X", bytes(2, 0, 0, 0, canvas, canvas >> 8, 0, canvas, canvas >> 8, 0)),
                riffChunk("ANIM", new byte[6]),
                times(frames, frame));
    }

    /** The header of a lossless picture with its size. */
    private static byte[] header(byte[] chunk) {
        byte[] header = new byte[10];
        System.arraycopy(chunk, 8, header, 0, header.length);
        return header;
    }
}
