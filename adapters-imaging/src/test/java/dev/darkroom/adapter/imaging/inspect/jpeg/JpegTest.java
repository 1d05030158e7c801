package dev.darkroom.adapter.imaging.inspect.jpeg;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.indexOf;
import static dev.darkroom.adapter.imaging.testkit.Bytes.insert;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.overwrite;
import static dev.darkroom.adapter.imaging.testkit.Bytes.segment;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.accept;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.damage;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.strip;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.unsupported;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.withoutLocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.inspect.FormatInspector;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.testkit.ExifBuilder;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.adapter.imaging.testkit.Pictures;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileJpeg;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JpegTest {
    private static final int AFTER_JFIF = 20;
    /** Marker and length. */
    private static final String FRAME_HEADER = "\u00FF\u00C0\0\u0011";

    @Test
    void typeSizeAndTimeAreRead() {
        Inspection.Accepted jpeg = accept(Pictures.privateJpeg(1));

        assertThat(jpeg.contentType()).isEqualTo(ContentType.JPEG);
        assertThat(jpeg.dimensions()).isEqualTo(new Dimensions(Pictures.WIDTH, Pictures.HEIGHT));
        assertThat(jpeg.takenAt()).isEqualTo(Instant.parse("2026-07-14T07:26:53.589Z"));
    }

    @Test
    void stripKeepsPixelsAndProfileAndNothingElse() {
        byte[] file = Pictures.privateJpeg(1);

        byte[] stripped = strip(file);

        assertThat(Pictures.pixels(stripped)).isEqualTo(Pictures.pixels(file));
        assertThat(stripped).isEqualTo(insert(Pictures.jpeg(), AFTER_JFIF, Pictures.iccSegment()));
    }

    @Test
    void bareJpegIsNotChanged() {
        Content jpeg = Content.of(Pictures.jpeg());

        Inspection inspection = new FormatInspector(Inspecting.LIMITS, MetadataPolicy.STRIP).inspect(jpeg);

        assertThat(((Inspection.Accepted) inspection).sanitized()).isSameAs(jpeg);
    }

    @ParameterizedTest
    @CsvSource({"1,48,32", "2,48,32", "3,48,32", "4,48,32", "5,32,48", "6,32,48", "7,32,48", "8,32,48"})
    void orientationIsKeptAndAppliedToTheSize(int orientation, int width, int height) {
        Inspection.Accepted original = accept(Pictures.privateJpeg(orientation));
        Inspection.Accepted again = accept(Inspecting.read(original.sanitized()));

        assertThat(original.dimensions()).isEqualTo(new Dimensions(width, height));
        assertThat(again.dimensions()).isEqualTo(new Dimensions(width, height));
        byte[] stripped = Inspecting.read(original.sanitized());
        assertThat(indexOf(stripped, "SECRET")).isNegative();
        assertThat(indexOf(stripped, "Exif")).isEqualTo(orientation == 1 ? -1 : AFTER_JFIF + 4);
        assertThat(Inspecting.read(again.sanitized())).isEqualTo(stripped);
    }

    /** Expected values are those of Chromium, by naturalWidth; type 3 is SHORT, type 4 is LONG. */
    @ParameterizedTest
    @CsvSource({
        "3 1 6, true",
        "4 1 6, false",
        "13 1 6, false",
        "3 0 6, false",
        "3 2 6, false",
        "3 1 9 3 1 6, true",
        "4 1 1 3 1 8, true",
        "3 1 1 3 1 6, false",
        "3 1 6 3 1 1, true"
    })
    void orientationIsReadAsABrowserReadsIt(String entries, boolean turned) {
        int[] numbers = Pattern.compile(" ").splitAsStream(entries).mapToInt(Integer::parseInt).toArray();
        byte[] directory = bytes(0, numbers.length / 3);
        for (int i = 0; i < numbers.length; i += 3) {
            int type = numbers[i];
            int value = numbers[i + 2];
            directory = join(
                    directory,
                    bytes(1, 0x12, 0, type, 0, 0, 0, numbers[i + 1]),
                    type == 3 ? bytes(0, value, 0, 0) : bytes(0, 0, 0, value));
        }
        byte[] exif = join(bytes('M', 'M', 0, 42, 0, 0, 0, 8), directory, u32(0));
        byte[] announcesMore = overwrite(exif, 8, bytes(0, 99));
        Dimensions expected = turned ? new Dimensions(32, 48) : new Dimensions(48, 32);

        for (byte[] block : new byte[][]{exif, announcesMore}) {
            assertThat(accept(withExif(block)).dimensions()).isEqualTo(expected);
            assertThat(accept(strip(withExif(block))).dimensions()).isEqualTo(expected);
            assertThat(accept(withoutLocation(withExif(block))).dimensions()).isEqualTo(expected);
        }
    }

    @Test
    void littleEndianExifIsReadToo() {
        byte[] exif = ExifBuilder.exif(ByteOrder.LITTLE_ENDIAN)
                .orientation(6)
                .takenAt("2026:07:14 09:26:53")
                .build();

        Inspection.Accepted jpeg = accept(withExif(exif));

        assertThat(jpeg.dimensions()).isEqualTo(new Dimensions(32, 48));
        assertThat(jpeg.takenAt()).isEqualTo(Instant.parse("2026-07-14T09:26:53Z"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "2026:07:14 09:26:53, -, -, 2026-07-14T09:26:53Z",
                "2026:07:14 09:26:53, +05:30, -, 2026-07-14T03:56:53Z",
                "2026:07:14 09:26:53, Z, 5, 2026-07-14T09:26:53.500Z",
                "2026:07:14 09:26:53, -08:00, 123456, 2026-07-14T17:26:53.123Z",
                "2026:07:14 09:26:53, '   :  ', '   ', 2026-07-14T09:26:53Z",
                "2026:07:14 09:26:53, +99:00, x1, 2026-07-14T09:26:53Z",
                "2024:02:29 23:59:59, -, -, 2024-02-29T23:59:59Z",
                "2026:02:29 00:00:00, -, -, -",
                "2026:13:01 00:00:00, -, -, -",
                "0000:00:00 00:00:00, -, -, -",
                "0001:01:01 00:00:00, -, -, -",
                "'    :  :     :  :  ', -, -, -",
                "yesterday, -, -, -",
                "'', -, -, -"
            })
    void takenAtIsReadIfItIsValid(String time, String offset, String subSec, String expected) {
        ExifBuilder exif = ExifBuilder.exif().takenAt(time);
        if (offset != null) {
            exif.offset(offset);
        }
        if (subSec != null) {
            exif.subSec(subSec);
        }

        assertThat(accept(withExif(exif.build())).takenAt())
                .isEqualTo(expected == null ? null : Instant.parse(expected));
    }

    @Test
    void pictureWithDamagedExifIsAccepted() {
        byte[] exif = ExifBuilder.everything(6);
        for (int length = 0; length < exif.length; length++) {
            assertThat(accept(withExif(Arrays.copyOf(exif, length))).contentType()).isEqualTo(ContentType.JPEG);
        }
        byte[] pointsOutside = overwrite(exif, 4, bytes(0x7F, 0xFF, 0xFF, 0xFF));
        assertThat(accept(withExif(pointsOutside)).dimensions()).isEqualTo(new Dimensions(48, 32));
    }

    @Test
    void secondExifIsIgnoredAndRemoved() {
        byte[] once = withExif(ExifBuilder.exif().orientation(3).build());
        byte[] twice = insert(
                once, indexOf(once, "\u00FF\u00DB"), segment(0xE1, latin("Exif\0\0"), ExifBuilder.everything(6)));

        assertThat(accept(twice).dimensions()).isEqualTo(new Dimensions(48, 32));
        assertThat(strip(twice)).isEqualTo(strip(once));
        assertThat(withoutLocation(twice)).isEqualTo(once);
    }

    @Test
    void orientationOutsideOfItsRangeIsUpright() {
        assertThat(strip(withExif(ExifBuilder.exif().orientation(9).build()))).isEqualTo(Pictures.jpeg());
    }

    @Test
    void locationRemovesThePlaceAndKeepsTheCamera() {
        byte[] file = Pictures.privateJpeg(6);

        byte[] kept = withoutLocation(file);

        assertThat(Pictures.pixels(kept)).isEqualTo(Pictures.pixels(file));
        assertThat(indexOf(kept, "SECRET-MAKE\0")).isPositive();
        assertThat(indexOf(kept, "SECRET-COMMENT")).isPositive();
        for (String gone : new String[]{"PLACE", "MAKER-NOTE", "THUMBNAIL", "XMP", "EXTENDED", "IPTC", "MPF", "JUMBF",
            "TRAILER"}) {
            assertThat(indexOf(kept, "SECRET-" + gone)).as(gone).isNegative();
        }
        Inspection.Accepted again = accept(kept);
        assertThat(again.dimensions()).isEqualTo(new Dimensions(32, 48));
        assertThat(again.takenAt()).isEqualTo(Instant.parse("2026-07-14T07:26:53.589Z"));
        assertThat(withoutLocation(kept)).isEqualTo(kept);
    }

    @Test
    void locationKeepsExifThatReadersCanParse() {
        byte[] withPlace = withExif(ExifBuilder.exif()
                .orientation(6).takenAt("2026:07:14 09:26:53").offset("+02:00").makerNote().gps().thumbnail().build());
        byte[] withoutPlace = withExif(ExifBuilder.exif()
                .orientation(6).takenAt("2026:07:14 09:26:53").offset("+02:00").build());

        assertThat(withoutLocation(withPlace)).isEqualTo(withoutPlace);
        assertThat(withoutLocation(withoutPlace)).isEqualTo(withoutPlace);
    }

    @Test
    void locationIsRemovedWhateverPointsToIt() {
        byte[] exif = ExifBuilder.exif().takenAt("2026:07:14 09:26:53").gps().build();
        // The entries are Make, the pointer to the Exif directory, and the pointer to the GPS directory.
        int secondEntry = 8 + 2 + 12;
        int thirdEntry = secondEntry + 12;
        byte[] pointerOfTypeIfd = overwrite(exif, secondEntry + 3, bytes(13));
        byte[] secondExposure = overwrite(exif, thirdEntry, bytes(0x87, 0x69));
        byte[] furtherDirectories = overwrite(exif, thirdEntry, bytes(0x01, 0x4A));
        byte[] interoperability = overwrite(exif, thirdEntry, bytes(0xA0, 0x05));
        byte[] withoutPointer = overwrite(exif, thirdEntry, bytes(0x01, 0x1A, 0, 4));

        for (byte[] hidden : new byte[][]{
            exif, pointerOfTypeIfd, secondExposure, furtherDirectories, interoperability, withoutPointer}) {
            assertThat(indexOf(withoutLocation(withExif(hidden)), "SECRET-PLACE")).isNegative();
            assertThat(indexOf(withoutLocation(withExif(hidden)), "SECRET-MAKE\0")).isPositive();
        }
    }

    @Test
    void locationRemovesExifFieldsThatMentionAPlace() {
        byte[] exif = ExifBuilder.exif().userComment("SECRET {\"Latitude\":52}").orientation(6).build();

        byte[] kept = withoutLocation(withExif(exif));

        assertThat(kept).isEqualTo(withExif(ExifBuilder.exif().orientation(6).build()));
    }

    @Test
    void locationRemovesACommentThatMentionsAPlace() {
        byte[] plain = insert(Pictures.jpeg(), AFTER_JFIF, segment(0xFE, latin("Kites at noon")));
        byte[] placed = insert(Pictures.jpeg(), AFTER_JFIF, segment(0xFE, latin("Latitude: 52.1")));

        assertThat(withoutLocation(plain)).isEqualTo(plain);
        assertThat(withoutLocation(placed)).isEqualTo(Pictures.jpeg());
    }

    @Test
    void locationIsFastForFieldsThatShareTheirValues() {
        byte[] exif = new byte[65_000];
        System.arraycopy(bytes('M', 'M', 0, 42, 0, 0, 0, 8, 0x13, 0), 0, exif, 0, 10);
        for (int at = 10; at + 12 <= exif.length; at += 12) {
            // As many different fields as possible, of 64,000 bytes each.
            System.arraycopy(bytes(at >> 8, at, 0, 7, 0, 0, 0xFA, 0, 0, 0, 0, 8), 0, exif, at, 12);
        }

        assertThat(withoutLocation(withExif(exif))).isEqualTo(Pictures.jpeg());
    }

    @Test
    void locationKeepsXmpThatNamesNoPlace() {
        String xmp = "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>dc:creator</x:xmpmeta>";
        byte[] plain = insert(Pictures.jpeg(), AFTER_JFIF, segment(0xE1, latin(xmp)));
        byte[] placed = insert(Pictures.jpeg(), AFTER_JFIF, segment(0xE1, latin(xmp + "photoshop:City")));

        assertThat(withoutLocation(plain)).isEqualTo(plain);
        assertThat(withoutLocation(placed)).isEqualTo(Pictures.jpeg());
    }

    @Test
    void locationRemovesXmpInsideOfExif() {
        byte[] exif = ExifBuilder.exif().packet("SECRET-XMP exif:GPSLatitude").build();

        byte[] kept = withoutLocation(withExif(exif));

        assertThat(indexOf(kept, "SECRET-XMP")).isNegative();
        assertThat(indexOf(kept, "SECRET-MAKE")).isPositive();
    }

    @Test
    void locationRemovesExifThatCanNotBeRead() {
        byte[] exif = overwrite(ExifBuilder.everything(6), 4, bytes(0, 0, 0xFF, 0xFF));

        assertThat(withoutLocation(withExif(exif))).isEqualTo(Pictures.jpeg());
    }

    @Test
    void locationIsFastForExifThatConsistsOfPointersToPlaces() {
        byte[] exif = new byte[60_000];
        System.arraycopy(bytes('M', 'M', 0, 42, 0, 0, 0, 8, 0x13, 0), 0, exif, 0, 10);
        for (int at = 10; at + 12 <= exif.length; at += 12) {
            System.arraycopy(bytes(0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 8), 0, exif, at, 12);
        }

        assertThat(withoutLocation(withExif(exif))).isEqualTo(Pictures.jpeg());
    }

    @Test
    void thumbnailInJfifIsRemoved() {
        byte[] jpeg = Pictures.jpeg();
        byte[] head = Arrays.copyOfRange(jpeg, 6, AFTER_JFIF - 2);
        byte[] rest = Arrays.copyOfRange(jpeg, AFTER_JFIF, jpeg.length);
        byte[] file = join(
                bytes(0xFF, 0xD8), segment(0xE0, head, bytes(2, 1), latin("SECRET")), rest);

        assertThat(strip(file)).isEqualTo(jpeg);
    }

    @Test
    void adobeSegmentIsKeptWithoutTrailingBytes() {
        byte[] adobe = join(latin("Adobe"), bytes(0, 100, 0, 0, 0, 0, 1));
        byte[] file = insert(Pictures.jpeg(), AFTER_JFIF, segment(0xEE, adobe, latin("SECRET")));

        assertThat(strip(file)).isEqualTo(insert(Pictures.jpeg(), AFTER_JFIF, segment(0xEE, adobe)));
    }

    @Test
    void manyScansFillBytesAndRestartMarkersAreParsed() {
        byte[] progressive = Pictures.progressiveJpeg();
        byte[] filled = insert(progressive, AFTER_JFIF, bytes(0xFF, 0xFF, 0xFF));
        byte[] between = insert(
                filled, lastIndexOf(filled, 0xFF, 0xDA), segment(0xFE, latin("SECRET")), latin("SECRET"),
                segment(0xE1, latin("Exif\0\0"), ExifBuilder.everything(6)), bytes(0xFF, 0xD3));

        assertThat(strip(between)).isEqualTo(progressive);
        assertThat(accept(between).dimensions()).isEqualTo(new Dimensions(48, 32));

        byte[] jpeg = Pictures.jpeg();
        byte[] restart = insert(jpeg, jpeg.length - 2, bytes(0xFF, 0xD0, 1, 0xFF, 0x00, 2, 0xFF, 0xFF));
        assertThat(strip(restart)).isEqualTo(restart);
    }

    @Test
    void endMarkerInsideOfMetadataIsNotTheEnd() {
        byte[] file = insert(Pictures.jpeg(), AFTER_JFIF, segment(0xE5, bytes(0xFF, 0xD9)));

        assertThat(strip(file)).isEqualTo(Pictures.jpeg());
    }

    @Test
    void missingEndMarkerIsDamaged() {
        byte[] jpeg = Pictures.jpeg();

        assertThat(damage(Arrays.copyOf(jpeg, jpeg.length - 2)))
                .isEqualTo("The JPEG ends before its end-of-image marker: it looks cut short. Upload the whole file.");
    }

    @Test
    void structuresThatNoDecoderReadsAreDamaged() {
        byte[] jpeg = Pictures.jpeg();
        byte[] frame = frameHeader(jpeg);
        int frameAt = indexOf(jpeg, FRAME_HEADER);
        int scanAt = lastIndexOf(jpeg, 0xFF, 0xDA);

        assertThat(damage(overwrite(jpeg, frameAt + 5, bytes(0, 0)))).contains("without pixels");
        assertThat(damage(overwrite(jpeg, frameAt + 2, bytes(0, 18)))).contains("impossible length");
        assertThat(damage(overwrite(jpeg, frameAt + 1, bytes(0xFE)))).contains("before its frame header");
        assertThat(damage(insert(jpeg, AFTER_JFIF, frame))).contains("second frame header");
        assertThat(damage(insert(jpeg, AFTER_JFIF, segment(0xF0)))).contains("unknown kind");
        assertThat(damage(insert(jpeg, AFTER_JFIF, bytes(0xFF, 0xFE, 0, 1)))).contains("impossible length");
        assertThat(damage(insert(jpeg, AFTER_JFIF, bytes(0xFF, 0xD8)))).contains("second start-of-image marker");
        assertThat(damage(insert(jpeg, jpeg.length - 2, segment(0xDC, bytes(0, 32))))).contains("DNL");
        assertThat(damage(join(Arrays.copyOf(jpeg, scanAt), bytes(0xFF, 0xD9)))).contains("no picture");
        assertThat(damage(bytes(0xFF, 0xD8, 0xFF, 0xD9))).contains("no picture");
    }

    @Test
    void lengthBeyondTheEndIsDamaged() {
        assertThat(damage(join(bytes(0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF), new byte[100]))).contains("cut short");
    }

    @Test
    void countsAreLimited() {
        byte[] jpeg = Pictures.jpeg();
        int scanAt = lastIndexOf(jpeg, 0xFF, 0xDA);
        byte[] scan = Arrays.copyOfRange(jpeg, scanAt, jpeg.length - 2);
        byte[][] scans = new byte[99][];
        Arrays.fill(scans, scan);
        byte[][] comments = new byte[10_000][];
        Arrays.fill(comments, segment(0xFE));

        assertThat(accept(insert(jpeg, scanAt, scans)).contentType()).isEqualTo(ContentType.JPEG);
        assertThat(damage(insert(jpeg, scanAt, join(scans), scan))).contains("more scans");
        assertThat(accept(HostileJpeg.progressive(10_000, 15)).contentType()).isEqualTo(ContentType.JPEG);
        assertThat(damage(HostileJpeg.progressive(10_000, 16))).contains("more scans");
        assertThat(damage(insert(jpeg, AFTER_JFIF, comments))).contains("10000 segments");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xC3, 0xC5, 0xC9, 0xCB, 0xDE, 0xF7})
    void processesThatBrowsersDoNotShowAreUnsupported(int code) {
        byte[] jpeg = Pictures.jpeg();
        int frameAt = indexOf(jpeg, FRAME_HEADER);

        assertThat(unsupported(overwrite(jpeg, frameAt + 1, bytes(code)))).contains("lossless")
                .contains("are accepted");
    }

    @Test
    void twelveBitsPerSampleAreUnsupported() {
        byte[] jpeg = Pictures.jpeg();
        int frameAt = indexOf(jpeg, FRAME_HEADER);

        assertThat(unsupported(overwrite(jpeg, frameAt + 4, bytes(12)))).contains("8 bits");
    }

    @Test
    void limitsApplyToTheStoredFrame() {
        byte[] jpeg = Pictures.jpeg();
        int frameAt = indexOf(jpeg, FRAME_HEADER);
        byte[] huge = overwrite(jpeg, frameAt + 5, bytes(0xFF, 0xFF, 0xFF, 0xFF));

        assertThat(damage(huge)).isEqualTo("The JPEG is 65,535 × 65,535 pixels; a side may have at most 30,000.");
    }

    private static byte[] withExif(byte[] exif) {
        return insert(Pictures.jpeg(), AFTER_JFIF, segment(0xE1, latin("Exif\0\0"), exif));
    }

    private static byte[] frameHeader(byte[] jpeg) {
        int at = indexOf(jpeg, FRAME_HEADER);
        return Arrays.copyOfRange(jpeg, at, at + 19);
    }

    private static int lastIndexOf(byte[] file, int first, int second) {
        for (int at = file.length - 2; at >= 0; at--) {
            if ((file[at] & 0xFF) == first && (file[at + 1] & 0xFF) == second) {
                return at;
            }
        }
        throw new IllegalArgumentException("Not in it");
    }
}
