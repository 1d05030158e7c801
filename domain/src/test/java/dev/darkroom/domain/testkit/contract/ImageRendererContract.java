package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.model.rendition.RenditionDefinitions;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.port.out.imaging.ImageRenderer.Rendering;
import dev.darkroom.domain.testkit.fixture.ColourProfile;
import dev.darkroom.domain.testkit.fixture.SamplePictures;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link ImageRenderer} does. JPEG, PNG, GIF and WebP are rendered as JPEG by all; what else one can do is asked
 * of it, and held to the same.
 */
public interface ImageRendererContract {
    /** The renderer. */
    ImageRenderer testee();

    // Sizes

    @ParameterizedTest
    @CsvSource({"1200, 800", "800, 1200", "1081, 1080", "100, 60", "151, 149", "1, 400", "400, 1", "1, 1", "3000, 7",
        "333, 97",
        "97, 333"})
    default void eachRenditionHasItsSize(int width, int height) throws IOException {
        byte[] original = SamplePictures.encoded(SamplePictures.quadrants(width, height), "png");
        Dimensions displayed = new Dimensions(width, height);
        for (RenditionDefinition definition : DEFINITIONS.all()) {
            BufferedImage rendition = shown(original, ContentType.PNG, displayed, definition);
            assertThat(new Dimensions(rendition.getWidth(), rendition.getHeight()))
                    .as(definition.toString())
                    .isEqualTo(definition.of(displayed));
        }
    }

    @Test
    default void thumbIsTheMiddle() throws IOException {
        BufferedImage original = new BufferedImage(600, 200, BufferedImage.TYPE_INT_RGB);
        for (int x = 200; x < 400; x++) {
            for (int y = 0; y < 200; y++) {
                original.setRGB(x, y, 0xFFFFFF);
            }
        }

        BufferedImage thumb = shown(
                SamplePictures.encoded(original, "png"), ContentType.PNG, new Dimensions(600, 200),
                RenditionDefinition.THUMB);

        for (int at = 3; at < 147; at++) {
            assertNear(thumb.getRGB(at, 75), 0xFFFFFF, 6);
        }
    }

    // Crops and canvases

    /** A busy part at one end of an even picture, also of a turned one. */
    @ParameterizedTest
    @CsvSource({"attention, 1", "attention, 6", "attention, 3", "entropy, 1", "entropy, 6", "entropy, 3"})
    default void theInterestingPartIsKept(String gravity, int orientation) throws IOException {
        RenditionDefinition square = definition("square=100x100,cover," + gravity);
        Dimensions displayed = orientation < 5 ? new Dimensions(600, 200) : new Dimensions(200, 600);
        for (int left : new int[]{0, 400}) {
            byte[] jpeg = SamplePictures.jpegTurned(
                    SamplePictures.encoded(busyFrom(left, BufferedImage.TYPE_INT_RGB), "jpeg"), orientation);

            assertBusy(shown(jpeg, ContentType.JPEG, displayed, square));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"attention", "entropy"})
    default void theInterestingPartOfAnyKindOfPixelsIsKept(String gravity) throws IOException {
        RenditionDefinition square = definition("square=100x100,cover," + gravity);
        Dimensions displayed = new Dimensions(600, 200);
        for (int type : new int[]{BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_USHORT_GRAY}) {
            byte[] png = SamplePictures.encoded(busyFrom(400, type), "png");

            assertBusy(shown(png, ContentType.PNG, displayed, square));
        }
        byte[] gif = SamplePictures.encoded(busyFrom(400, BufferedImage.TYPE_INT_RGB), "gif");
        assertBusy(shown(gif, ContentType.GIF, displayed, square));
    }

    @Test
    default void inksOfPrintAreCroppedToo() throws IOException {
        for (String gravity : List.of("attention", "entropy")) {
            BufferedImage rendition = shown(SamplePictures.cmykJpeg(), ContentType.JPEG, new Dimensions(32, 32),
                    definition("part=32x10,cover," + gravity));

            assertThat(new Dimensions(rendition.getWidth(), rendition.getHeight())).isEqualTo(new Dimensions(32, 10));
        }
    }

