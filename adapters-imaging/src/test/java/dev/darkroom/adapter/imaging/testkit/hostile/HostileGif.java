package dev.darkroom.adapter.imaging.testkit.hostile;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles.times;

import java.util.List;

/** GIFs with wrong sizes or too many parts, and one that is also a script. */
final class HostileGif {
    /** A frame of one pixel: descriptor, code width, one sub-block, end. */
    private static final byte[] FRAME = frame(1, 1);
    private static final byte[] CONTROL = latin("!\u00F9\u0004\0\0\0\0\0");

    private HostileGif() {}

    static void addTo(List<HostileFile> files) {
        files.add(new HostileFile("gif of 100,000 frames", () -> gif(1, 1, times(100_000, join(CONTROL, FRAME)))));
        files.add(new HostileFile("gif of 100 MP and a pixel of it", () -> gif(10_000, 10_000, frame(10_000, 10_000))));
        files.add(new HostileFile(
                "gif of 1,000 frames of 100 MP", () -> gif(10_000, 10_000, times(1_000, frame(10_000, 10_000)))));
        files.add(new HostileFile("gif declares a side of 65,535", () -> gif(65_535, 65_535, FRAME)));
        files.add(new HostileFile("gif with a frame of 65,535", () -> gif(1, 1, frame(65_535, 65_535))));
        files.add(new HostileFile(
                "gif with 3,000,000 controls", () -> gif(1, 1, join(times(3_000_000, CONTROL), FRAME))));
        files.add(new HostileFile("gif with a comment of 12,000,000 pieces", () -> gif(
                1, 1, join(latin("!\u00FE"), times(12_000_000, latin("\1x")), bytes(0), FRAME))));
        files.add(new HostileFile("gif with 4,000,000 comments", () -> gif(
                1, 1, join(times(4_000_000, latin("!\u00FE\1x\0")), FRAME))));
        files.add(new HostileFile("gif and script", () -> latin("GIF89a=1;alert(1)//\0\0\0;")));
    }

    private static byte[] frame(int width, int height) {
        return join(
                bytes(0x2C, 0, 0, 0, 0, width, width >> 8, height, height >> 8, 0),
                bytes(2, 2, 0x4C, 0x01, 0));
    }

    private static byte[] gif(int width, int height, byte[] blocks) {
        return join(
                latin("GIF89a"),
                bytes(width, width >> 8, height, height >> 8, 0x80, 0, 0),
                bytes(0, 0, 0, 255, 255, 255),
                blocks,
                latin(";"));
    }
}
