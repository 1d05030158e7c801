package dev.darkroom.adapter.imaging.inspect.webp;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.indexOf;
import static dev.darkroom.adapter.imaging.testkit.Bytes.insert;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.overwrite;
import static dev.darkroom.adapter.imaging.testkit.Bytes.riffChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32le;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.accept;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.damage;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.strip;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.withoutLocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.testkit.ExifBuilder;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.adapter.imaging.testkit.Pictures;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileWebp;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebpTest {
    private static final int ICC_FLAG = 0x20;
    private static final int EXIF_FLAG = 0x08;

    @Test
    void typeSizeAndTimeAreRead() {
        Inspection.Accepted webp = accept(Pictures.privateWebp(1));

        assertThat(webp.contentType()).isEqualTo(ContentType.WEBP);
        assertThat(webp.dimensions()).isEqualTo(new Dimensions(Pictures.WIDTH, Pictures.HEIGHT));
        assertThat(webp.takenAt()).isEqualTo(Instant.parse("2026-07-14T07:26:53.589Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy.webp", "lossless.webp", "alpha.webp", "animated.webp"})
    void barePictureIsNotChanged(String name) {
        byte[] file = Pictures.resource(name);

        assertThat(accept(file).dimensions()).isEqualTo(new Dimensions(Pictures.WIDTH, Pictures.HEIGHT));
        assertThat(strip(file)).isEqualTo(file);
    }

    @Test
    void stripKeepsPictureAndProfileAndCorrectsTheHeader() {
        assertThat(strip(Pictures.privateWebp(1)))
                .isEqualTo(Pictures.webp(
                        Pictures.webpHeader(ICC_FLAG),
                        riffChunk("ICCP", Pictures.profile()),
                        Pictures.chunksOf(Pictures.resource("lossy.webp"))));
    }

    /** No browser applies the Exif orientation of a WebP; other viewers do. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void orientationIsKeptAndNotAppliedToTheSize(int orientation) {
        Inspection.Accepted original = accept(Pictures.privateWebp(orientation));
        byte[] stripped = Inspecting.read(original.sanitized());

        assertThat(original.dimensions()).isEqualTo(new Dimensions(48, 32));
        assertThat(accept(stripped).dimensions()).isEqualTo(new Dimensions(48, 32));
        assertThat(stripped[20]).isEqualTo((byte) (orientation == 1 ? ICC_FLAG : ICC_FLAG | EXIF_FLAG));
        assertThat(indexOf(stripped, "EXIF")).isEqualTo(orientation == 1 ? -1 : stripped.length - 8 - 26);
        assertThat(Arrays.copyOfRange(stripped, 4, 8)).isEqualTo(u32le(stripped.length - 8));
        assertThat(indexOf(stripped, "SECRET")).isNegative();
        assertThat(strip(stripped)).isEqualTo(stripped);
    }

    @Test
    void secondExifIsIgnoredAndRemoved() {
        byte[] picture = Pictures.chunksOf(Pictures.resource("lossy.webp"));
        byte[] first = riffChunk("EXIF", ExifBuilder.exif().orientation(3).build());
        byte[] once = Pictures.webp(Pictures.webpHeader(EXIF_FLAG), picture, first);
        byte[] twice = Pictures.webp(
                Pictures.webpHeader(EXIF_FLAG), picture, first, riffChunk("EXIF", ExifBuilder.everything(6)));

        assertThat(accept(twice).dimensions()).isEqualTo(new Dimensions(48, 32));
        assertThat(strip(twice)).isEqualTo(strip(once));
        assertThat(withoutLocation(twice)).isEqualTo(once);
    }

    @Test
    void exifWithThePrefixOfJpegIsReadToo() {
        byte[] file = Pictures.webp(
                Pictures.webpHeader(EXIF_FLAG),
                Pictures.chunksOf(Pictures.resource("lossy.webp")),
                riffChunk("EXIF", latin("Exif\0\0"), ExifBuilder.everything(6)));

        assertThat(accept(file).takenAt()).isEqualTo(Instant.parse("2026-07-14T07:26:53.589Z"));
        byte[] kept = withoutLocation(file);
        assertThat(indexOf(kept, "SECRET-PLACE")).isNegative();
        assertThat(indexOf(kept, "SECRET-MAKE\0")).isPositive();
        assertThat(withoutLocation(kept)).isEqualTo(kept);
    }

    @Test
    void locationRemovesThePlaceAndKeepsTheCamera() {
        byte[] file = Pictures.privateWebp(6);

        byte[] kept = withoutLocation(file);

        assertThat(indexOf(kept, "SECRET-MAKE\0")).isPositive();
        for (String gone : new String[]{"PLACE", "XMP", "CHUNK", "TRAILER"}) {
            assertThat(indexOf(kept, "SECRET-" + gone)).as(gone).isNegative();
        }
        assertThat(kept[20]).isEqualTo((byte) (ICC_FLAG | EXIF_FLAG));
        assertThat(accept(kept).dimensions()).isEqualTo(new Dimensions(48, 32));
        assertThat(withoutLocation(kept)).isEqualTo(kept);
    }

    @Test
    void locationKeepsXmpThatNamesNoPlace() {
        byte[] file = Pictures.webp(
                Pictures.webpHeader(0x04),
                Pictures.chunksOf(Pictures.resource("lossy.webp")),
                riffChunk("XMP ", latin("<x:xmpmeta>dc:creator</x:xmpmeta>")));

        assertThat(withoutLocation(file)).isEqualTo(file);
    }

    @Test
    void metadataInASimpleFileIsRemovedAndIgnored() {
        byte[] simple = Pictures.resource("lossy.webp");
        byte[] file = Pictures.webp(
                Pictures.chunksOf(simple),
                riffChunk("EXIF", ExifBuilder.everything(6)),
                riffChunk("XMP ", latin("SECRET-XMP")),
                riffChunk("ICCP", latin("SECRET-PROFILE")));

        assertThat(strip(file)).isEqualTo(simple);
        assertThat(withoutLocation(file)).isEqualTo(simple);
        assertThat(accept(file).dimensions()).isEqualTo(new Dimensions(48, 32));
    }

    @Test
    void unknownChunksInAFrameAreZeroed() {
        byte[] animated = Pictures.resource("animated.webp");
        int frameAt = indexOf(animated, "ANMF");
        byte[] hidden = riffChunk("SECR", latin("SECRET-CHUNK"));
        byte[] length = Arrays.copyOfRange(animated, frameAt + 4, frameAt + 8);
        int grown = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt() + hidden.length;
        byte[] file = insert(
                overwrite(overwrite(animated, frameAt + 4, u32le(grown)), 4,
                        u32le(animated.length - 8 + hidden.length)),
                frameAt + 24,
                hidden);

        byte[] stripped = strip(file);

        assertThat(stripped).hasSameSizeAs(file);
        assertThat(indexOf(stripped, "SECRET")).isNegative();
        assertThat(accept(stripped).dimensions()).isEqualTo(new Dimensions(48, 32));
    }

    @Test
    void missingPadByteAtTheEndIsAccepted() {
        byte[] file = join(
                Pictures.webp(Pictures.chunksOf(Pictures.resource("lossy.webp"))), latin("ODDC"), u32le(1), latin("x"));
        byte[] odd = overwrite(file, 4, u32le(file.length - 8));

        assertThat(strip(odd)).isEqualTo(Pictures.resource("lossy.webp"));
    }

    @Test
    void structuresThatNoDecoderReadsAreDamaged() {
        byte[] lossy = Pictures.resource("lossy.webp");
        byte[] lossless = Pictures.resource("lossless.webp");
        byte[] animated = Pictures.resource("animated.webp");
        byte[] picture = Pictures.chunksOf(lossy);
        int frameAt = indexOf(animated, "ANMF");

        assertThat(damage(overwrite(lossy, 4, u32le(lossy.length)))).contains("cut short");
        assertThat(damage(overwrite(lossy, 4, u32le(0xFFFF_FFFFL)))).contains("cut short");
        assertThat(damage(overwrite(lossy, 16, u32le(0xFFFF_FFFFL)))).contains("beyond its end");
        assertThat(damage(overwrite(lossy, 16, u32le(lossy.length)))).contains("beyond its end");
        assertThat(damage(overwrite(lossy, 20, bytes(1)))).contains("header is damaged");
        assertThat(damage(overwrite(lossy, 22, bytes(0xFF)))).contains("header is damaged");
        assertThat(damage(overwrite(lossy, 23, bytes(0)))).contains("header is damaged");
        assertThat(damage(overwrite(lossy, 26, bytes(0, 0)))).contains("without pixels");
        assertThat(damage(overwrite(lossless, 20, bytes(0)))).contains("header is damaged");
        assertThat(damage(overwrite(lossless, 24, bytes(0xFF)))).contains("header is damaged");
        assertThat(damage(Pictures.webp())).contains("no picture");
        assertThat(damage(Pictures.webp(Pictures.webpHeader(0)))).contains("no picture");
        assertThat(damage(Pictures.webp(picture, picture))).contains("more pictures");
        assertThat(damage(Pictures.webp(picture, Pictures.webpHeader(0)))).contains("wrong place");
        assertThat(damage(Pictures.webp(riffChunk("VP8X", bytes(0)), picture))).contains("impossible length");
        assertThat(damage(overwrite(Pictures.webp(Pictures.webpHeader(0), picture), 24, bytes(9))))
                .contains("not have the size");
        assertThat(damage(overwrite(animated, 20, bytes(0)))).contains("does not declare");
        assertThat(damage(overwrite(animated, frameAt + 8, bytes(9)))).contains("outside of its canvas");
        assertThat(damage(overwrite(animated, frameAt + 14, bytes(9)))).contains("another size");
    }

    @Test
    void numberOfFramesIsLimited() {
        assertThat(accept(HostileWebp.animation(10_000, 1)).contentType()).isEqualTo(ContentType.WEBP);
        assertThat(damage(HostileWebp.animation(10_001, 1))).contains("10000 frames");
    }

    @Test
    void limitsApplyToTheCanvas() {
        byte[] header = riffChunk("VP8X", bytes(0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF));

        assertThat(damage(Pictures.webp(header))).contains("16,777,216 × 16,777,216").contains("30,000");
    }
}
