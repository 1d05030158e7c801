package dev.darkroom.adapter.imaging.inspect.png;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.indexOf;
import static dev.darkroom.adapter.imaging.testkit.Bytes.insert;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.overwrite;
import static dev.darkroom.adapter.imaging.testkit.Bytes.pngChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.accept;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.damage;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.strip;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.withoutLocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.testkit.ExifBuilder;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.adapter.imaging.testkit.Pictures;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles;
import dev.darkroom.adapter.imaging.testkit.hostile.HostilePng;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PngTest {
    private static final int AFTER_HEADER = 33;

    @Test
    void typeSizeAndTimeAreRead() {
        Inspection.Accepted png = accept(Pictures.privatePng(1));

        assertThat(png.contentType()).isEqualTo(ContentType.PNG);
        assertThat(png.dimensions()).isEqualTo(new Dimensions(Pictures.WIDTH, Pictures.HEIGHT));
        assertThat(png.takenAt()).isEqualTo(Instant.parse("2026-07-14T07:26:53.589Z"));
    }

    @Test
    void stripKeepsPixelsProfileAndPhysicalSizeAndNothingElse() {
        byte[] file = Pictures.privatePng(1);

        byte[] stripped = strip(file);

        assertThat(Pictures.pixels(stripped)).isEqualTo(Pictures.pixels(file));
        assertThat(stripped)
                .isEqualTo(insert(
                        Pictures.png(),
                        AFTER_HEADER,
                        pngChunk("iCCP", latin("rgb\0\0"), Pictures.deflate(Pictures.profile())),
                        pngChunk("pHYs", new byte[]{0, 0, 0x0B, 0x13, 0, 0, 0x0B, 0x13, 1})));
    }

    @ParameterizedTest
    @CsvSource({"1,48,32", "2,48,32", "3,48,32", "4,48,32", "5,32,48", "6,32,48", "7,32,48", "8,32,48"})
    void orientationIsKeptAndAppliedToTheSize(int orientation, int width, int height) {
        Inspection.Accepted original = accept(Pictures.privatePng(orientation));
        byte[] stripped = Inspecting.read(original.sanitized());

        assertThat(original.dimensions()).isEqualTo(new Dimensions(width, height));
        assertThat(accept(stripped).dimensions()).isEqualTo(new Dimensions(width, height));
        assertThat(indexOf(stripped, "SECRET")).isNegative();
        assertThat(strip(stripped)).isEqualTo(stripped);
    }

    /** As Chromium does. */
    @Test
    void exifAfterThePixelsGivesTheTimeButNotTheOrientation() {
        byte[] png = Pictures.png();
        byte[] file = insert(png, png.length - 12, pngChunk("eXIf", ExifBuilder.everything(8)));

        assertThat(accept(file).dimensions()).isEqualTo(new Dimensions(48, 32));
        assertThat(accept(file).takenAt()).isEqualTo(Instant.parse("2026-07-14T07:26:53.589Z"));
        assertThat(strip(file)).isEqualTo(png);
    }

    @Test
    void secondExifIsIgnoredAndRemoved() {
        byte[] once = insert(
                Pictures.png(), AFTER_HEADER, pngChunk("eXIf", ExifBuilder.exif().orientation(3).build()));
        byte[] twice = insert(once, once.length - 12, pngChunk("eXIf", ExifBuilder.everything(6)));

        assertThat(accept(twice).dimensions()).isEqualTo(new Dimensions(48, 32));
        assertThat(strip(twice)).isEqualTo(strip(once));
        assertThat(withoutLocation(twice)).isEqualTo(once);
    }

    @Test
    void veryLargeExifIsNotReadIntoMemory() {
        byte[] png = Pictures.png();
        byte[] file = insert(png, AFTER_HEADER, pngChunk("eXIf", ExifBuilder.everything(6), new byte[1_000_000]));

        assertThat(accept(file).dimensions()).isEqualTo(new Dimensions(32, 48));
        byte[] kept = withoutLocation(file);
        assertThat(accept(kept).dimensions()).isEqualTo(new Dimensions(32, 48));
        assertThat(indexOf(kept, "SECRET")).isNegative();
    }

    @Test
    void locationRemovesThePlaceAndKeepsTheCamera() {
        byte[] file = Pictures.privatePng(6);

        byte[] kept = withoutLocation(file);

        assertThat(Pictures.pixels(kept)).isEqualTo(Pictures.pixels(file));
        assertThat(indexOf(kept, "SECRET-MAKE\0")).isPositive();
        assertThat(indexOf(kept, "SECRET-TEXT")).isPositive();
        assertThat(indexOf(kept, "tIME")).isPositive();
        for (String gone : new String[]{"SECRET-PLACE", "SECRET-XMP", "zTXt", "SECRET-CHUNK", "SECRET-TRAILER"}) {
            assertThat(indexOf(kept, gone)).as(gone).isNegative();
        }
        assertThat(withoutLocation(kept)).isEqualTo(kept);
    }

    @Test
    void locationRemovesTextThatCanNotBeSearched() {
        byte[] file = insert(
                Pictures.png(),
                AFTER_HEADER,
                pngChunk("tEXt", latin("Raw profile type exif\0\nexif\n4\n45786966")),
                pngChunk("iTXt", latin("Comment\0\u0001\0\0\0"), Pictures.deflate(latin("somewhere"))),
                pngChunk("iTXt", latin("Comment")),
                pngChunk("tEXt", latin("Comment\0C\0i\0t\0y\0")),
                pngChunk("tEXt", latin("Comment\0"), new byte[300_000]));

        assertThat(withoutLocation(file)).isEqualTo(Pictures.png());
    }

    @Test
    void animationIsKept() {
        byte[] png = Pictures.png();
        byte[] file = insert(
                png,
                AFTER_HEADER,
                pngChunk("acTL", u32(1), u32(0)),
                pngChunk("fcTL", u32(0), u32(48), u32(32), new byte[14]));

        assertThat(strip(file)).isEqualTo(file);
    }

    @Test
    void everyChecksumIsVerified() {
        byte[] png = Pictures.privatePng(1);
        byte[] profileDamaged = overwrite(png, indexOf(png, "rgb"), latin("rgB"));
        byte[] pixelDamaged = png.clone();
        pixelDamaged[indexOf(png, "IDAT") + 20] ^= 1;

        assertThat(damage(profileDamaged)).contains("checksum");
        assertThat(damage(pixelDamaged)).contains("checksum");
    }

    @Test
    void structuresThatNoDecoderReadsAreDamaged() {
        byte[] png = Pictures.png();
        byte[] header = Arrays.copyOfRange(png, 8, AFTER_HEADER);
        byte[] signature = Arrays.copyOf(png, 8);
        byte[] end = pngChunk("IEND");

        assertThat(damage(overwrite(png, 4, latin("\n\n")))).contains("text mode");
        assertThat(damage(join(signature, pngChunk("IDAT", bytes(1)), end))).contains("does not start");
        assertThat(damage(join(signature, header, end))).contains("no picture");
        assertThat(damage(join(signature, header, pngChunk("IDAT"), end))).contains("no picture");
        assertThat(damage(insert(png, AFTER_HEADER, header))).contains("second header");
        assertThat(damage(insert(png, AFTER_HEADER, pngChunk("CgBI")))).contains("no decoder knows");
        assertThat(damage(insert(png, AFTER_HEADER, pngChunk("a1b2")))).contains("impossible header");
        assertThat(damage(join(Arrays.copyOf(png, png.length - 12), pngChunk("IEND", bytes(0))))).contains("end chunk");
        assertThat(damage(withHeader(0, 32, 8, 2))).contains("without pixels");
        assertThat(damage(withHeader(48, 32, 4, 2))).contains("impossible combination");
        assertThat(damage(withHeader(144, 32, 8, 3))).contains("palette");
    }

    @Test
    void lengthBeyondTheEndIsDamaged() {
        byte[] png = Pictures.png();

        assertThat(damage(insert(png, AFTER_HEADER, u32(0x7FFF_FFFFL), latin("tEXt")))).contains("cut short");
        assertThat(damage(insert(png, AFTER_HEADER, u32(0x8000_0000L), latin("tEXt")))).contains("impossible header");
        assertThat(damage(Arrays.copyOf(png, png.length - 12))).contains("cut short");
    }

    @Test
    void decompressionBombIsRefusedByItsHeader() {
        assertThat(damage(withHeader(50_000, 50_000, 8, 2)))
                .isEqualTo("The PNG is 50,000 × 50,000 pixels; a side may have at most 30,000.");
        assertThat(damage(withHeader(20_000, 20_000, 8, 2)))
                .isEqualTo("The PNG is 20,000 × 20,000 pixels; a picture may have at most 100,000,000 in all.");
        assertThat(damage(withHeader(0xFFFF_FFFFL, 0xFFFF_FFFFL, 8, 2))).contains("30,000");
    }

    @Test
    void limitsAreInclusive() {
        assertThat(accept(withHeader(30_000, 3_333, 8, 2)).dimensions()).isEqualTo(new Dimensions(30_000, 3_333));
        assertThat(damage(withHeader(30_001, 1, 8, 2))).contains("30,000");
        assertThat(accept(withHeader(10_000, 10_000, 8, 2)).dimensions().pixels()).isEqualTo(100_000_000);
        assertThat(damage(withHeader(10_001, 10_000, 8, 2))).contains("100,000,000");
    }

    @Test
    void numberOfPartsIsLimited() {
        byte[] png = Pictures.png();
        // In addition to the header, the pixels and the end.
        byte[] most = insert(png, png.length - 12, HostileFiles.times(249_997, pngChunk("IDAT")));

        assertThat(accept(most).contentType()).isEqualTo(ContentType.PNG);
        assertThat(damage(insert(most, most.length - 12, pngChunk("IDAT")))).contains("250,000 parts");
    }

    @Test
    void sizeOfTheColourProfileIsLimited() {
        byte[] file = insert(Pictures.png(), AFTER_HEADER, pngChunk("iCCP", new byte[4 * 1024 * 1024 + 1]));

        assertThat(damage(file)).isEqualTo("The colour profile of the PNG is larger than 4 MiB.");
    }

    private static byte[] withHeader(long width, long height, int bits, int colourType) {
        byte[] png = Pictures.png();
        byte[] header = pngChunk("IHDR", u32(width), u32(height), bytes(bits, colourType, 0, 0, 0));
        return overwrite(png, 8, header);
    }

    @ParameterizedTest
    @CsvSource({"0,1,8", "0,8,8", "2,8,8", "3,2,8", "4,16,8", "6,8,8", "6,16,8", "0,1,1", "2,16,5", "3,4,3"})
    void rowsLongerThanTheHeaderSaysAreDamaged(int colourType, int bits, int width) {
        for (boolean interlaced : new boolean[]{false, true}) {
            int rows = interlaced ? adam7Bytes(width, 7, bits, colourType) : bytesOf(width, 7, bits, colourType);

            accept(zeros(width, bits, colourType, interlaced, rows));
            assertThat(damage(zeros(width, bits, colourType, interlaced, rows + 1)))
                    .contains("more pixels than its header says");
        }
    }

    private static byte[] zeros(int width, int bits, int colourType, boolean interlaced, int rowBytes) {
        byte[] zlib = HostilePng.zlib(rowBytes);
        return join(
                latin("\u0089PNG\r\n\u001A\n"),
                pngChunk("IHDR", u32(width), u32(7), bytes(bits, colourType, 0, 0, interlaced ? 1 : 0)),
                pngChunk("PLTE", new byte[3]),
                pngChunk("IDAT", Arrays.copyOf(zlib, 3)),
                pngChunk("IDAT", Arrays.copyOfRange(zlib, 3, zlib.length)),
                pngChunk("IEND"));
    }

    private static int bytesOf(int width, int height, int bits, int colourType) {
        int samples = new int[]{1, 0, 3, 1, 2, 0, 4}[colourType];
        return width == 0 || height == 0 ? 0 : height * (1 + (width * bits * samples + 7) / 8);
    }

    /** Counted pixel by pixel. */
    private static int adam7Bytes(int width, int height, int bits, int colourType) {
        String[] passOf =
                {"16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656", "77777777"};
        int bytes = 0;
        for (char pass = '1'; pass <= '7'; pass++) {
            int columns = 0;
            int rows = 0;
            for (int y = 0; y < height; y++) {
                int inRow = 0;
                for (int x = 0; x < width; x++) {
                    inRow += passOf[y % 8].charAt(x % 8) == pass ? 1 : 0;
                }
                rows += inRow > 0 ? 1 : 0;
                columns = Math.max(columns, inRow);
            }
            bytes += bytesOf(columns, rows, bits, colourType);
        }
        return bytes;
    }

    @Test
    void sizesOfCompressedProfileAndTextsAreLimited() {
        int limit = 4 * 1024 * 1024;

        accept(with("iCCP", "rgb\0\0", limit));
        assertThat(damage(with("iCCP", "rgb\0\0", limit + 1))).contains("colour profile");
        accept(with("zTXt", "Comment\0\0", limit));
        assertThat(damage(with("zTXt", "Comment\0\0", limit + 1))).contains("texts");
        accept(with("iTXt", "Comment\0\1\0en\0Comment\0", limit));
        assertThat(damage(with("iTXt", "Comment\0\1\0en\0Comment\0", limit + 1))).contains("texts");
        assertThat(damage(insert(
                with("zTXt", "Comment\0\0", limit), AFTER_HEADER,
                pngChunk("zTXt", latin("A\0\0"), HostilePng.zlib(9))))).contains("texts");
    }

    private static byte[] with(String type, String start, int inflatedBytes) {
        return insert(
                Pictures.png(), AFTER_HEADER, pngChunk(type, latin(start), HostilePng.zlib(inflatedBytes)));
    }
}
