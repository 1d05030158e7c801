package dev.darkroom.adapter.imaging.fuzz;

import static dev.darkroom.adapter.imaging.testkit.Bytes.insert;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.segment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.testkit.Pictures;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileFile;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the fuzz targets without Jazzer, with the seeds of {@link Fuzzing} and with inputs that failed once. */
final class FuzzRegressionIT {
    private static final List<byte[]> PICTURES = Fuzzing.pictures();

    @Test
    void sniffingHasAResult() {
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
    void bytesAfterAShortSegmentDoNotBelongToIt() {
        StrippingFuzzer.fuzzerTestOneInput(
                insert(Pictures.jpeg(), 20, segment(0xE1, latin("http://ns.adobe.com/xap/1")), latin(".0/\0")));
    }

    @Test
    void exifIsRead() {
        Fuzzing.exif().forEach(ExifFuzzer::fuzzerTestOneInput);
        PICTURES.forEach(ExifFuzzer::fuzzerTestOneInput);
    }

    @Test
    void locationInAnOriginalIsDetected() {
        for (byte[] original : List.of(Pictures.privateJpeg(6), Pictures.privatePng(6),
                Pictures.resource("exif.heic"))) {
            assertThat(StrippingFuzzer.hasPlace(original)).isTrue();
        }
    }
}
