package dev.darkroom.adapter.imaging.inspect.gif;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.indexOf;
import static dev.darkroom.adapter.imaging.testkit.Bytes.insert;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.overwrite;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.accept;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.damage;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.strip;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.withoutLocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.inspect.FormatInspector;
import dev.darkroom.adapter.imaging.inspect.file.Edits;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.adapter.imaging.testkit.LyingFiles;
import dev.darkroom.adapter.imaging.testkit.Pictures;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class GifTest {
    @Test
    void typeAndSizeAreRead() {
        Inspection.Accepted gif = accept(Pictures.privateGif());

        assertThat(gif.contentType()).isEqualTo(ContentType.GIF);
        assertThat(gif.dimensions()).isEqualTo(new Dimensions(Pictures.WIDTH, Pictures.HEIGHT));
        assertThat(gif.takenAt()).isNull();
    }

    @Test
    void stripKeepsFramesAndLoopAndNothingElse() {
        byte[] file = Pictures.privateGif();

        byte[] stripped = strip(file);

        assertThat(stripped).isEqualTo(Pictures.animatedGif());
        assertThat(Pictures.pixels(stripped)).isEqualTo(Pictures.pixels(file));
        assertThat(withoutLocation(file)).isEqualTo(stripped);
    }

    @Test
    void colourProfileIsKept() {
        byte[] gif = Pictures.animatedGif();
        byte[] file = insert(gif, indexOf(gif, "!\u00FF"), latin("!\u00FF\u000BICCRGBG1012\u0003ICC\0"));

        assertThat(strip(file)).isEqualTo(file);
    }

    @Test
    void loopBlockWithExtraBytesIsRemoved() {
        byte[] gif = Pictures.gif();
        byte[] file = insert(gif, gif.length - 1, latin("!\u00FF\u000BNETSCAPE2.0\u0003\u0001\0\0\u000BSECRET-TEXT\0"));

        assertThat(strip(file)).isEqualTo(gif);
    }

    @Test
    void structuresThatNoDecoderReadsAreDamaged() {
        byte[] gif = Pictures.gif();
        int frameAt = indexOf(gif, ",\0\0\0\0");

        assertThat(damage(Arrays.copyOf(gif, gif.length - 1))).contains("cut short");
        assertThat(damage(join(Arrays.copyOf(gif, 13 + (3 << ((gif[10] & 7) + 1))), latin(";"))))
                .contains("no picture");
        assertThat(damage(insert(gif, gif.length - 1, bytes(0x99)))).contains("unknown kind");
        assertThat(damage(overwrite(gif, 6, bytes(0, 0)))).contains("without pixels");
        assertThat(damage(overwrite(gif, frameAt + 5, bytes(0xFF, 0xFF)))).contains("65,535");
        assertThat(damage(overwrite(gif, 6, bytes(0xFF, 0xFF, 0xFF, 0xFF)))).contains("30,000");
    }

    @Test
    void numberOfMetadataBlocksIsLimited() {
        byte[] gif = Pictures.gif();
        byte[] control = latin("!\u00F9\u0004\0\0\0\0\0");
        byte[] comment = latin("!\u00FE\u0001x\0");
        byte[][] blocks = new byte[2 * Edits.MAX_EDITS][];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = i % 2 == 0 ? comment : control;
        }

        byte[] most = insert(gif, gif.length - 1, blocks);
        assertThat(Inspecting.read(accept(most).sanitized()))
                .hasSize(gif.length + Edits.MAX_EDITS * control.length);
        assertThat(damage(insert(most, most.length - 1, comment))).contains("20000 separate blocks");
    }

    /** As browsers and libvips show it. */
    @Test
    void firstFrameExtendsThePictureAndOthersDoNot() throws IOException {
        byte[] first = LyingFiles.gif(64, 200, 1);
        byte[] frame = Arrays.copyOfRange(first, 19, first.length - 1);
        byte[] second = insert(LyingFiles.gif(64, 0, 1), 34, frame);

        assertThat(accept(first).dimensions()).isEqualTo(new Dimensions(201, 201));
        assertThat(accept(second).dimensions()).isEqualTo(new Dimensions(64, 64));
        assertThat(FormatInspector.decoding(Content.of(second), Inspecting.LIMITS).orElseThrow().frameBytes())
                .as("memory of the canvas")
                .isEqualTo(8L * 201 * 201);
        assertThat(damage(insert(LyingFiles.gif(64, 0, 1), 34, Arrays.copyOfRange(
                LyingFiles.gif(64, 11_999, 1), 19, first.length - 1)))).contains("12,000 × 12,000");
    }

    /** 35 bytes, for which a decoder allocates 600 MB. */
    @Test
    void pixelBeyondTheLimitsIsRefused() {
        byte[] file = LyingFiles.gif(64, 11_999, 1);

        assertThat(file).hasSize(35);
        assertThat(damage(file)).contains("12,000 × 12,000 pixels").contains("100,000,000 in all");
        assertThat(accept(LyingFiles.gif(64, 9_999, 1)).dimensions()).isEqualTo(new Dimensions(10_000, 10_000));
        assertThat(damage(LyingFiles.gif(64, 10_000, 1))).contains("100,000,000 in all");
        assertThat(damage(LyingFiles.gif(64, 50_000, 9_000))).contains("30,000");
    }

    @Test
    void numberOfFramesIsLimited() {
        byte[] gif = Pictures.gif();
        byte[] control = latin("!\u00F9\u0004\0\0\0\0\0");

        assertThat(damage(insert(gif, gif.length - 1, HostileFiles.times(250_000, control)))).contains("250,000 parts");
    }
}
