package dev.darkroom.adapter.imaging.inspect;

import static dev.darkroom.adapter.imaging.testkit.Bytes.box;
import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.indexOf;
import static dev.darkroom.adapter.imaging.testkit.Bytes.insert;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.overwrite;
import static dev.darkroom.adapter.imaging.testkit.Bytes.pngChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.riffChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.segment;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32;
import static dev.darkroom.adapter.imaging.testkit.Credentials.REFERENCE;
import static dev.darkroom.adapter.imaging.testkit.Credentials.app11;
import static dev.darkroom.adapter.imaging.testkit.Credentials.store;
import static dev.darkroom.adapter.imaging.testkit.Credentials.superbox;
import static dev.darkroom.adapter.imaging.testkit.Credentials.xmp;
import static dev.darkroom.adapter.imaging.testkit.HeifBuilder.picture;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.accept;
import static dev.darkroom.adapter.imaging.testkit.Inspecting.withoutLocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.testkit.Credentials;
import dev.darkroom.adapter.imaging.testkit.ExifBuilder;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.adapter.imaging.testkit.Pictures;
import dev.darkroom.domain.model.ContentCredentials;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content credentials (C2PA) in every format: files that the C2PA SDK signed, and boxes written by hand. */
final class ContentCredentialsTest {
    private static final List<MetadataPolicy> REMOVING = List.of(MetadataPolicy.STRIP, MetadataPolicy.LOCATION);
    private static final int AFTER_JFIF = 20;
    private static final int AFTER_HEADER = 33;

    static Stream<String> files() {
        return Stream.concat(Credentials.signed(), Credentials.referring());
    }

