package dev.darkroom.adapter.imaging.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.exif.GpsDirectory;
import dev.darkroom.adapter.imaging.inspect.exif.Exif;
import dev.darkroom.adapter.imaging.inspect.exif.ExifWithoutLocation;

/**
 * Every block can be read. The block without location is not longer, has the same orientation and time, does not change
 * if the location is removed again, and metadata-extractor finds no GPS directory in it.
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
