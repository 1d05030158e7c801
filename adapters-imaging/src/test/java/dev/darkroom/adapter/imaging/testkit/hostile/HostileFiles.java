package dev.darkroom.adapter.imaging.testkit.hostile;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;

import dev.darkroom.adapter.imaging.testkit.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Files that an attacker could send, none larger than 25 MiB, the same in every run. The inspector, the renderers and
 * the whole service must have a result for each within seconds, without an internal error.
 */
public final class HostileFiles {
    private static final int FLIPS = 64;

    private HostileFiles() {}

    /** All files, about 1,400. */
    public static Stream<HostileFile> all() {
        return Stream.of(cutShort(), flipped(), crafted()).flatMap(files -> files);
    }

    /** A file of each kind, cut at every 1/64 of its length. */
    public static Stream<HostileFile> cutShort() {
        return Arrays.stream(Sample.values()).flatMap(sample -> IntStream.range(0, 64)
                .mapToObj(part -> new HostileFile(name(sample) + " cut at " + part + "/64", () -> {
                    byte[] file = sample.file();
                    return Arrays.copyOf(file, (int) ((long) file.length * part / 64));
                })));
    }

    /** A file of each kind with one to eight flipped bits, from a fixed seed. */
    public static Stream<HostileFile> flipped() {
        return Arrays.stream(Sample.values()).flatMap(sample -> IntStream.range(0, FLIPS)
                .mapToObj(round -> new HostileFile(name(sample) + " with flipped bits, round " + round, () -> {
                    Random random = new Random(sample.name().hashCode() * 31L + round);
                    byte[] file = sample.file();
                    for (int flips = 1 + round % 8; flips > 0; flips--) {
                        file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                    return file;
                })));
    }

    /** Decompression bombs, floods of parts, wrong sizes and polyglots, each written by hand. */
    public static Stream<HostileFile> crafted() {
        List<HostileFile> files = new ArrayList<>();
        HostilePng.addTo(files);
        HostileJpeg.addTo(files);
        HostileGif.addTo(files);
        HostileWebp.addTo(files);
        HostileHeif.addTo(files);
        HostileCredentials.addTo(files);
        files.add(new HostileFile("nothing", () -> new byte[0]));
        files.add(new HostileFile("one zero", () -> bytes(0)));
        files.add(new HostileFile("24 MB of zeros", () -> new byte[24_000_000]));
        files.add(new HostileFile("an SVG with a script", () -> latin("<svg><script>alert(1)</script></svg>")));
        return files.stream();
    }

    private static String name(Sample sample) {
        return sample.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Repeats a part. */
    public static byte[] times(int count, byte[] part) {
        byte[] all = new byte[count * part.length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(part, 0, all, i * part.length, part.length);
        }
        return all;
    }

    /** Bytes that don't compress, from a fixed seed. */
    static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }
}
