package dev.darkroom.adapter.imaging.inspect.heif;

import static dev.darkroom.adapter.imaging.testkit.Bytes.box;
import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.indexOf;
import static dev.darkroom.adapter.imaging.testkit.Bytes.insert;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.overwrite;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32;
import static dev.darkroom.adapter.imaging.testkit.HeifBuilder.empty;
import static dev.darkroom.adapter.imaging.testkit.HeifBuilder.picture;
import static dev.darkroom.adapter.imaging.testkit.HeifBuilder.size;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.accept;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.damage;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.strip;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.unsupported;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.withoutLocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.inspect.FormatInspector;
import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.imaging.testkit.ExifBuilder;
import dev.darkroom.adapter.imaging.testkit.HeifBuilder;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.adapter.imaging.testkit.LyingFiles;
import dev.darkroom.adapter.imaging.testkit.Pictures;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeifTest {
    private static final Instant TAKEN_AT = Instant.parse("2026-07-14T07:26:53.589Z");
    private static final byte[] QUARTER_TURN = box("irot", bytes(1));

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "exif.avif, AVIF, 32, 48, 2026-07-14T07:26:53.589Z",
                "alpha.avif, AVIF, 48, 32, -",
                "grid.avif, AVIF, 128, 128, -",
                "sequence.avif, AVIF, 48, 32, 2026-07-14T07:26:53.589Z",
                "exif.heic, HEIC, 48, 32, 2026-07-14T07:26:53.589Z"
            })
    void typeDisplayedSizeAndTimeAreRead(String name, ContentType type, int width, int height, Instant takenAt) {
        Inspection.Accepted picture = accept(Pictures.resource(name));

        assertThat(picture.contentType()).isEqualTo(type);
        assertThat(picture.dimensions()).isEqualTo(new Dimensions(width, height));
        assertThat(picture.takenAt()).isEqualTo(takenAt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpha.avif", "grid.avif"})
    void barePictureIsNotChanged(String name) {
        byte[] file = Pictures.resource(name);

        assertThat(strip(file)).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exif.avif", "exif.heic", "sequence.avif"})
    void stripOverwritesMetadataInPlace(String name) {
        byte[] file = Pictures.resource(name);

        byte[] stripped = strip(file);

        assertThat(stripped).hasSameSizeAs(file);
        assertThat(indexOf(stripped, "SECRET")).isNegative();
        assertThat(indexOf(stripped, "GPS")).isNegative();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exif.avif", "exif.heic", "sequence.avif"})
    void locationRemovesThePlaceAndKeepsTheCamera(String name) {
        byte[] kept = withoutLocation(Pictures.resource(name));

        assertThat(indexOf(kept, "SECRET-MAKE\0")).isPositive();
        assertThat(indexOf(kept, "SECRET-MAKER-NOTE")).isNegative();
        assertThat(indexOf(kept, "SECRET-PLACE")).isNegative();
        assertThat(indexOf(kept, "SECRET-XMP")).isNegative();
        assertThat(accept(kept).takenAt()).isEqualTo(TAKEN_AT);
        assertThat(withoutLocation(kept)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "avif, mif1, AVIF",
        "avis, msf1, AVIF",
        "heic, mif1, HEIC",
        "heix, mif1, HEIC",
        "hevc, msf1, HEIC",
        "mif1, mif1heic, HEIC",
        "mif1, miafavif, AVIF",
        "miaf, miafmif1, HEIF",
        "msf1, mif1, HEIF",
        "mif1, mif1, HEIF"
    })
    void brandsDetermineTheType(String major, String compatible, ContentType type) {
        assertThat(accept(picture().brands(major, compatible).build()).contentType()).isEqualTo(type);
    }

    @Test
    void otherBrandsAreUnsupported() {
        assertThat(unsupported(picture().brands("isom", "isommp42").build())).contains("not a picture");
        assertThat(unsupported(picture().brands("crx ", "crx isom").build())).contains("not a picture");
    }

    @Test
    void onlyTheBytesOfPicturesAreKept() {
        byte[] file = picture()
                .item("av01", "TILE-1", "TILE-2")
                .exif(ExifBuilder.everything(6))
                .mime("application/rdf+xml", "SECRET-XMP")
                .item("SECR", "SECRET-ITEM")
                .itemInBox("hvc1", "THUMBNAIL")
                .itemInBox("Exif", "SECRET")
                .gap("SECRET-GAP")
                .build();

        byte[] stripped = strip(file);

        assertThat(stripped).hasSameSizeAs(file);
        assertThat(indexOf(stripped, "SECRET-")).isNegative();
        for (String kept : new String[]{"PICTURE", "TILE-1", "TILE-2", "THUMBNAIL"}) {
            assertThat(indexOf(stripped, kept)).as(kept).isEqualTo(indexOf(file, kept));
        }
        // The header before the media data is the same, except for the bytes of an item in it.
        assertThat(indexOf(stripped, "THUMBNAIL\0\0\0\0\0\0")).isPositive();
        assertThat(accept(file).takenAt()).isEqualTo(TAKEN_AT);
        assertThat(strip(stripped)).isEqualTo(stripped);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void everyVersionOfItemLocationsIsRead(int version) {
        byte[] file = picture()
                .exif(ExifBuilder.everything(6))
                .locationVersion(version)
                .build();

        assertThat(accept(file).takenAt()).isEqualTo(TAKEN_AT);
        assertThat(indexOf(strip(file), "SECRET")).isNegative();
    }

    @Test
    void exifDoesNotTurnThePicture() {
        assertThat(accept(picture().exif(ExifBuilder.everything(6)).build()).dimensions())
                .isEqualTo(new Dimensions(48, 32));
    }

    @Test
    void transformationsApplyInTheirOrder() {
        byte[] crop = box("clap", u32(20), u32(1), u32(21), u32(2), u32(0), u32(1), u32(0), u32(1));

        assertThat(accept(picture().property(QUARTER_TURN).build()).dimensions()).isEqualTo(new Dimensions(32, 48));
        assertThat(accept(picture().property(box("irot", bytes(2))).build()).dimensions())
                .isEqualTo(new Dimensions(48, 32));
        assertThat(accept(picture().property(box("imir", bytes(1))).build()).dimensions())
                .isEqualTo(new Dimensions(48, 32));
        assertThat(accept(picture().property(crop).property(QUARTER_TURN).build()).dimensions())
                .isEqualTo(new Dimensions(11, 20));
        byte[] larger = overwrite(crop, 8, u32(49));
        assertThat(damage(picture().property(larger).build())).contains("crops");
        assertThat(damage(picture().property(overwrite(crop, 12, u32(0))).build())).contains("crops");
    }

    @Test
    void boxesThatNoDecoderNeedsAreFreedOrCut() {
        byte[] plain = picture().build();
        byte[] file = picture()
                .before(box("uuid", latin("SECRET-UUID")))
                .before(box("free", latin("SECRET-FREE")))
                .property(box("udes", latin("SECRET-DESCRIPTION")))
                .property(box("cmex", latin("SECRET-CAMERA-POSITION")))
                .property(box("itai", latin("SECRET-TIME")))
                .metaBox(box("udta", latin("SECRET-DATA")))
                .after(box("mpvd", latin("SECRET-VIDEO")))
                .after(box("uuid", latin("SECRET-UUID")))
                .build();

        byte[] stripped = strip(file);

        assertThat(indexOf(stripped, "SECRET")).isNegative();
        assertThat(indexOf(stripped, "udta")).isNegative();
        assertThat(indexOf(stripped, "mpvd")).isNegative();
        assertThat(stripped).endsWith(latin("mdatPICTURE"));
        assertThat(strip(picture().after(box("uuid")).build())).isEqualTo(plain);
        assertThat(withoutLocation(file)).isEqualTo(stripped);
    }

    @Test
    void namesOfPicturesAreRemoved() {
        byte[] file = picture().exif(ExifBuilder.everything(1)).named("SECRET-NAME\0SECRET").build();

        byte[] stripped = strip(file);

        assertThat(indexOf(stripped, "SECRET")).isNegative();
        assertThat(stripped).hasSameSizeAs(file);
        assertThat(strip(stripped)).isEqualTo(stripped);
        assertThat(indexOf(withoutLocation(file), "SECRET-NAME")).isNegative();
    }

    @Test
    void largeAndOpenSizesAreRead() {
        byte[] file = picture().build();
        int mediaAt = indexOf(file, "mdat") - 4;

        assertThat(strip(overwrite(file, mediaAt, u32(0)))).hasSameSizeAs(file);
        byte[] large = picture().moved(8).build();
        byte[] withLargeSize = join(
                Arrays.copyOf(large, mediaAt), u32(1), latin("mdat"), u32(0), u32(23), latin("PICTURE"));
        assertThat(strip(withLargeSize)).isEqualTo(withLargeSize);
        byte[] impossible = overwrite(withLargeSize, mediaAt + 8, u32(0xFFFF_FFFFL));
        assertThat(damage(impossible)).contains("impossible size");
        assertThat(damage(overwrite(withLargeSize, mediaAt + 8, u32(0x7FFF_FFFFL)))).contains("cut short");
    }

    @Test
    void locationKeepsXmpThatNamesNoPlace() {
        byte[] plain = picture().mime("application/rdf+xml", "dc:creator").build();

        assertThat(withoutLocation(plain)).isEqualTo(plain);
        for (HeifBuilder other : new HeifBuilder[]{
            picture().mime("application/rdf+xml", "SECRET GPSLatitude"),
            picture().mime("application/rdf+xml\0deflate", "SECRET"),
            picture().mime("text/plain", "SECRET"),
            picture().item("uri ", "SECRET"),
            picture().item("mime", "SECRET", "SECRET")
        }) {
            assertThat(indexOf(withoutLocation(other.build()), "SECRET")).isNegative();
        }
    }

    @Test
    void locationRemovesExifThatCanNotBeRead() {
        byte[] exif = overwrite(ExifBuilder.everything(6), 4, bytes(0, 0, 0xFF, 0xFF));

        assertThat(indexOf(withoutLocation(picture().exif(exif).build()), "SECRET")).isNegative();
        byte[] large = join(ExifBuilder.everything(1), new byte[300_000]);
        assertThat(indexOf(withoutLocation(picture().exif(large).build()), "SECRET")).isNegative();
    }

    @Test
    void pictureWithDamagedExifIsAccepted() {
        for (String exif : new String[]{"", "x", "\u00FF\u00FF\u00FF\u00FF", "\0\0\0\u0001", "\0\0\0\0MM\0*"}) {
            assertThat(accept(picture().item("Exif", exif).build()).takenAt()).isNull();
        }
    }

    @Test
    void structuresThatNoDecoderReadsAreDamaged() {
        byte[] file = picture().build();

        assertThat(damage(box("ftyp", latin("avif"), u32(0), latin("mif1")))).contains("no picture");
        assertThat(damage(empty().build())).contains("no primary picture");
        assertThat(damage(empty().item("av01", "x").build())).contains("does not declare the size");
        assertThat(damage(empty().item("av01").property(size(1, 1)).build())).contains("no primary picture");
        assertThat(damage(empty().item("av01", "").property(size(1, 1)).build())).contains("impossible place");
        assertThat(damage(picture().moved(-8).build())).contains("impossible place");
        assertThat(damage(picture().moved(1).build())).contains("cut short");
        assertThat(damage(picture().moved(0x7000_0000L).build())).contains("cut short");
        assertThat(damage(join(file, file))).contains("second file header");
        assertThat(damage(join(file, box("meta", u32(0))))).contains("two of a box");
        assertThat(damage(picture().metaBox(box("pitm", u32(0), bytes(0, 1))).build())).contains("two of a box");
        assertThat(damage(picture().metaBox(bytes(0, 0, 0, 0, 'i', 'd', 'a', 't')).build()))
                .contains("impossible size");
        assertThat(damage(picture().metaBox(u32(8)).build())).contains("past its parent");
        assertThat(damage(overwrite(file, indexOf(file, "ipma") + 15, bytes(9))))
                .contains("property that is missing");
        assertThat(damage(overwrite(file, indexOf(file, "ipma") + 14, bytes(99)))).contains("shorter than its fields");
        assertThat(damage(overwrite(file, indexOf(file, "iloc") + 8, bytes(0x33)))).contains("impossible length");
        assertThat(damage(overwrite(file, indexOf(file, "iloc") + 15, bytes(2)))).contains("outside of the file");
        assertThat(damage(overwrite(file, indexOf(file, "iloc") + 15, bytes(1)))).contains("outside of the file");
        assertThat(damage(overwrite(file, indexOf(file, "iloc") + 17, bytes(1)))).contains("outside of the file");
    }

    @Test
    void metadataInTheBytesOfAPictureIsDamaged() {
        byte[] file = picture().item("Exif", "SECRET!").build();
        int offsetAt = indexOf(file, "iloc") + 12;
        byte[] picturesOffset = Arrays.copyOfRange(file, offsetAt + 8, offsetAt + 12);

        assertThat(damage(overwrite(file, offsetAt + 24, picturesOffset))).contains("in the bytes of its picture");
    }

    @Test
    void picturesThatBrowsersDoNotShowAreUnsupported() {
        byte[] soundTrack = box(
                "moov", box("trak", box("mdia", box("hdlr", u32(0), u32(0), latin("soun"), new byte[13]))));

        assertThat(unsupported(empty().item("jpeg", "x").property(size(1, 1)).build())).contains("with this coding");
        assertThat(unsupported(picture().after(soundTrack).build())).contains("video");
        assertThat(unsupported(picture().after(box("moof")).build())).contains("fragments");
        assertThat(unsupported(join(box("ftyp", latin("avis"), u32(0)), box("moov")))).contains("still picture");
    }

    @Test
    void metadataOfASequenceIsRemoved() {
        byte[] times = box("mvhd", u32(0), latin("SECRETSE"), new byte[80]);
        byte[] header = box("tkhd", bytes(1, 0, 0, 0), latin("SECRETSECRETSECR"), new byte[70]);
        byte[] track = box(
                "trak",
                header,
                box("udta", latin("SECRET")),
                box("meta", latin("SECRET-OTHER-KIND-OF-METADATA")),
                box("mdia", box("mdhd", u32(0), latin("SECRETSE"), new byte[12]), box("free", latin("SECRET"))));
        byte[] file = picture()
                .exif(ExifBuilder.everything(1))
                .gap("SAMPLE")
                .after(box("moov", times, track, box("udta", latin("SECRET"))))
                .build();

        byte[] stripped = strip(file);

        assertThat(stripped).hasSameSizeAs(file);
        assertThat(indexOf(stripped, "SECRET")).isNegative();
        assertThat(indexOf(stripped, "SAMPLEPICTURESAMPLE")).isPositive();
        assertThat(strip(stripped)).isEqualTo(stripped);
    }

    @Test
    void limitsApplyToEveryStoredFrame() {
        assertThat(damage(empty().item("av01", "x").property(size(50_000, 50_000)).build()))
                .isEqualTo("The AVIF or HEIF file is 50,000 × 50,000 pixels; a side may have at most 30,000.");
        assertThat(damage(picture().property(size(0xFFFF_FFFFL, 1)).build())).contains("30,000");
        assertThat(damage(picture().property(size(0, 1)).build())).contains("without pixels");
    }

    @Test
    void countsAreLimited() {
        String[] parts = new String[10_001];
        Arrays.fill(parts, "x");

        assertThat(
                accept(empty().item("av01", Arrays.copyOf(parts, 10_000)).property(size(1, 1)).build()).contentType())
                .isEqualTo(ContentType.HEIF);
        assertThat(damage(empty().item("av01", parts).property(size(1, 1)).build())).contains("10000 items");
        HeifBuilder manyBoxes = picture();
        for (int i = 0; i < 10_001; i++) {
            manyBoxes.after(box("free"));
        }
        assertThat(damage(manyBoxes.build())).contains("10000 boxes");
        byte[][] tracks = new byte[9][];
        Arrays.fill(tracks, box("trak"));
        assertThat(accept(picture().after(box("moov", Arrays.copyOf(tracks, 8))).build()).contentType())
                .isEqualTo(ContentType.HEIF);
        assertThat(damage(picture().after(box("moov", tracks)).build())).contains("8 tracks");
        // An item whose extents take no bytes in the table.
        byte[] file = picture().build();
        byte[] table = box("iloc", bytes(1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0xFF, 0xFF));
        int tableAt = indexOf(file, "iloc") - 4;
        int tableEnd = tableAt + 8 + 24;
        byte[] replaced = insert(
                join(Arrays.copyOf(file, tableAt), Arrays.copyOfRange(file, tableEnd, file.length)), tableAt, table);
        int metaAt = indexOf(file, "meta") - 4;
        int metaBytes = indexOf(file, "mdat") - 4 - metaAt - 24 - 8 + table.length;
        assertThat(damage(overwrite(replaced, metaAt, u32(metaBytes)))).contains("10000 items");
    }

    /** 2,711 bytes, for which a decoder allocates 2 GB. */
    @Test
    void codedPictureLargerThanTheLimitsIsRefusedWhateverTheFileDeclares() {
        assertThat(damage(LyingFiles.heif("flat-16384.avif", 64)))
                .contains("16,384 × 16,384 pixels")
                .contains("100,000,000 in all");
        accept(LyingFiles.heif("flat-9984.avif", 64));
        accept(LyingFiles.heif("flat-9984.heic", 64));
    }

    @ParameterizedTest
    @CsvSource({"flat-64.avif, 64", "flat-4096.avif, 4096", "flat-9984.avif, 9984", "exif.avif, 48", "alpha.avif, 48"})
    void limitsApplyToTheAv1SequenceHeader(String name, int side) {
        byte[] file = LyingFiles.heif(name, 1);

        assertThat(with(side, file)).isInstanceOf(Inspection.Accepted.class);
        assertThat(with(side - 1, file)).isInstanceOf(Inspection.Damaged.class);
    }

    /** HEVC may exceed the limit by up to 63 pixels, because its blocks can extend past the picture. */
    @ParameterizedTest
    @CsvSource({"flat-64.heic, 1", "flat-4096.heic, 4033", "flat-9984.heic, 9921"})
    void limitsApplyToTheHevcSequenceParameters(String name, int side) {
        byte[] file = LyingFiles.heif(name, 1);

        assertThat(with(side, file)).isInstanceOf(Inspection.Accepted.class);
        if (side > 1) {
            assertThat(with(side - 1, file)).isInstanceOf(Inspection.Damaged.class);
        }
    }

    private static Inspection with(int maxSide, byte[] file) {
        return new FormatInspector(new PixelLimits(1L << 40, maxSide), MetadataPolicy.STRIP).inspect(Content.of(file));
    }

    @ParameterizedTest
    @CsvSource({"grid, 4", "iovl, 10"})
    void limitsApplyToTheCanvasesOfDerivedPictures(String type, int sizeAt) {
        byte[] wide = new byte[sizeAt + 8];
        wide[1] = 1;
        byte[] narrow = new byte[sizeAt + 4];

        assertThat(damage(derived(type, overwrite(wide, sizeAt, join(u32(48), u32(30_001)))))).contains("30,001");
        assertThat(damage(derived(type, overwrite(narrow, sizeAt, bytes(0xFF, 0xFF, 0, 1))))).contains("65,535");
        accept(derived(type, overwrite(wide, sizeAt, join(u32(48), u32(30_000)))));
        accept(derived(type, overwrite(narrow, sizeAt, bytes(0, 48, 0, 32))));
    }

    private static byte[] derived(String type, byte[] payload) {
        return picture().item(type, new String(payload, StandardCharsets.ISO_8859_1)).build();
    }

    @Test
    void memoryEstimateUsesTheCodedSize() throws Exception {
        Decoding lying =
                FormatInspector.decoding(Content.of(LyingFiles.heif("flat-4096.avif", 64)), Inspecting.LIMITS)
                        .orElseThrow();
        Decoding honest = FormatInspector.decoding(Content.of(Pictures.resource("flat-64.heic")), Inspecting.LIMITS)
                .orElseThrow();

        assertThat(lying.stored()).isEqualTo(new Dimensions(64, 64));
        assertThat(lying.frameBytes()).isEqualTo(7L * 4096 * 4096);
        assertThat(honest.frameBytes()).isEqualTo(7L * 64 * 64);
    }
}
