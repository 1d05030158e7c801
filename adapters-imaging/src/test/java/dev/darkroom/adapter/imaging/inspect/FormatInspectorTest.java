package dev.darkroom.adapter.imaging.inspect;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.unsupported;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.adapter.imaging.testkit.Pictures;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.testkit.contract.ImageInspectorContract;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FormatInspectorTest implements ImageInspectorContract {
    @TempDir
    Path folder;

    @Override
    public FormatInspector testee() {
        return new FormatInspector(Inspecting.LIMITS, MetadataPolicy.STRIP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A text in a file named kite.jpg",
                "<svg xmlns='http://www.w3.org/2000/svg'/>",
                "<?xml version='1.0'?><svg/>",
                "<html><img src=x></html>",
                "MM\0*\0\0\0\u0008",
                "II*\0\u0008\0\0\0",
                "BM6\0\0\0",
                "%PDF-1.7",
                "RIFF\u0010\0\0\0WAVEfmt ",
                "\0\0\0\u0018ftypisom\0\0\2\0isomiso2",
                "\u00FF\u00D8",
                "G"
            })
    void fileThatIsNotAPictureIsUnsupported(String start) {
        assertThat(unsupported(join(latin(start), new byte[100])))
                .isEqualTo("The file is not a picture of an accepted type. "
                        + "JPEG, PNG, GIF, WebP, AVIF and HEIC/HEIF are accepted.");
        assertThat(Inspecting.inspect(latin(start))).isInstanceOf(Inspection.Unsupported.class);
    }

    @Test
    void pictureAfterOtherBytesIsUnsupported() {
        assertThat(unsupported(join(latin("<html>"), Pictures.jpeg()))).contains("not a picture");
        assertThat(unsupported(join(bytes(0), Pictures.png()))).contains("not a picture");
    }

    @Test
    void emptyFileIsUnsupported() {
        assertThat(unsupported(new byte[0])).startsWith("The file is empty.");
    }

    @Test
    void sanitizedContentCanBeSkipped() throws IOException {
        byte[] jpeg = Pictures.privateJpeg(6);
        Content sanitized = Inspecting.accept(jpeg).sanitized();
        byte[] whole = Inspecting.read(sanitized);

        for (int at = 0; at <= whole.length; at += 13) {
            try (InputStream in = sanitized.open()) {
                in.skipNBytes(at);
                assertThat(in.read()).isEqualTo(at < whole.length ? whole[at] & 0xFF : -1);
                assertThat(in.skip(Long.MAX_VALUE)).isEqualTo(Math.max(0, whole.length - at - 1));
                assertThat(in.read(new byte[8])).isEqualTo(-1);
                assertThat(in.read(new byte[0])).isZero();
            }
        }
    }

    @Test
    void sanitizedContentOfATruncatedFileCanNotBeRead() throws IOException {
        byte[] jpeg = Pictures.privateJpeg(6);
        Path file = Files.write(folder.resolve("upload"), jpeg);
        Inspection inspection = testee().inspect(Content.of(file, jpeg.length));
        assertThat(inspection).isInstanceOf(Inspection.Accepted.class);
        Files.write(file, new byte[100]);

        try (InputStream in = ((Inspection.Accepted) inspection).sanitized().open()) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void limitsArePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PixelLimits(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PixelLimits(1, 0));
    }
}
