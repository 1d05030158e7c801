package dev.darkroom.adapter.imaging.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.exif.GpsDirectory;
import dev.darkroom.adapter.imaging.inspect.exif.Exif;
import dev.darkroom.adapter.imaging.inspect.exif.ExifWithoutLocation;

/**
 * Whatever an Exif block is, it is read; without its place it is not longer, says the same about orientation and time, stays
 * as it is the second time, and has no GPS directory for metadata-extractor.
 */
public final class ExifFuzzer {
    private ExifFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        Exif exif = Exif.read(data);
        assertThat(exif.orientation()).isBetween(1, 8);
        byte[] kept = ExifWithoutLocation.of(data);
        if (kept != null) {
            assertThat(kept).hasSizeLessThanOrEqualTo(data.length);
            assertThat(Exif.read(kept).orientation()).isEqualTo(exif.orientation());
            assertThat(ExifWithoutLocation.of(kept)).isEqualTo(kept);
            Metadata metadata = new Metadata();
            new ExifReader().extract(new ByteArrayReader(kept), metadata);
            assertThat(metadata.getDirectoriesOfType(GpsDirectory.class)).isEmpty();
        }
    }
}