    @ParameterizedTest
    @MethodSource("files")
    void credentialsAreRemovedCompletely(String name) {
        byte[] file = Pictures.resource(name);

        for (MetadataPolicy policy : REMOVING) {
            Inspection.Accepted accepted = accept(file, policy);
            byte[] stored = Inspecting.read(accepted.sanitized());
            assertThat(accepted.contentCredentials()).isEqualTo(ContentCredentials.REMOVED);
            assertThat(accept(stored, policy).contentCredentials()).isNull();
            for (String trace : new String[]{"jumb", "c2pa", "C2PA", "caBX", "provenance", "SECRET-TITLE"}) {
                assertThat(indexOf(stored, trace)).as("%s after %s", trace, policy).isNegative();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void keepChangesNothing(String name) {
        Content file = Content.of(Pictures.resource(name));

        Inspection inspection = new FormatInspector(Inspecting.LIMITS, MetadataPolicy.KEEP).inspect(file);

        assertThat(inspection).isInstanceOf(Inspection.Accepted.class);
        assertThat(((Inspection.Accepted) inspection).contentCredentials()).isEqualTo(ContentCredentials.KEPT);
        assertThat(((Inspection.Accepted) inspection).sanitized()).isSameAs(file);
    }

    @Test
    void otherMetadataIsNotReported() {
        for (byte[] file : List.of(Pictures.privateJpeg(6), Pictures.privatePng(6), Pictures.privateGif(),
                Pictures.privateWebp(6), Pictures.resource("exif.avif"), Pictures.resource("exif.heic"))) {
            assertThat(reported(file)).containsOnlyNulls();
        }
    }

    // JPEG

    @Test
    void storeInSeveralSegmentsIsRemoved() {
        byte[] file = Pictures.resource("credentials/signed.jpg");
        int at = indexOf(file, "jumb") - 16;
        byte[] box = Arrays.copyOfRange(file, at + 12, at + 2 + (file[at + 2] & 0xFF) * 256 + (file[at + 3] & 0xFF));
        byte[] header = Arrays.copyOf(box, 8);
        int third = box.length / 3;
        byte[] divided = join(
                Arrays.copyOf(file, at),
                app11(1, 1, Arrays.copyOf(box, third)),
                app11(1, 2, header, Arrays.copyOfRange(box, third, 2 * third)),
                app11(1, 3, header, Arrays.copyOfRange(box, 2 * third, box.length)),
                Arrays.copyOfRange(file, at + 12 + box.length, file.length));

        for (MetadataPolicy policy : REMOVING) {
            assertThat(Inspecting.read(accept(divided, policy).sanitized()))
                    .isEqualTo(Inspecting.read(accept(file, policy).sanitized()));
        }
        assertRemoved(divided);
    }

    @Test
    void storeWithASizeOf64BitsIsRemoved() {
        byte[] store = store();
        byte[] large =
                join(u32(1), latin("jumb"), u32(0), u32(store.length + 8), Arrays.copyOfRange(store, 8, store.length));

        assertRemoved(jpeg(app11(1, 1, large)));
    }

    @Test
    void storeAfterTheFirstScanIsRemoved() {
        byte[] jpeg = Pictures.jpeg();

        assertRemoved(insert(jpeg, jpeg.length - 2, app11(1, 1, store())));
    }

    /** JPEG 360 (ISO/IEC 19566-6) and the residual image of JPEG XT (ISO/IEC 18477-3) are in the same segments. */
    @Test
    void otherBoxesOfAJpegAreRemovedAndNotReported() {
        byte[] file = jpeg(
                app11(1, 1, superbox("json", latin("SECRET c2pa"))),
                app11(2, 1, superbox("j360", superbox("c2pa"))),
                app11(3, 1, box("RESI", store())),
                segment(0xEB, latin("XX\0\1\0\0\0\1"), store()),
                segment(0xEA, latin("JP\0\1\0\0\0\1"), store()));

        assertThat(reported(file)).containsOnlyNulls();
        for (MetadataPolicy policy : REMOVING) {
            assertThat(Inspecting.read(accept(file, policy).sanitized())).isEqualTo(Pictures.jpeg());
        }
    }

    static Stream<byte[]> damagedStores() {
        byte[] store = store();
        Stream<byte[]> sizes = Stream.of(0L, 1L, 7L, 8L, 0x7FFF_FFFFL, 0xFFFF_FFFFL)
                .flatMap(size -> Stream.of(overwrite(store, 0, u32(size)), overwrite(store, 8, u32(size))));
        Stream<byte[]> parts = IntStream.range(0, store.length).mapToObj(length -> Arrays.copyOf(store, length));
        return Stream.concat(sizes, parts);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("damagedStores")
    void damagedStoreIsRemoved(byte[] damaged) {
        for (byte[] file : List.of(
                jpeg(app11(1, 1, damaged)),
                jpeg(segment(0xEB, damaged)),
                png(pngChunk("caBX", damaged)),
                webp(riffChunk("C2PA", damaged)),
                gif(subBlock(latin("C2PA_GIF\1\0\0")), subBlock(damaged)),
                picture().after(box("uuid", Credentials.C2PA_UUID, damaged)).build(),
                picture().after(box("jumb", damaged)).build())) {
            assertThat(accept(file, MetadataPolicy.KEEP)).isNotNull();
            assertThat(indexOf(Inspecting.strip(file), "jumb")).isNegative();
            assertThat(indexOf(withoutLocation(file), "jumb")).isNegative();
        }
    }

    /** In TIFF files, this tag contains the manifest store. No reader looks for it in a JPEG, except for ExifTool. */
    @Test
    void storeInExifIsRemovedWithLocation() {
        byte[] exif = ExifBuilder.exif().packet("SECRET-MANIFEST").build();
        byte[] withStore = overwrite(exif, indexOf(exif, "\u0002\u00BC"), bytes(0xCD, 0x41));

        byte[] stored = withoutLocation(jpeg(segment(0xE1, latin("Exif\0\0"), withStore)));

        assertThat(indexOf(stored, "SECRET-MAKE")).isPositive();
        assertThat(indexOf(stored, "SECRET-MANIFEST")).isNegative();
    }

    // XMP

    @ParameterizedTest
    @ValueSource(strings = {
        REFERENCE,
        "dcterms:provenance='http://example.org/a.c2pa'>",
        "dcterms:provenance = \"self#jumbf=c2pa/urn:uuid:1\">",
        "><dcterms:provenance>\n https://example.org/</dcterms:provenance>",
        "><t:provenance rdf:resource=\"https://example.org/\"/>"
    })
    void xmpThatRefersToAManifestIsRemoved(String property) {
        String packet = xmp(property);

        for (byte[] file : withXmp(packet)) {
            assertRemoved(file);
            assertThat(indexOf(withoutLocation(file), "provenance")).isNegative();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "dcterms:provenance=\"Bought in 1920, see https://example.org/\">",
        "dcterms:provenance=\"\" dcterms:source=\"https://example.org/\">",
        "><dcterms:provenance>Bought in 1920</dcterms:provenance>",
        "dcterms:source=\"https://example.org/provenance=\">"
    })
    void xmpWithAnotherProvenanceIsKeptWithLocation(String property) {
        String packet = xmp(property);

        for (byte[] file : withXmp(packet)) {
            assertThat(reported(file)).containsOnlyNulls();
        }
        assertThat(indexOf(withoutLocation(jpegWithXmp(packet)), packet)).isPositive();
        assertThat(indexOf(withoutLocation(pngWithXmp(packet)), packet)).isPositive();
        assertThat(indexOf(withoutLocation(webpWithXmp(packet)), packet)).isPositive();
        assertThat(indexOf(withoutLocation(heifWithXmp(packet)), packet)).isPositive();
    }

    @Test
    void xmpInUtf16IsSearchedToo() {
        byte[] packet = xmp(REFERENCE).getBytes(StandardCharsets.UTF_16);

        assertRemoved(jpeg(segment(0xE1, latin("http://ns.adobe.com/xap/1.0/\0"), packet)));
    }

    @Test
    void xmpOfAGifMayBeDividedIntoSubBlocks() {
        byte[] packet = latin(xmp(REFERENCE));
        int half = indexOf(packet, "provenance") + 4;

        assertRemoved(gif(
                subBlock(latin("XMP DataXMP")),
                subBlock(Arrays.copyOf(packet, half)),
                subBlock(Arrays.copyOfRange(packet, half, packet.length))));
    }

    // HEIF

    @Test
    void boxesBeforeThePictureBecomeFree() {
        for (byte[] box : new byte[][]{
            box("uuid", Credentials.C2PA_UUID, new byte[4], latin("manifest\0"), new byte[8], store()),
            box("uuid", Credentials.XMP_UUID, latin(xmp(REFERENCE))),
            store()}) {
            byte[] free = box("free", new byte[box.length - 8]);

            byte[] atTop = picture().before(box).build();
            assertRemoved(atTop);
            assertThat(Inspecting.strip(atTop)).isEqualTo(picture().before(free).build());
            byte[] inMeta = picture().metaBox(box).build();
            assertRemoved(inMeta);
            assertThat(Inspecting.strip(inMeta)).isEqualTo(picture().metaBox(free).build());
            byte[] atEnd = picture().after(box).build();
            assertRemoved(atEnd);
            assertThat(Inspecting.strip(atEnd)).isEqualTo(picture().build());
        }
    }

    @Test
    void otherBoxesOfAHeifAreRemovedAndNotReported() {
        byte[] file = picture()
                .before(box("uuid", new byte[16], store()))
                .before(box("uuid", Credentials.XMP_UUID, latin(xmp("dcterms:provenance='known'>"))))
                .after(superbox("json", store()))
                .after(box("uuid", Arrays.copyOf(Credentials.C2PA_UUID, 15)))
                .build();

        assertThat(reported(file)).containsOnlyNulls();
        assertThat(indexOf(withoutLocation(file), "jumb")).isNegative();
    }

    // Helpers

    private static void assertRemoved(byte[] file) {
        assertThat(reported(file))
                .containsExactly(ContentCredentials.REMOVED, ContentCredentials.REMOVED, ContentCredentials.KEPT);
        for (MetadataPolicy policy : REMOVING) {
            byte[] stored = Inspecting.read(accept(file, policy).sanitized());
            assertThat(reported(stored)).as("after %s", policy).containsOnlyNulls();
        }
    }

    /** What is reported with each policy. */
    private static List<ContentCredentials> reported(byte[] file) {
        return Arrays.stream(MetadataPolicy.values())
                .map(policy -> accept(file, policy).contentCredentials())
                .toList();
    }

    private static List<byte[]> withXmp(String packet) {
        return List.of(
                jpegWithXmp(packet), pngWithXmp(packet), webpWithXmp(packet), heifWithXmp(packet), gifWithXmp(packet));
    }

    private static byte[] jpegWithXmp(String packet) {
        return jpeg(segment(0xE1, latin("http://ns.adobe.com/xap/1.0/\0"), latin(packet)));
    }

    private static byte[] pngWithXmp(String packet) {
        return png(pngChunk("iTXt", latin("XML:com.adobe.xmp\0\0\0\0\0"), latin(packet)));
    }

    private static byte[] webpWithXmp(String packet) {
        return webp(riffChunk("XMP ", latin(packet)));
    }

    private static byte[] heifWithXmp(String packet) {
        return picture().mime("application/rdf+xml", packet).build();
    }

    /** As one text, followed by bytes that end the sub-blocks wherever they start. */
    private static byte[] gifWithXmp(String packet) {
        byte[] trailer = new byte[258];
        trailer[0] = 1;
        for (int i = 1; i < 257; i++) {
            trailer[i] = (byte) (256 - i);
        }
        byte[] gif = Pictures.gif();
        return insert(gif, gif.length - 1, latin("!\u00FF\u000BXMP DataXMP"), latin(packet), trailer);
    }

    private static byte[] jpeg(byte[]... segments) {
        return insert(Pictures.jpeg(), AFTER_JFIF, segments);
    }

    private static byte[] png(byte[]... chunks) {
        return insert(Pictures.png(), AFTER_HEADER, chunks);
    }

    private static byte[] webp(byte[] chunk) {
        return Pictures.webp(Pictures.webpHeader(4), Pictures.chunksOf(Pictures.resource("lossy.webp")), chunk);
    }

    /** An application extension. */
    private static byte[] gif(byte[]... subBlocks) {
        byte[] gif = Pictures.gif();
        return insert(gif, gif.length - 1, latin("!\u00FF"), join(subBlocks), bytes(0));
    }

    /** Nothing if there are no bytes, because a length of 0 is the end. */
    private static byte[] subBlock(byte[] data) {
        return data.length == 0 ? data : join(bytes(data.length), data);
    }
}
