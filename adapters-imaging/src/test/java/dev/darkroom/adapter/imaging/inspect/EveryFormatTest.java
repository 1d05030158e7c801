package dev.darkroom.adapter.imaging.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.testkit.Bytes;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.adapter.imaging.testkit.Sample;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests for all formats: incomplete files are refused, damage never throws, and files and streams have the same result.
 */
final class EveryFormatTest {
    @ParameterizedTest
    @EnumSource
    void incompleteFileIsNeverAccepted(Sample sample) {
        byte[] file = sample.file();
        for (int part = 0; part < 64; part++) {
            byte[] cut = Arrays.copyOf(file, (int) ((long) file.length * part / 64));
            for (MetadataPolicy policy : MetadataPolicy.values()) {
                assertThat(Inspecting.inspect(cut, policy))
                        .as("%d of %d bytes", cut.length, file.length)
                        .isNotInstanceOf(Inspection.Accepted.class);
            }
        }
        assertThat(Inspecting.inspect(Arrays.copyOf(file, file.length - 1))).isInstanceOf(Inspection.Damaged.class);
    }

    @ParameterizedTest
    @EnumSource
    void flippedBitsNeverThrow(Sample sample) {
        byte[] file = sample.file();
        Random random = new Random(20_260_714);
        for (int round = 0; round < 2_000; round++) {
            byte[] flipped = file.clone();
            for (int flips = 1 + round % 3; flips > 0; flips--) {
                flipped[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
            }
            for (MetadataPolicy policy : MetadataPolicy.values()) {
                if (Inspecting.inspect(flipped, policy) instanceof Inspection.Accepted accepted) {
                    // Fails if the number of bytes is not the declared size.
                    Inspecting.read(accepted.sanitized());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void extremeNumbersNeverThrow(Sample sample) {
        byte[] file = sample.file();
        int step = Math.max(1, file.length / 2_000);
        for (int at = 0; at + 4 <= file.length; at += step) {
            for (byte[] number : new byte[][]{{-1, -1, -1, -1}, {127, -1, -1, -1}, {-128, 0, 0, 0}, {0, 0, 0, 0}}) {
                for (MetadataPolicy policy : MetadataPolicy.values()) {
                    if (Inspecting.inspect(Bytes.overwrite(file, at, number),
                            policy) instanceof Inspection.Accepted accepted) {
                        Inspecting.read(accepted.sanitized());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void fileGivesTheSameResultAsAStream(Sample sample, @TempDir Path folder) throws IOException {
        byte[] bytes = sample.file();
        Path file = Files.write(folder.resolve("upload"), bytes);

        FormatInspector inspector = new FormatInspector(Inspecting.LIMITS, MetadataPolicy.STRIP);
        Inspection ofFile = inspector.inspect(Content.of(file, bytes.length));
        Inspection.Accepted ofStream = Inspecting.accept(bytes);

        assertThat(ofFile).isInstanceOf(Inspection.Accepted.class);
        Inspection.Accepted accepted = (Inspection.Accepted) ofFile;
        assertThat(accepted.dimensions()).isEqualTo(ofStream.dimensions());
        assertThat(accepted.takenAt()).isEqualTo(ofStream.takenAt());
        assertThat(Inspecting.read(accepted.sanitized())).isEqualTo(Inspecting.read(ofStream.sanitized()));
        // It can be read again, as for a retry.
        assertThat(Inspecting.read(accepted.sanitized())).isEqualTo(Inspecting.read(ofStream.sanitized()));
    }

    @ParameterizedTest
    @EnumSource
    void stripRemovesAllPrivateTextAndIsIdempotent(Sample sample) {
        byte[] stripped = Inspecting.strip(sample.file());

        assertThat(Bytes.indexOf(stripped, "SECRET")).isNegative();
        assertThat(Inspecting.strip(stripped)).isEqualTo(stripped);
        assertThat(Inspecting.accept(stripped).dimensions())
                .isEqualTo(Inspecting.accept(sample.file()).dimensions());
        assertThat(Inspecting.accept(stripped).takenAt()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void keepReturnsTheOriginalInstance(Sample sample) {
        Content content = Content.of(sample.file());

        Inspection inspection = new FormatInspector(Inspecting.LIMITS, MetadataPolicy.KEEP).inspect(content);

        assertThat(inspection).isInstanceOf(Inspection.Accepted.class);
        assertThat(((Inspection.Accepted) inspection).sanitized()).isSameAs(content);
    }
}
