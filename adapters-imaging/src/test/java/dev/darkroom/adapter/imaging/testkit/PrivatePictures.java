package dev.darkroom.adapter.imaging.testkit;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.indexOf;
import static dev.darkroom.adapter.imaging.testkit.Bytes.insert;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.pngChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.riffChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.segment;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures with the metadata of cameras, telephones and editors, written by ExifTool. Its texts contain {@code SECRET}.
 */
public enum PrivatePictures {
    JPEG("jpg") {
        @Override
        public byte[] bare() {
            return insert(Pictures.jpeg(), AFTER_JFIF, Pictures.iccSegment());
        }

        @Override
        public byte[] make(Path file) throws IOException {
            Path thumbnail = Files.write(
                    file.resolveSibling("thumbnail"),
                    insert(Pictures.jpeg(), AFTER_JFIF, segment(0xFE, latin("SECRET-UNCROPPED"))));
            Path text = Files.writeString(file.resolveSibling("text"), "SECRET-LONG ".repeat(12_000));
            Files.write(file, bare());
            List<String> tags = new ArrayList<>(TAGS);
            tags.addAll(List.of(
                    "-ThumbnailImage<=" + thumbnail,
                    // Longer than a segment: extended XMP.
                    "-XMP-dc:Description<=" + text,
                    "-IPTC:City=SECRET-PLACE",
                    "-IPTC:By-line=SECRET-IPTC",
                    "-Photoshop:CopyrightFlag=1",
                    "-Photoshop:URL=SECRET-PHOTOSHOP",
                    "-Ducky:Comment=SECRET-DUCKY",
                    "-File:Comment=SECRET-COMMENT"));
            Tools.writeTags(file, tags);
            Files.delete(thumbnail);
            Files.delete(text);
            return withSecondPicture(Files.readAllBytes(file));
        }
    },
    PNG("png") {
        @Override
        public byte[] bare() {
            return insert(
                    Pictures.png(),
                    AFTER_HEADER,
                    pngChunk("iCCP", latin("rgb\0\0"), Pictures.deflate(Pictures.profile())),
                    pngChunk("pHYs", bytes(0, 0, 0x0B, 0x13, 0, 0, 0x0B, 0x13, 1)));
        }

        @Override
        public byte[] make(Path file) throws IOException {
            Files.write(file, bare());
            List<String> tags = new ArrayList<>(TAGS);
            tags.addAll(List.of(
                    "-z",
                    "-IPTC:City=SECRET-PLACE",
                    "-PNG:Author=SECRET-AUTHOR",
                    "-PNG:Comment=" + "SECRET-COMPRESSED ".repeat(100),
                    "-PNG:Title-de=SECRET-TITLE",
                    "-PNG:ModifyDate=2026:07:14 09:26:53"));
            Tools.writeTags(file, tags);
            return join(Files.readAllBytes(file), latin("SECRET-TRAILER"));
        }
    },
    WEBP("webp") {
        @Override
        public byte[] bare() {
            return Pictures.webp(
                    Pictures.webpHeader(0x20),
                    riffChunk("ICCP", Pictures.profile()),
                    Pictures.chunksOf(Pictures.resource("lossy.webp")));
        }

        // ExifTool writes WebP since 12.6 only, so its blocks come from a JPEG.
        @Override
        public byte[] make(Path file) throws IOException {
            Path jpeg = Files.write(file.resolveSibling("blocks.jpg"), Pictures.jpeg());
            Tools.writeTags(jpeg, TAGS);
            byte[] exif = Tools.tag(jpeg, "Exif");
            byte[] xmp = Tools.tag(jpeg, "XMP");
            Files.delete(jpeg);
            return join(
                    Pictures.webp(
                            Pictures.webpHeader(0x2C),
                            riffChunk("ICCP", Pictures.profile()),
                            Pictures.chunksOf(Pictures.resource("lossy.webp")),
                            riffChunk("EXIF", exif),
                            riffChunk("XMP ", xmp),
                            riffChunk("SECR", latin("SECRET-CHUNK"))),
                    latin("SECRET-TRAILER"));
        }
    },
    GIF("gif") {
        @Override
        public byte[] bare() {
            return Pictures.animatedGif();
        }

        @Override
        public byte[] make(Path file) throws IOException {
            Files.write(file, bare());
            Tools.writeTags(file, List.of("-XMP-photoshop:City=SECRET-PLACE", "-File:Comment=SECRET-COMMENT"));
            byte[] gif = Files.readAllBytes(file);
            return join(
                    insert(gif, indexOf(gif, "!\u00FF"), latin("!\u00FF\u000BSECRETAP1.0\u0005EXTRA\0")),
                    latin("SECRET-TRAILER"));
        }
    },
    HEIC("heic") {
        @Override
        public byte[] bare() {
            return Pictures.resource("exif.heic");
        }

        @Override
        public byte[] make(Path file) throws IOException {
            return heif(file, bare());
        }
    },
    AVIF("avif") {
        @Override
        public byte[] bare() {
            return Pictures.resource("exif.avif");
        }

        @Override
        public byte[] make(Path file) throws IOException {
            return heif(file, bare());
        }
    };

