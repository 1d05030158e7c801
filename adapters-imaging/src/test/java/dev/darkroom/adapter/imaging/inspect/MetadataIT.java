package dev.darkroom.adapter.imaging.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.Renderers;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.render.RenderLimits;
import dev.darkroom.adapter.imaging.testkit.Bytes;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.adapter.imaging.testkit.PrivatePictures;
import dev.darkroom.adapter.imaging.testkit.Tools;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.port.out.imaging.ImageRenderer.Rendering;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks the remaining metadata with ExifTool, and the pixels with ImageIO and libvips. */
final class MetadataIT {
    private static final Pattern PLACE = Pattern.compile("(?i)gps|latitude|longitude|city|location|country");

    @TempDir
    static Path folder;

    /** The tags of each file, by its name. */
    private static Map<String, Map<String, String>> tags = new TreeMap<>();
    private static final Map<PrivatePictures, byte[]> ORIGINALS = new EnumMap<>(PrivatePictures.class);

    @BeforeAll
    static void createFilesAndReadTheirTags() throws IOException {
        Tools.requireExiftool();
        for (PrivatePictures picture : PrivatePictures.values()) {
            byte[] original = picture.make(file(picture, "original"));
            ORIGINALS.put(picture, original);
            Files.write(file(picture, "original"), original);
            Files.write(file(picture, "bare"), picture.bare());
            for (MetadataPolicy policy : MetadataPolicy.values()) {
                Inspection.Accepted accepted = Inspecting.accept(original, policy);
                Files.write(file(picture, policy.name()), Inspecting.read(accepted.sanitized()));
            }
        }
        render();
        tags = Tools.tags(folder);
    }

