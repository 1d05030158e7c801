package dev.darkroom.adapter.imaging.fuzz;

import dev.darkroom.adapter.imaging.inspect.exif.Exif;
import dev.darkroom.adapter.imaging.testkit.Credentials;
import dev.darkroom.adapter.imaging.testkit.ExifBuilder;
import dev.darkroom.adapter.imaging.testkit.Pictures;
import dev.darkroom.adapter.imaging.testkit.Sample;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileFile;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fuzzes the targets with <a href="https://github.com/CodeIntelligenceTesting/jazzer">Jazzer</a>, each for the given number of
 * seconds, on one processor:
 *
 * <pre>mvn -Pfuzz -pl adapters-imaging -am test -Dtest=FuzzRegressionIT -Dsurefire.failIfNoSpecifiedTests=false -Dfuzz.seconds=200</pre>
 *
 * Inputs that reached new code are kept in {@code target/fuzz}, and the next run continues with them. An input that fails ends
 * the build and is written there as {@code crash-…}; add it to {@link FuzzRegressionIT}.
 */
public final class Fuzzing {
    private static final int MAX_SEED_BYTES = 8_000;
    private static final int MAX_INPUT_BYTES = 16_000;
    private static final int MAX_SECONDS_EACH = 10;

    private Fuzzing() {}

    /** @param args the working folder, and the number of seconds */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[0]);
        fuzz(SniffingFuzzer.class, pictures(), folder, args[1]);
        fuzz(StrippingFuzzer.class, pictures(), folder, args[1]);
        fuzz(ExifFuzzer.class, exif(), folder, args[1]);
    }

    private static void fuzz(Class<?> target, List<byte[]> seeds, Path folder, String seconds)
            throws IOException, InterruptedException {
        Path inputs = Files.createDirectories(folder.resolve(target.getSimpleName()));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(inputs.resolve("seed-" + i), seeds.get(i));
        }
        // In a separate process, because Jazzer ends the process.
        int code = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=" + target.getPackageName() + ".**",
                // These bug detectors search for injections, which are impossible here.
                "--custom_hook_includes=none",
                "-max_total_time=" + seconds,
                "-max_len=" + MAX_INPUT_BYTES,
                "-timeout=" + MAX_SECONDS_EACH,
                "-artifact_prefix=" + folder + "/",
                inputs.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException(target.getSimpleName() + " failed, see " + folder);
        }
    }

    /** A picture of each kind, and small hostile files. */
    static List<byte[]> pictures() {
        List<byte[]> seeds = new ArrayList<>();
        for (Sample sample : Sample.values()) {
            seeds.add(sample.file());
        }
        Stream.of(
                Stream.of("lossless.webp", "alpha.webp", "alpha.avif"), Credentials.signed(), Credentials.referring())
                .flatMap(names -> names)
                .map(Pictures::resource)
                .forEach(seeds::add);
        HostileFiles.crafted().map(HostileFile::bytes).filter(file -> file.length <= MAX_SEED_BYTES)
                .forEach(seeds::add);
        return seeds;
    }

    static List<byte[]> exif() {
        return List.of(
                ExifBuilder.everything(6),
                ExifBuilder.exif(ByteOrder.LITTLE_ENDIAN).orientation(3).takenAt("2026:07:14 09:26:53").gps().build(),
                ExifBuilder.exif().packet("exif:GPSLatitude").thumbnail().build(),
                Exif.empty());
    }
}