    private static final int AFTER_JFIF = 20;
    private static final int AFTER_HEADER = 33;

    private static final List<String> TAGS = List.of(
            "-IFD0:Make=SECRET-MAKE",
            "-IFD0:Artist=SECRET-ARTIST",
            "-IFD0:Orientation=6",
            "-ExifIFD:DateTimeOriginal=2026:07:14 09:26:53",
            "-ExifIFD:SubSecTimeOriginal=589",
            "-ExifIFD:OffsetTimeOriginal=+02:00",
            "-ExifIFD:SerialNumber=SECRET-SERIAL",
            "-ExifIFD:LensModel=SECRET-LENS",
            "-ExifIFD:UserComment=SECRET-COMMENT",
            "-GPS:GPSLatitude=52.52",
            "-GPS:GPSLatitudeRef=N",
            "-GPS:GPSLongitude=13.40",
            "-GPS:GPSLongitudeRef=E",
            "-GPS:GPSAreaInformation=SECRET-PLACE",
            "-XMP-photoshop:City=SECRET-PLACE",
            "-XMP-exif:GPSLatitude=52.52",
            "-XMP-dc:Creator=SECRET-CREATOR");

    private final String suffix;

    PrivatePictures(String suffix) {
        this.suffix = suffix;
    }

    public String suffix() {
        return suffix;
    }

    /** The picture before metadata was written into it; there is none for HEIF. */
    public abstract byte[] bare();

    /** @param file a file to work with; its name ends with the suffix */
    public abstract byte[] make(Path file) throws IOException;

    private static byte[] heif(Path file, byte[] picture) throws IOException {
        Files.write(file, picture);
        Tools.writeTags(file, TAGS);
        return join(Files.readAllBytes(file), Bytes.box("uuid", latin("SECRET-UUID-BOX-and its content")));
    }

    /** As telephones do (MPF, CIPA DC-007): a list of pictures in the first picture, and the second after its end. */
    private static byte[] withSecondPicture(byte[] first) {
        byte[] second = insert(
                Pictures.jpeg(), AFTER_JFIF, segment(0xE1, latin("Exif\0\0"), ExifBuilder.everything(1)));
        int listBytes = 4 + 4 + 8 + 2 + 3 * 12 + 4 + 2 * 16;
        byte[] list = segment(
                0xE2,
                latin("MPF\0"),
                bytes('M', 'M', 0, 42, 0, 0, 0, 8),
                bytes(0, 3),
                bytes(0xB0, 0, 0, 7, 0, 0, 0, 4, '0', '1', '0', '0'),
                bytes(0xB0, 1, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2),
                bytes(0xB0, 2, 0, 7, 0, 0, 0, 32, 0, 0, 0, 50),
                u32(0),
                join(u32(0x2003_0000L), u32(first.length + listBytes), u32(0), u32(0)),
                join(u32(0x0002_0000L), u32(second.length), u32(first.length + listBytes - AFTER_JFIF - 8), u32(0)));
        return join(insert(first, AFTER_JFIF, list), second, latin("SECRET-TRAILER"));
    }
}
