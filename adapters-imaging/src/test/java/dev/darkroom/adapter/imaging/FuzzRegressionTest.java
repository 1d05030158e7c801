package dev.darkroom.adapter.imaging;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The fuzz targets hold for what {@link Fuzzing} starts from and for what it once found, without Jazzer. */
final class FuzzRegressionTest {
    private static final List<byte[]> PICTURES = Fuzzing.pictures();

    @Test
    void sniffingHasAnAnswer() {
        PICTURES.forEach(SniffingFuzzer::fuzzerTestOneInput);
        Fuzzing.exif().forEach(SniffingFuzzer::fuzzerTestOneInput);
    }

    @Test
    void strippingHolds() {
        Stream.concat(
                PICTURES.stream(),
                HostileFiles.flipped().map(HostileFile::bytes))
                .forEach(StrippingFuzzer::fuzzerTestOneInput);
    }

    @Test
    void exifIsRead() {
        Fuzzing.exif().forEach(ExifFuzzer::fuzzerTestOneInput);
        PICTURES.forEach(ExifFuzzer::fuzzerTestOneInput);
    }
}