    /** Renders the originals without stripping them, as with {@link MetadataPolicy#KEEP}. */
    private static void render() throws IOException {
        ImageRenderer renderer = Renderers.inThisProcess(
                new RenderLimits(Inspecting.LIMITS, Duration.ofMinutes(1), 256L * 1024 * 1024), null);
        for (PrivatePictures picture : PrivatePictures.values()) {
            Inspection.Accepted accepted = Inspecting.accept(read(picture, "original"), MetadataPolicy.KEEP);
            for (ContentType format : List.of(ContentType.JPEG, ContentType.WEBP, ContentType.AVIF)) {
                if (renderer.renders(accepted.contentType(), format)
                        && renderer.render(
                                accepted.sanitized(),
                                accepted.contentType(),
                                accepted.dimensions(),
                                new Rendition(RenditionDefinition.THUMB,
                                        format)) instanceof Rendering.Rendered rendered) {
                    Files.write(
                            folder.resolve("rendition-" + picture + "." + format.name().toLowerCase(Locale.ROOT)),
                            Inspecting.read(rendered.content()));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void originalsContainAllMetadata(PrivatePictures picture) {
        Map<String, String> original = tags(picture, "original");

        assertThat(original.keySet()).anySatisfy(name -> assertThat(name).containsPattern(PLACE));
        assertThat(original.values()).anySatisfy(value -> assertThat(value).contains("SECRET"));
    }

    @Test
    void jpegHasEveryKindOfBlock() {
        assertThat(tags(PrivatePictures.JPEG, "original"))
                .containsKeys(
                        "IFD1:ThumbnailImage",
                        "GPS:GPSLatitude",
                        "MPF0:NumberOfImages",
                        "MPImage2:MPImageLength",
                        "IPTC:City",
                        "Photoshop:URL",
                        "Ducky:Comment",
                        "File:Comment",
                        "XMP-dc:Description");
        assertThat(Bytes.indexOf(read(PrivatePictures.JPEG, "original"), "http://ns.adobe.com/xmp/extension/"))
                .isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void stripLeavesTheFieldsOfABarePictureAndTheOrientation(PrivatePictures picture) {
        Map<String, String> stripped = tags(picture, "STRIP");
        Map<String, String> bare = tags(picture, "bare");

        assertThat(stripped.keySet()).allSatisfy(name -> assertThat(isOfThePicture(name, bare)).as(name).isTrue());
        assertThat(stripped.values()).noneSatisfy(value -> assertThat(value).contains("SECRET"));
        assertThat(Bytes.indexOf(read(picture, "STRIP"), "SECRET")).isNegative();
    }

    /** There is no bare HEIF file to compare with: for these, tags of boxes and codecs are allowed. */
    private static boolean isOfThePicture(String name, Map<String, String> bare) {
        boolean isTechnical = name.startsWith("QuickTime:") || name.startsWith("Meta:");
        boolean isPlain = bare.keySet().stream().noneMatch(tag -> tag.startsWith("Meta:"));
        return name.equals("IFD0:Orientation")
                || name.equals("File:ExifByteOrder")
                || name.startsWith("System:")
                || (isPlain ? bare.containsKey(name) : isTechnical || isOfAnyFile(name));
    }

    private static boolean isOfAnyFile(String name) {
        return List.of("ExifTool:ExifToolVersion", "File:FileType", "File:FileTypeExtension", "File:MIMEType",
                "File:ImageWidth", "File:ImageHeight", "Composite:ImageSize", "Composite:Megapixels").contains(name);
    }

    @ParameterizedTest
    @EnumSource
    void locationRemovesThePlaceAndKeepsTheCamera(PrivatePictures picture) {
        Map<String, String> kept = tags(picture, "LOCATION");

        assertThat(kept.keySet()).noneSatisfy(name -> assertThat(name).containsPattern(PLACE));
        assertThat(Bytes.indexOf(read(picture, "LOCATION"), "SECRET-PLACE")).isNegative();
        assertThat(kept).doesNotContainKey("ExifTool:Warning");
        if (picture != PrivatePictures.GIF) {
            assertThat(kept)
                    .containsEntry("IFD0:Make", "SECRET-MAKE")
                    .containsEntry("IFD0:Orientation", "Rotate 90 CW")
                    .containsEntry("ExifIFD:DateTimeOriginal", "2026:07:14 09:26:53")
                    .containsEntry("ExifIFD:SerialNumber", "SECRET-SERIAL")
                    .containsEntry("ExifIFD:LensModel", "SECRET-LENS");
        }
    }

    @Test
    void renditionsHaveNoMetadata() {
        Map<String, Map<String, String>> renditions = new TreeMap<>(tags);
        renditions.keySet().removeIf(name -> !name.startsWith("rendition-"));

        // Without libvips there are JPEG renditions of JPEG, PNG, WebP and GIF only.
        assertThat(renditions).hasSizeGreaterThanOrEqualTo(4);
        renditions.forEach((name, found) -> {
            assertThat(found.values()).as(name).noneSatisfy(value -> assertThat(value).contains("SECRET"));
            assertThat(found.keySet()).as(name).allSatisfy(tag -> assertThat(tag)
                    .doesNotContainPattern(PLACE)
                    .doesNotContainPattern("^(IFD|ExifIFD|XMP|IPTC|Photoshop|MPF|MPImage|Ducky)|Comment|Thumbnail"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void keepChangesNothing(PrivatePictures picture) {
        assertThat(read(picture, "KEEP")).isEqualTo(ORIGINALS.get(picture));
    }

    @ParameterizedTest
    @EnumSource
    void profileAndOrientationAreKept(PrivatePictures picture) {
        for (String policy : List.of("STRIP", "LOCATION")) {
            assertThat(profile(tags(picture, policy))).isEqualTo(profile(tags(picture, "original")));
        }
        boolean isOriented = picture == PrivatePictures.JPEG || picture == PrivatePictures.PNG
                || picture == PrivatePictures.WEBP;
        assertThat(tags(picture, "STRIP").get("IFD0:Orientation")).isEqualTo(isOriented ? "Rotate 90 CW" : null);
    }

    private static Map<String, String> profile(Map<String, String> tags) {
        return tags.entrySet().stream()
                .filter(tag -> tag.getKey().startsWith("ICC"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @ParameterizedTest
    @EnumSource
    void pixelsAreTheSameBitForBit(PrivatePictures picture) throws IOException {
        boolean byImageIo = picture == PrivatePictures.JPEG || picture == PrivatePictures.PNG
                || picture == PrivatePictures.GIF;
        if (!byImageIo) {
            Tools.requireVips(picture.suffix());
        }
        for (String policy : List.of("STRIP", "LOCATION")) {
            if (byImageIo) {
                // Only the first picture of a JPEG is kept: the one after its end is removed.
                assertThat(frames(read(picture, policy)))
                        .isEqualTo(picture == PrivatePictures.JPEG
                                ? frames(read(picture, "original")).subList(0, 1)
                                : frames(read(picture, "original")))
                        .isNotEmpty();
            } else {
                assertThat(Tools.pixels(file(picture, policy)))
                        .isEqualTo(Tools.pixels(file(picture, "original")))
                        .hasSizeGreaterThan(1_000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GIF")
    void takenAtIsReadWithEveryPolicy(PrivatePictures picture) throws IOException {
        for (MetadataPolicy policy : MetadataPolicy.values()) {
            assertThat(Inspecting.accept(read(picture, "original"), policy).takenAt())
                    .isEqualTo(Instant.parse("2026-07-14T07:26:53.589Z"));
        }
    }

    /** The pixels of each picture in a file. */
    private static List<List<Integer>> frames(byte[] file) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            ImageReader reader = ImageIO.getImageReaders(in).next();
            reader.setInput(in);
            List<List<Integer>> frames = new ArrayList<>();
            for (int i = 0; i < reader.getNumImages(true); i++) {
                var frame = reader.read(i);
                List<Integer> pixels = new ArrayList<>();
                for (int at = 0; at < frame.getWidth() * frame.getHeight(); at++) {
                    pixels.add(frame.getRGB(at % frame.getWidth(), at / frame.getWidth()));
                }
                frames.add(pixels);
            }
            reader.dispose();
            return frames;
        }
    }

    private static Map<String, String> tags(PrivatePictures picture, String version) {
        return tags.getOrDefault(name(picture, version), Map.of());
    }

    private static byte[] read(PrivatePictures picture, String version) {
        try {
            return Files.readAllBytes(file(picture, version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(PrivatePictures picture, String version) {
        return folder.resolve(name(picture, version));
    }

    private static String name(PrivatePictures picture, String version) {
        return version + "." + picture.suffix();
    }
}