    @Test
    default void aCanvasIsWhiteAroundThePictureInAJpeg() throws IOException {
        BufferedImage rendition = shown(
                SamplePictures.encoded(SamplePictures.plain(BufferedImage.TYPE_INT_RGB, Color.BLUE), "png"),
                ContentType.PNG, SIZE, definition("canvas=200x100,contain"));

        for (int edge : new int[]{10, 190}) {
            assertNear(rendition.getRGB(edge, 50), 0xFFFFFF, 6);
        }
        assertNear(rendition.getRGB(100, 5), 0xFFFFFF, 6);
        assertNear(rendition.getRGB(100, 50), 0x0000FF, 6);
    }

    @ParameterizedTest
    @EnumSource(value = ContentType.class, names = {"WEBP", "AVIF"})
    default void aCanvasIsTransparentWhereItCan(ContentType format) {
        if (testee().renders(ContentType.JPEG, format)) {
            byte[] jpeg = SamplePictures.encoded(SamplePictures.quadrants(96, 64), "jpeg");
            byte[] file = bytes(testee().render(
                    Content.of(jpeg), ContentType.JPEG, SIZE,
                    new Rendition(definition("canvas=200x100,contain"), format)));

            assertThat(latin(file)).contains(format == ContentType.WEBP ? "ALPH" : "auxC");
        }
    }

