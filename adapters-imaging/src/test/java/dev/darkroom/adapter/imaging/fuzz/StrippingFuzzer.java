package dev.darkroom.adapter.imaging.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.GpsDirectory;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Sanitized content is a picture of the same type and size. To inspect it again finds no content credentials and removes
 * nothing more, and metadata-extractor, an independent reader, finds no GPS directory in it. The checksums of a PNG are corrected first,
 * because otherwise every change would be refused.
 */
public final class StrippingFuzzer {
    private StrippingFuzzer() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        byte[] file = withCheckSums(data);
        for (MetadataPolicy policy : new MetadataPolicy[]{MetadataPolicy.STRIP, MetadataPolicy.LOCATION}) {
            if (Inspecting.inspect(file, policy) instanceof Inspection.Accepted accepted) {
                byte[] stored = Inspecting.read(accepted.sanitized());
                Inspection.Accepted again = Inspecting.accept(stored, policy);
                assertThat(again.contentType()).isEqualTo(accepted.contentType());
                assertThat(again.dimensions()).isEqualTo(accepted.dimensions());
                assertThat(again.contentCredentials()).isNull();
                assertThat(Inspecting.read(again.sanitized())).isEqualTo(stored);
                assertThat(hasPlace(stored)).as("GPS after %s", policy).isFalse();
            }
        }
    }

    /** Whether the reader finds a place, as far as it can read the file. */
    static boolean hasPlace(byte[] file) {
        try {
            Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(file), file.length);
            return metadata.getDirectoriesOfType(GpsDirectory.class).stream()
                    .anyMatch(directory -> !directory.isEmpty());
        } catch (ImageProcessingException | IOException | RuntimeException unreadable) {
            return false;
        }
    }

    private static byte[] withCheckSums(byte[] data) {
        byte[] file = data.clone();
        if (!new String(file, 0, Math.min(8, file.length), StandardCharsets.ISO_8859_1)
                .equals("\u0089PNG\r\n\u001A\n")) {
            return file;
        }
        ByteBuffer buffer = ByteBuffer.wrap(file);
        for (long at = 8; at + 12 <= file.length; at += 12 + Integer.toUnsignedLong(buffer.getInt((int) at))) {
            long end = at + 8 + Integer.toUnsignedLong(buffer.getInt((int) at));
            if (end + 4 <= file.length) {
                CRC32 crc = new CRC32();
                crc.update(Arrays.copyOfRange(file, (int) at + 4, (int) end));
                buffer.putInt((int) end, (int) crc.getValue());
            }
        }
        return file;
    }
}
