package dev.darkroom.adapter.imaging.testkit;

import static dev.darkroom.adapter.imaging.testkit.Bytes.box;
import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.segment;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32;

import java.util.List;
import java.util.stream.Stream;

/** Content credentials (C2PA): boxes and XMP packets for files written by hand, and signed files. */
public final class Credentials {
    public static final byte[] C2PA_UUID = bytes(
            0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81);
    public static final byte[] XMP_UUID = bytes(
            0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC);

    /** As an attribute, which is what writers of C2PA use. */
    public static final String REFERENCE = "dcterms:provenance=\"https://example.org/manifest.c2pa\">";

    private static final List<String> SUFFIXES = List.of("jpg", "png", "gif", "webp", "avif", "heic");

    private Credentials() {}

    /** The names of the files that contain a signed manifest store. */
    public static Stream<String> signed() {
        return SUFFIXES.stream().map(suffix -> "credentials/signed." + suffix);
    }

    /** The names of the files whose XMP refers to a signed manifest. */
    public static Stream<String> referring() {
        return SUFFIXES.stream().map(suffix -> "credentials/remote." + suffix);
    }

    /** A manifest store without manifests. */
    public static byte[] store() {
        return superbox("c2pa", latin("SECRET-MANIFEST"));
    }

    /**
     * A JUMBF superbox.
     *
     * @param type the first four bytes of its UUID, and its label
     */
    public static byte[] superbox(String type, byte[]... content) {
        byte[] description = box(
                "jumd", latin(type), bytes(0, 0x11, 0, 0x10, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71, 3),
                latin(type + "\0"));
        return box("jumb", description, join(content));
    }

    /** A segment of a JPEG with a part of a box, which starts with the header of the box in each of its parts. */
    public static byte[] app11(int instance, int packet, byte[]... part) {
        return segment(0xEB, latin("JP"), bytes(instance >> 8, instance), u32(packet), join(part));
    }

    /** @param property an attribute and the end of the element, or the end of the element and a child */
    public static String xmp(String property) {
        return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:Description xmlns:dcterms=\"http://purl.org/dc/terms/\" "
                + property + "</rdf:Description></x:xmpmeta>";
    }
}