    @Test
    default void aLowerQualityIsASmallerFile() {
        byte[] jpeg = SamplePictures.encoded(busyFrom(0, BufferedImage.TYPE_INT_RGB), "jpeg");
        Dimensions displayed = new Dimensions(600, 200);
        for (ContentType format : List.of(ContentType.JPEG, ContentType.WEBP, ContentType.AVIF)) {
            if (testee().renders(ContentType.JPEG, format)) {
                assertThat(Stream.of("q=5", "q=60", "q=100")
                        .map(quality -> new Rendition(definition("wide=500x0," + quality), format))
                        .map(rendition -> bytes(
                                testee().render(Content.of(jpeg), ContentType.JPEG, displayed, rendition)).length))
                        .as(format.mediaType())
                        .isSorted();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = ContentType.class, names = {"JPEG", "WEBP", "AVIF"})
    default void eachFormatIsTheOneAskedForWithItsSize(ContentType format) throws IOException {
        byte[] original = SamplePictures.encoded(SamplePictures.quadrants(1000, 700), "jpeg");
        Rendering rendering = testee().render(
                Content.of(original),
                ContentType.JPEG,
                new Dimensions(1000, 700),
                new Rendition(RenditionDefinition.SMALL, format));

        if (!testee().renders(ContentType.JPEG, format)) {
            assertThat(rendering).isInstanceOf(Rendering.Refused.class);
            return;
        }
        byte[] file = bytes(rendering);
        switch (format) {
            case JPEG -> assertThat(latin(file)).startsWith("\u00FF\u00D8\u00FF");
            case WEBP -> assertThat(latin(file)).startsWith("RIFF").contains("WEBPVP8");
            default -> assertThat(latin(file).substring(4)).startsWith("ftypavif").contains("ispe\0\0\0\0\0\0\1@");
        }
        if (testee().renders(format, ContentType.JPEG)) {
            assertQuadrants(shown(file, format, new Dimensions(320, 224), RenditionDefinition.SMALL), "RGBW");
        }
    }

    @Test
    default void aFileGivesTheSameAsItsBytes(@TempDir Path folder) throws IOException {
        byte[] original = SamplePictures.encoded(SamplePictures.quadrants(1000, 700), "jpeg");
        Path file = Files.write(folder.resolve("Käse 凧.jpg"), original);
        Rendition small = new Rendition(RenditionDefinition.SMALL, ContentType.JPEG);
        Dimensions displayed = new Dimensions(1000, 700);

        byte[] ofFile = bytes(testee().render(Content.of(file, original.length), ContentType.JPEG, displayed, small));
        byte[] ofBytes = bytes(testee().render(Content.of(original), ContentType.JPEG, displayed, small));

        assertThat(ofFile).isEqualTo(ofBytes);
    }

    // Orientation

    @ParameterizedTest
    @CsvSource({"1, RGBW", "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB"})
    default void everyOrientationIsShownUpright(int orientation, String corners) throws IOException {
        BufferedImage quadrants = SamplePictures.quadrants(SamplePictures.WIDTH, SamplePictures.HEIGHT);
        Dimensions displayed = orientation < 5 ? SIZE : new Dimensions(SIZE.height(), SIZE.width());
        List<byte[]> originals = List.of(
                SamplePictures.jpegTurned(SamplePictures.encoded(quadrants, "jpeg"), orientation),
                SamplePictures.pngTurned(SamplePictures.encoded(quadrants, "png"), orientation));
        List<ContentType> types = List.of(ContentType.JPEG, ContentType.PNG);
        for (int i = 0; i < originals.size(); i++) {
            BufferedImage rendition = shown(originals.get(i), types.get(i), displayed, RenditionDefinition.SMALL);
            assertThat(new Dimensions(rendition.getWidth(), rendition.getHeight())).isEqualTo(displayed);
            assertQuadrants(rendition, corners);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6})
    default void aWebpIsNotTurned(int orientation) throws IOException {
        byte[] webp = SamplePictures.webpTurned(SamplePictures.webp(), orientation);

        assertQuadrants(shown(webp, ContentType.WEBP, SIZE, RenditionDefinition.SMALL), "RGBW");
    }

    @ParameterizedTest
    @CsvSource({"0, RGBW", "1, GWRB", "2, WBGR", "3, BRWG"})
    default void turnsThatAreAPartOfThePictureAreShown(int quarters, String corners) throws IOException {
        byte[] avif = SamplePictures.turnedAvif(quarters);
        Dimensions displayed = quarters % 2 == 0 ? SIZE : new Dimensions(SIZE.height(), SIZE.width());
        if (testee().renders(ContentType.AVIF, ContentType.JPEG)) {
            assertQuadrants(shown(avif, ContentType.AVIF, displayed, RenditionDefinition.SMALL), corners);
        } else {
            assertThat(rendering(avif, ContentType.AVIF, displayed)).isInstanceOf(Rendering.Refused.class);
        }
    }

    @Test
    default void picturesOfTelephonesAreRenderedOrRefused() throws IOException {
        byte[] heic = SamplePictures.heic();
        if (testee().renders(ContentType.HEIC, ContentType.JPEG)) {
            assertQuadrants(shown(heic, ContentType.HEIC, SIZE, RenditionDefinition.SMALL), "RGBW");
        } else {
            assertThat(rendering(heic, ContentType.HEIC, SIZE)).isInstanceOf(Rendering.Refused.class);
            assertThat(testee().placeholder(Content.of(heic), ContentType.HEIC)).isEmpty();
        }
    }

    // Colour

    @ParameterizedTest
    @ValueSource(ints = {0x808080, 0xC86432, 0x3296B4, 0xF0E0D0, 0x204060})
    default void wideGamutsAreConvertedToSrgb(int rgb) throws IOException {
        BufferedImage plain = SamplePictures.plain(BufferedImage.TYPE_INT_RGB, new Color(rgb));
        byte[] png = SamplePictures.encoded(plain, "png");
        byte[] jpeg = SamplePictures.encoded(plain, "jpeg");
        for (ColourProfile profile : List.of(ColourProfile.WIDE, ColourProfile.ADOBE_RGB)) {
            byte[] icc = profile.icc();
            assertNear(centre(SamplePictures.jpegWithProfile(jpeg, icc), ContentType.JPEG), profile.inSrgb(rgb), 5);
            assertNear(centre(SamplePictures.pngWithProfile(png, icc), ContentType.PNG), profile.inSrgb(rgb), 5);
        }
    }

    @Test
    default void aProfileThatIsDamagedIsAsNone() throws IOException {
        byte[] jpeg = SamplePictures.encoded(SamplePictures.quadrants(96, 64), "jpeg");
        byte[] nonsense = new byte[300];
        Arrays.fill(nonsense, (byte) 77);

        assertQuadrants(
                shown(SamplePictures.jpegWithProfile(jpeg, nonsense), ContentType.JPEG, SIZE,
                        RenditionDefinition.SMALL),
                "RGBW");
    }

    @Test
    default void inksOfPrintAreConvertedToSrgb() throws IOException {
        BufferedImage rendition = shown(
                SamplePictures.cmykJpeg(), ContentType.JPEG, new Dimensions(32, 32), RenditionDefinition.SMALL);

        Color colour = new Color(rendition.getRGB(16, 16));
        assertThat(colour.getRed()).isLessThan(100);
        assertThat(colour.getGreen()).isBetween(130, 240);
        assertThat(colour.getBlue()).isBetween(180, 255);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
    default void greyKeepsItsLightness(int type) throws IOException {
        BufferedImage grey = new BufferedImage(96, 64, type);
        for (int i = 0; i < 96 * 64; i++) {
            grey.getRaster().setSample(i % 96, i / 96, 0, type == BufferedImage.TYPE_BYTE_GRAY ? 100 : 100 * 257);
        }

        assertNear(centre(SamplePictures.encoded(grey, "png"), ContentType.PNG), 0x646464, 2);
    }

    @Test
    default void whatIsTransparentIsWhiteInAJpeg() throws IOException {
        BufferedImage clear = SamplePictures.plain(BufferedImage.TYPE_INT_ARGB, new Color(255, 0, 0, 0));
        BufferedImage half = SamplePictures.plain(BufferedImage.TYPE_INT_ARGB, new Color(0, 0, 255, 128));

        assertNear(centre(SamplePictures.encoded(clear, "png"), ContentType.PNG), 0xFFFFFF, 2);
        assertNear(centre(SamplePictures.encoded(half, "png"), ContentType.PNG), 0x7F7FFF, 4);
        assertNear(centre(SamplePictures.encoded(clear, "gif"), ContentType.GIF), 0xFFFFFF, 2);
    }

    @Test
    default void whatIsTransparentDoesNotShineThroughWhenScaled() throws IOException {
        BufferedImage stripes = new BufferedImage(1200, 600, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 1200 * 600; i++) {
            stripes.setRGB(i % 1200, i / 1200, i % 2 == 0 ? 0xFF0000FF : 0x00FF0000);
        }

        BufferedImage rendition = shown(
                SamplePictures.encoded(stripes, "png"),
                ContentType.PNG,
                new Dimensions(1200, 600),
                RenditionDefinition.THUMB);

        Color colour = new Color(rendition.getRGB(75, 75));
        assertThat(Math.abs(colour.getRed() - colour.getGreen())).as("red in %s", colour).isLessThan(8);
        assertThat(colour.getBlue()).isGreaterThan(250);
    }

    @ParameterizedTest
    @EnumSource(value = ContentType.class, names = {"WEBP", "AVIF"})
    default void whatIsTransparentStaysSoWhereItCan(ContentType format) {
        if (testee().renders(ContentType.PNG, format)) {
            BufferedImage half = SamplePictures.plain(BufferedImage.TYPE_INT_ARGB, new Color(0, 0, 255, 128));
            byte[] file = bytes(testee().render(
                    Content.of(SamplePictures.encoded(half, "png")),
                    ContentType.PNG,
                    SIZE,
                    new Rendition(RenditionDefinition.SMALL, format)));

            assertThat(latin(file)).contains(format == ContentType.WEBP ? "ALPH" : "auxC");
        }
    }

    // Content

    @Test
    default void theFirstFrameIsShown() throws IOException {
        assertQuadrants(
                shown(SamplePictures.animatedWebp(), ContentType.WEBP, SIZE, RenditionDefinition.SMALL), "RGBW");
        byte[] gif = SamplePictures.encoded(SamplePictures.quadrants(96, 64), "gif");
        byte[] other = SamplePictures.encoded(SamplePictures.plain(BufferedImage.TYPE_INT_RGB, Color.BLACK), "gif");
        byte[] frame = Arrays.copyOfRange(other, 13 + (3 << ((other[10] & 7) + 1)), other.length);

        byte[] animated = SamplePictures.join(Arrays.copyOf(gif, gif.length - 1), frame);

        assertQuadrants(shown(animated, ContentType.GIF, SIZE, RenditionDefinition.SMALL), "RGBW");
    }

    /** Twice the same picture, the second time at an offset of half of it. */
    @Test
    default void aLaterFrameBeyondTheScreenChangesNothing() throws IOException {
        byte[] gif = SamplePictures.encoded(SamplePictures.quadrants(96, 64), "gif");
        byte[] frame = Arrays.copyOfRange(gif, indexOfFrame(gif), gif.length);
        frame[1] = 48;
        frame[3] = 32;

        byte[] animated = SamplePictures.join(Arrays.copyOf(gif, gif.length - 1), frame);

        assertQuadrants(shown(animated, ContentType.GIF, SIZE, RenditionDefinition.SMALL), "RGBW");
    }

    private static int indexOfFrame(byte[] gif) {
        String text = latin(gif);
        return text.indexOf(",\0\0\0\0");
    }

    @ParameterizedTest
    @EnumSource(value = ContentType.class, names = {"JPEG", "WEBP", "AVIF"})
    default void metadataIsGone(ContentType format) {
        byte[] jpeg = SamplePictures.encoded(SamplePictures.quadrants(96, 64), "jpeg");
        jpeg = SamplePictures.jpegWithProfile(jpeg, ColourProfile.WIDE.icc());
        jpeg = SamplePictures.withSegment(jpeg, 0xFE, SamplePictures.latin("SECRET"));
        jpeg = SamplePictures.withSegment(
                jpeg, 0xE1, SamplePictures.latin("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET</x:xmpmeta>"));
        jpeg = SamplePictures.jpegTurned(jpeg, 3);
        if (testee().renders(ContentType.JPEG, format)) {
            byte[] file = bytes(testee().render(
                    Content.of(jpeg), ContentType.JPEG, SIZE, new Rendition(RenditionDefinition.SMALL, format)));

            assertThat(latin(file))
                    .doesNotContain("SECRET")
                    .doesNotContainIgnoringCase("Exif")
                    .doesNotContain("xap")
                    .doesNotContain("XMP")
                    .doesNotContain("ICC");
        }
    }

    // Refusals

    @Test
    default void picturesWhosePixelsAreCutShortAreRefused() {
        byte[] jpeg = SamplePictures.encoded(SamplePictures.quadrants(1000, 700), "jpeg");
        byte[] cut = SamplePictures.join(
                Arrays.copyOf(jpeg, jpeg.length * 3 / 4), new byte[]{(byte) 0xFF, (byte) 0xD9});
        Dimensions displayed = new Dimensions(1000, 700);

        assertThat(rendering(Arrays.copyOf(jpeg, jpeg.length / 2), ContentType.JPEG, displayed))
                .isInstanceOf(Rendering.Refused.class);
        assertThat(rendering(SamplePictures.latin("no picture"), ContentType.JPEG, displayed))
                .isInstanceOf(Rendering.Refused.class);
        // Behind a whole structure it is seen by decoding only, and a JPEG is shown as far as it goes, or refused.
        assertThat(rendering(cut, ContentType.JPEG, displayed)).isNotNull();
    }

    @Test
    default void aPngWhoseStreamIsDamagedIsUndecodable() {
        byte[] header = Arrays.copyOf(SamplePictures.encoded(SamplePictures.quadrants(96, 64), "png"), 8 + 25);
        byte[] noise = new byte[200];
        Arrays.fill(noise, (byte) 0x5A);
        byte[] png =
                SamplePictures.join(header, SamplePictures.pngChunk("IDAT", noise), SamplePictures.pngChunk("IEND"));

        assertThat(rendering(png, ContentType.PNG, SIZE)).isInstanceOf(Rendering.Undecodable.class);
        assertThat(testee().placeholder(Content.of(png), ContentType.PNG)).isEmpty();
    }

    @Test
    default void aFileOfAnotherTypeThanToldIsRefused() {
        byte[] png = SamplePictures.encoded(SamplePictures.quadrants(96, 64), "png");

        assertThat(rendering(png, ContentType.JPEG, SIZE)).isInstanceOf(Rendering.Refused.class);
        assertThat(testee().placeholder(Content.of(png), ContentType.GIF)).isEmpty();
    }

    @Test
    default void anOriginalThatCanNotBeReadIsUnavailable(@TempDir Path folder) {
        Content gone = Content.of(folder.resolve("gone.jpg"), 1000);
        Content broken = new Content() {
            @Override
            public long sizeBytes() {
                return 1000;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("out of reach");
            }
        };

        for (Content content : List.of(gone, broken)) {
            assertThatExceptionOfType(StorageException.Unavailable.class)
                    .isThrownBy(() -> testee().render(
                            content, ContentType.JPEG, SIZE,
                            new Rendition(RenditionDefinition.SMALL, ContentType.JPEG)));
            assertThatExceptionOfType(StorageException.Unavailable.class)
                    .isThrownBy(() -> testee().placeholder(content, ContentType.JPEG));
        }
    }

    // Placeholders

    /** By the constants at the head of a ThumbHash: lightness, yellow against blue, red against green, alpha. */
    @Test
    default void placeholderHasTheAverageColourAndTheProportions() {
        BufferedImage plain = new BufferedImage(300, 100, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 300 * 100; i++) {
            plain.setRGB(i % 300, i / 300, 0xFF6600);
        }
        byte[] jpeg = SamplePictures.jpegTurned(SamplePictures.encoded(plain, "jpeg"), 6);

        byte[] hash = Base64.getDecoder()
                .decode(testee().placeholder(Content.of(jpeg), ContentType.JPEG).orElseThrow());

        int head = (hash[0] & 0xFF) | (hash[1] & 0xFF) << 8 | (hash[2] & 0xFF) << 16;
        double lightness = (head & 63) / 63.0;
        double yellow = (head >> 6 & 63) / 31.5 - 1;
        double red = (head >> 12 & 63) / 31.5 - 1;
        assertThat(255 * (lightness + yellow / 3 + red / 2)).as("red").isBetween(245.0, 262.0);
        assertThat(255 * (lightness + yellow / 3 - red / 2)).as("green").isBetween(92.0, 112.0);
        assertThat(255 * (lightness - yellow * 2 / 3)).as("blue").isBetween(-10.0, 10.0);
        assertThat(head >> 23).as("alpha").isZero();
        assertThat((hash[4] & 0xFF) >> 7).as("landscape").isZero();
        assertThat(hash[3] & 7).as("terms across, of seven down").isEqualTo(2);
    }

    @Test
    default void placeholderKnowsWhatIsTransparent() {
        BufferedImage half = SamplePictures.plain(BufferedImage.TYPE_INT_ARGB, new Color(0, 0, 255, 128));

        byte[] hash = Base64.getDecoder()
                .decode(testee()
                        .placeholder(Content.of(SamplePictures.encoded(half, "png")), ContentType.PNG)
                        .orElseThrow());

        assertThat(hash[2] & 0x80).isNotZero();
        assertThat(hash[5] & 15).as("alpha of fifteen").isEqualTo(8);
    }

    // All at once

    @Test
    default void manyAtOnceGiveTheSameAsOne() throws Exception {
        byte[] good = SamplePictures.encoded(SamplePictures.quadrants(1000, 700), "jpeg");
        byte[] bad = Arrays.copyOf(good, good.length / 2);
        Dimensions displayed = new Dimensions(1000, 700);
        byte[] expected = bytes(rendering(good, ContentType.JPEG, displayed));

        List<Callable<Rendering>> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] original = i % 4 == 3 ? bad : good;
            calls.add(() -> rendering(original, ContentType.JPEG, displayed));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Rendering>> results = threads.invokeAll(calls);
            for (int i = 0; i < results.size(); i++) {
                if (i % 4 == 3) {
                    assertThat(results.get(i).get()).isInstanceOf(Rendering.Refused.class);
                } else {
                    assertThat(bytes(results.get(i).get())).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    default void everyPairOfTypesIsRenderedOrRefusedAsItSays() {
        BufferedImage quadrants = SamplePictures.quadrants(96, 64);
        assertThat(Stream.of(ContentType.JPEG, ContentType.PNG, ContentType.GIF, ContentType.WEBP))
                .allMatch(type -> testee().renders(type, ContentType.JPEG));
        for (ContentType type : ContentType.values()) {
            byte[] original = switch (type) {
                case JPEG, PNG, GIF -> SamplePictures.encoded(quadrants, type.name().toLowerCase(Locale.ROOT));
                case WEBP -> SamplePictures.webp();
                case AVIF -> SamplePictures.turnedAvif(0);
                case HEIC, HEIF -> SamplePictures.heic();
            };
            ContentType told = type == ContentType.HEIF ? ContentType.HEIC : type;
            for (ContentType format : List.of(ContentType.JPEG, ContentType.WEBP, ContentType.AVIF)) {
                Rendering rendering = testee().render(
                        Content.of(original), told, SIZE, new Rendition(RenditionDefinition.SMALL, format));
                assertThat(rendering instanceof Rendering.Rendered)
                        .as("%s as %s", type, format)
                        .isEqualTo(testee().renders(type, format));
            }
        }
    }

    @Test
    default void nameTellsWhatItIsAndItsVersionAtTheLatestWhenItWasNeeded() {
        boolean _ = testee().renders(ContentType.JPEG, ContentType.JPEG);

        assertThat(testee().name()).matches("[A-Za-z ]+ \\d+\\.\\d+\\.\\d+");
    }

    // Helpers

    /** The defaults, and others of each fit and gravity with odd sizes. */
    RenditionDefinitions DEFINITIONS = RenditionDefinitions.parse("box=97x61 tall=0x83 banner=201x31,cover"
            + " face=61x77,cover,attention busy=77x61,cover,entropy strip=31x199,cover,entropy,q=50"
            + " frame=101x67,contain upright=67x101,contain,q=95");

    /** Of the samples. */
    Dimensions SIZE = new Dimensions(SamplePictures.WIDTH, SamplePictures.HEIGHT);

    private static RenditionDefinition definition(String text) {
        return RenditionDefinitions.parse(text).all().stream().toList().getLast();
    }

    /** A grey picture of 600 × 200 with a square of red, yellow and other lines and dots. */
    private static BufferedImage busyFrom(int left, int type) {
        BufferedImage image = new BufferedImage(600, 200, type);
        for (int y = 0; y < 200; y++) {
            for (int x = 0; x < 600; x++) {
                boolean isBusy = x >= left && x < left + 200;
                int busy = x / 5 % 2 == y / 7 % 2 ? 0xFFE02010 : 0xFFF0C000 + (x * 31 + y * 17) % 256;
                image.setRGB(x, y, isBusy ? busy : 0xFF707070);
            }
        }
        return image;
    }

    /** Most pixels differ from the grey. */
    private static void assertBusy(BufferedImage image) {
        long busy = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                Color colour = new Color(image.getRGB(x, y));
                int difference = Math.abs(colour.getRed() - 0x70) + Math.abs(colour.getGreen() - 0x70)
                        + Math.abs(colour.getBlue() - 0x70);
                busy += difference > 40 ? 1 : 0;
            }
        }
        assertThat((double) busy / (image.getWidth() * image.getHeight())).isGreaterThan(0.6);
    }

    private Rendering rendering(byte[] original, ContentType type, Dimensions displayed) {
        return testee().render(
                Content.of(original), type, displayed, new Rendition(RenditionDefinition.SMALL, ContentType.JPEG));
    }

    private BufferedImage shown(byte[] original, ContentType type, Dimensions displayed, RenditionDefinition definition)
            throws IOException {
        byte[] jpeg = bytes(testee().render(
                Content.of(original), type, displayed, new Rendition(definition, ContentType.JPEG)));
        return inColour(ImageIO.read(new ByteArrayInputStream(jpeg)));
    }

    /** Java takes a grey JPEG for one in linear light, and would show it lighter. */
    private static BufferedImage inColour(BufferedImage image) {
        if (image.getRaster().getNumBands() > 1) {
            return image;
        }
        BufferedImage colour = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colour.setRGB(x, y, image.getRaster().getSample(x, y, 0) * 0x010101);
            }
        }
        return colour;
    }

    private int centre(byte[] original, ContentType type) throws IOException {
        return shown(original, type, SIZE, RenditionDefinition.SMALL).getRGB(SIZE.width() / 2, SIZE.height() / 2);
    }

    private static byte[] bytes(Rendering rendering) {
        assertThat(rendering).isInstanceOf(Rendering.Rendered.class);
        Content content = ((Rendering.Rendered) rendering).content();
        try (InputStream in = content.open()) {
            byte[] bytes = in.readAllBytes();
            assertThat(content.sizeBytes()).isEqualTo(bytes.length);
            return bytes;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void assertNear(int actual, int expected, int tolerance) {
        for (int shift = 0; shift <= 16; shift += 8) {
            assertThat(actual >> shift & 0xFF)
                    .as("%06X for %06X", actual & 0xFFFFFF, expected)
                    .isBetween((expected >> shift & 0xFF) - tolerance, (expected >> shift & 0xFF) + tolerance);
        }
    }

    /** @param corners their colours' initials, row by row */
    private static void assertQuadrants(BufferedImage image, String corners) {
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            int x = image.getWidth() * (i % 2 == 0 ? 1 : 3) / 4;
            int y = image.getHeight() * (i / 2 == 0 ? 1 : 3) / 4;
            Color colour = new Color(image.getRGB(x, y));
            boolean isRed = colour.getRed() > 128;
            boolean isGreen = colour.getGreen() > 128;
            boolean isBlue = colour.getBlue() > 128;
            seen.append(isRed && isGreen && isBlue ? 'W' : isRed ? 'R' : isGreen ? 'G' : isBlue ? 'B' : '?');
        }
        assertThat(seen).hasToString(corners);
    }
}
