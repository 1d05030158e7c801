package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.management.ThreadMXBean;
import dev.darkroom.domain.model.ContentCredentials;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.testkit.fixture.ColourProfile;
import dev.darkroom.domain.testkit.fixture.SamplePictures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ImageInspector} does. */
public interface ImageInspectorContract {
    /** The size of every sample. */
    Dimensions SIZE = new Dimensions(SamplePictures.WIDTH, SamplePictures.HEIGHT);

    Dimensions TURNED_SIZE = new Dimensions(SamplePictures.HEIGHT, SamplePictures.WIDTH);

    /**
     * An inspector that removes all metadata that display does not need. It accepts the samples, and no picture of 10
     * million pixels a side.
     */
    ImageInspector testee();

    // Type

    @ParameterizedTest
    @EnumSource
    default void typeAndSizeAreReadFromTheBytes(ContentType type) {
        Inspection.Accepted accepted = accept(sample(type));

        assertThat(accepted.contentType()).isEqualTo(type);
        assertThat(accepted.dimensions()).isEqualTo(SIZE);
    }

    @Test
    default void nameOfTheFileIsIgnored(@TempDir Path folder) throws IOException {
        byte[] png = sample(ContentType.PNG);
        byte[] text = latin("A text in a file that is named like a picture");
        Path pngFile = Files.write(folder.resolve("picture.jpg"), png);
        Path textFile = Files.write(folder.resolve("text.jpg"), text);

        assertThat(accept(Content.of(pngFile, png.length)).contentType()).isEqualTo(ContentType.PNG);
        assertThat(testee().inspect(Content.of(textFile, text.length))).isInstanceOf(Inspection.Unsupported.class);
    }

    @ParameterizedTest
    @EnumSource
    default void fileGivesTheSameResultAsAStream(ContentType type, @TempDir Path folder) throws IOException {
        byte[] picture = withPrivateText(type, sample(type));
        Path file = Files.write(folder.resolve("upload"), picture);

        Inspection.Accepted ofFile = accept(Content.of(file, picture.length));
        Inspection.Accepted ofStream = accept(picture);

        assertThat(ofFile.contentType()).isEqualTo(ofStream.contentType());
        assertThat(ofFile.dimensions()).isEqualTo(ofStream.dimensions());
        assertThat(read(ofFile.sanitized())).isEqualTo(read(ofStream.sanitized()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "text", "<svg xmlns='http://www.w3.org/2000/svg'/>", "%PDF-1.7", "BM6\0\0\0"})
    default void fileOfAnotherTypeIsUnsupported(String start) {
        assertThat(inspect(latin(start))).isInstanceOf(Inspection.Unsupported.class);
    }

    @ParameterizedTest
    @EnumSource
    default void pictureThatDoesNotStartAtTheFirstByteIsUnsupported(ContentType type) {
        assertThat(inspect(SamplePictures.join(latin("<html>"), sample(type)))).isInstanceOf(
                Inspection.Unsupported.class);
    }

    // Damage

    @ParameterizedTest
    @EnumSource
    default void incompleteFileIsDamaged(ContentType type) {
        byte[] picture = sample(type);

        for (int length : new int[]{picture.length / 2, picture.length * 3 / 4, picture.length - 1}) {
            assertThat(inspect(Arrays.copyOf(picture, length)))
                    .as("%d of %d bytes", length, picture.length)
                    .isInstanceOf(Inspection.Damaged.class);
        }
    }

    @Test
    default void fileWithADamagedStructureIsDamaged() {
        byte[] png = sample(ContentType.PNG);
        byte[] jpeg = sample(ContentType.JPEG);
        byte[] header = Arrays.copyOf(png, PNG_HEADER_END);
        png[PNG_HEADER_END - 1]++;

        assertThat(inspect(png)).as("wrong checksum").isInstanceOf(Inspection.Damaged.class);
        assertThat(inspect(SamplePictures.join(header, SamplePictures.pngChunk("IEND"))))
                .as("no pixels")
                .isInstanceOf(Inspection.Damaged.class);
        assertThat(inspect(SamplePictures.withSegment(jpeg, 0x02, latin("reserved"))))
                .as("unknown segment")
                .isInstanceOf(Inspection.Damaged.class);
    }

    @Test
    default void pictureWithMorePixelsThanTheLimitsAllowIsDamaged() {
        byte[] header = ByteBuffer.allocate(13).putInt(10_000_000).putInt(10_000_000).put(new byte[]{8, 2}).array();
        byte[] signature = Arrays.copyOf(sample(ContentType.PNG), 8);

        assertThat(inspect(SamplePictures.join(
                signature,
                SamplePictures.pngChunk("IHDR", header),
                SamplePictures.pngChunk("IDAT", new byte[10]),
                SamplePictures.pngChunk("IEND")))).isInstanceOf(Inspection.Damaged.class);
    }

    @Test
    default void damageInsideThePixelsIsNotFound() {
        byte[] header = Arrays.copyOf(sample(ContentType.PNG), PNG_HEADER_END);
        byte[] noise = new byte[200];
        new Random(1).nextBytes(noise);
        byte[] png =
                SamplePictures.join(header, SamplePictures.pngChunk("IDAT", noise), SamplePictures.pngChunk("IEND"));

        assertThat(accept(png).dimensions()).isEqualTo(SIZE);
    }

    @ParameterizedTest
    @EnumSource
    default void everyFlippedBitHasAResult(ContentType type) {
        byte[] picture = sample(type);
        Random random = new Random(1);

        for (int round = 0; round < 500; round++) {
            byte[] flipped = picture.clone();
            flipped[random.nextInt(picture.length)] ^= (byte) (1 << random.nextInt(8));

            if (inspect(flipped) instanceof Inspection.Accepted accepted) {
                assertThat(read(accepted.sanitized())).hasSize((int) accepted.sanitized().sizeBytes());
            }
        }
    }

    @Test
    default void detailsAreSentences() {
        byte[] jpeg = sample(ContentType.JPEG);

        assertThat(inspect(latin("text"))).isInstanceOfSatisfying(Inspection.Unsupported.class,
                unsupported -> assertThat(unsupported.detail()).matches("[A-Z].+\\."));
        assertThat(inspect(new byte[0])).isInstanceOfSatisfying(Inspection.Unsupported.class,
                unsupported -> assertThat(unsupported.detail()).matches("[A-Z].+\\."));
        assertThat(inspect(Arrays.copyOf(jpeg, jpeg.length / 2))).isInstanceOfSatisfying(Inspection.Damaged.class,
                damaged -> assertThat(damaged.detail()).matches("[A-Z].+\\."));
    }

    // Properties

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    default void dimensionsAreThoseOfThePictureAsDisplayed(int orientation) {
        Dimensions displayed = orientation < 5 ? SIZE : TURNED_SIZE;

        assertThat(accept(SamplePictures.jpegTurned(sample(ContentType.JPEG), orientation)).dimensions())
                .isEqualTo(displayed);
        assertThat(accept(SamplePictures.pngTurned(sample(ContentType.PNG), orientation)).dimensions())
                .isEqualTo(displayed);
        // No browser applies the orientation in the Exif of a WebP.
        assertThat(accept(SamplePictures.webpTurned(sample(ContentType.WEBP), orientation)).dimensions())
                .isEqualTo(SIZE);
        int quarters = orientation % 4;
        assertThat(accept(SamplePictures.turnedAvif(quarters)).dimensions())
                .isEqualTo(quarters % 2 == 0 ? SIZE : TURNED_SIZE);
    }

    @Test
    default void takenAtIsTheTimeInTheFile() {
        byte[] jpeg = SamplePictures.withSegment(
                sample(ContentType.JPEG), 0xE1, latin("Exif\0\0"), exif("2026:07:14 09:26:53"));

        assertThat(accept(jpeg).takenAt()).isEqualTo(Instant.parse("2026-07-14T09:26:53Z"));
    }

    @ParameterizedTest
    @EnumSource
    default void takenAtIsNullIfTheFileDoesNotContainIt(ContentType type) {
        assertThat(accept(sample(type)).takenAt()).isNull();
    }

    // Sanitized content

    @ParameterizedTest
    @EnumSource
    default void sanitizedIsTheSameInstanceIfNothingIsRemoved(ContentType type) {
        Content content = Content.of(sample(type));

        assertThat(accept(content).sanitized()).isSameAs(content);
    }

    @ParameterizedTest
    @EnumSource
    default void sanitizedHasAllOfTheOriginalButTheMetadata(ContentType type) {
        byte[] bare = sample(type);
        byte[] picture = withPrivateText(type, bare);
        assertThat(text(picture)).contains("SECRET");

        Content sanitized = accept(picture).sanitized();

        assertThat(read(sanitized)).isEqualTo(bare);
        assertThat(sanitized.sizeBytes()).isEqualTo(bare.length);
    }

    @Test
    default void sanitizedKeepsColourProfileAndOrientation() {
        byte[] profile = ColourProfile.WIDE.icc();
        byte[] jpeg = SamplePictures.jpegTurned(
                SamplePictures.jpegWithProfile(sample(ContentType.JPEG), profile), 6);
        byte[] png = SamplePictures.pngTurned(SamplePictures.pngWithProfile(sample(ContentType.PNG), profile), 6);

        assertThat(read(accept(withPrivateText(ContentType.JPEG, jpeg)).sanitized())).isEqualTo(jpeg);
        assertThat(read(accept(withPrivateText(ContentType.PNG, png)).sanitized())).isEqualTo(png);
    }

    @Test
    default void sanitizedHasNoExifBesidesTheOrientation() {
        byte[] jpeg = SamplePictures.withSegment(
                sample(ContentType.JPEG), 0xE1, latin("Exif\0\0"), exif("2026:07:14 09:26:53"));

        assertThat(text(read(accept(jpeg).sanitized()))).doesNotContain("2026:07:14");
    }

    @ParameterizedTest
    @EnumSource
    default void nothingMoreIsRemovedFromSanitizedContent(ContentType type) {
        Content sanitized = accept(withPrivateText(type, sample(type))).sanitized();

        Inspection.Accepted again = accept(sanitized);

        assertThat(again.sanitized()).isSameAs(sanitized);
        assertThat(again.contentType()).isEqualTo(type);
        assertThat(again.dimensions()).isEqualTo(SIZE);
    }

    @ParameterizedTest
    @EnumSource
    default void contentCredentialsAreReportedAndRemovedCompletely(ContentType type) {
        Inspection.Accepted accepted = accept(SamplePictures.withContentCredentials(type, sample(type)));

        assertThat(accepted.contentCredentials()).isEqualTo(ContentCredentials.REMOVED);
        assertThat(read(accepted.sanitized())).isEqualTo(sample(type));
    }

    @Test
    default void referenceToContentCredentialsIsReportedAndRemoved() {
        Inspection.Accepted accepted = accept(SamplePictures.withSegment(
                sample(ContentType.JPEG),
                0xE1,
                latin("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:dcterms=\"http://purl.org/dc/terms/\" "
                        + "dcterms:provenance=\"https://example.org/manifest.c2pa\"/>")));

        assertThat(accepted.contentCredentials()).isEqualTo(ContentCredentials.REMOVED);
        assertThat(read(accepted.sanitized())).isEqualTo(sample(ContentType.JPEG));
    }

    @ParameterizedTest
    @EnumSource
    default void pictureWithoutContentCredentialsReportsNone(ContentType type) {
        assertThat(accept(withPrivateText(type, sample(type))).contentCredentials()).isNull();
    }

    @Test
    default void sanitizedReadsFromTheOriginal(@TempDir Path folder) throws IOException {
        byte[] picture = withPrivateText(ContentType.JPEG, sample(ContentType.JPEG));
        Path file = Files.write(folder.resolve("upload"), picture);
        Content sanitized = accept(Content.of(file, picture.length)).sanitized();
        assertThat(read(sanitized)).isEqualTo(read(sanitized));

        Files.delete(file);

        assertThatIOException().isThrownBy(() -> sanitized.open().close());
    }

    // Failures and limits

    @Test
    default void contentThatCanNotBeReadIsUnavailable(@TempDir Path folder) throws IOException {
        byte[] jpeg = sample(ContentType.JPEG);
        Path shorter = Files.write(folder.resolve("shorter"), Arrays.copyOf(jpeg, 100));

        for (Content content : List.of(
                Content.of(folder.resolve("missing"), jpeg.length),
                Content.of(shorter, jpeg.length),
                content(jpeg.length, new ByteArrayInputStream(jpeg, 0, 100)),
                content(jpeg.length, new SequenceInputStream(
                        new ByteArrayInputStream(jpeg, 0, 100), new BrokenStream())))) {
            assertThatExceptionOfType(StorageException.Unavailable.class).isThrownBy(() -> testee().inspect(content));
        }
    }

    /** 256 MB between two segments of a JPEG. */
    @Test
    default void timeAndMemoryAreBounded() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] start = Arrays.copyOf(sample(ContentType.JPEG), 20);
        long sizeBytes = 256_000_000;
        Content content = content(sizeBytes, new SequenceInputStream(
                new ByteArrayInputStream(start), new Zeros(sizeBytes - start.length)));
        long nanos = threads.getCurrentThreadCpuTime();
        long allocatedBytes = threads.getCurrentThreadAllocatedBytes();

        assertThat(testee().inspect(content)).isInstanceOf(Inspection.Damaged.class);

        assertThat(threads.getCurrentThreadCpuTime() - nanos).isLessThan(10_000_000_000L);
        assertThat(threads.getCurrentThreadAllocatedBytes() - allocatedBytes).isLessThan(16_000_000);
    }

    @Test
    default void manyThreadsGetTheSameResultsAsOne() throws Exception {
        ImageInspector inspector = testee();
        List<ContentType> types = Stream.generate(() -> List.of(ContentType.values()))
                .flatMap(List::stream)
                .limit(200)
                .toList();
        List<Callable<byte[]>> calls = new ArrayList<>();
        for (ContentType type : types) {
            Content picture = Content.of(withPrivateText(type, sample(type)));
            calls.add(() -> read(accepted(inspector.inspect(picture)).sanitized()));
        }

        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Future<byte[]>> results = threads.invokeAll(calls);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(sample(types.get(i)));
            }
        }
    }

    // Samples

    /** The signature and the chunk {@code IHDR}. */
    int PNG_HEADER_END = 8 + 25;

    private static byte[] sample(ContentType type) {
        return switch (type) {
            case JPEG, PNG, GIF -> SamplePictures.encoded(
                    SamplePictures.quadrants(SIZE.width(), SIZE.height()), type.name().toLowerCase(Locale.ROOT));
            case WEBP -> SamplePictures.webp();
            case AVIF -> SamplePictures.turnedAvif(0);
            case HEIC -> SamplePictures.heic();
            // Without a brand that names the codec.
            case HEIF -> latin(text(SamplePictures.heic()).replace("heic", "mif1"));
        };
    }

    /** The picture with a text that display does not need, in a place that the format has for it. */
    private static byte[] withPrivateText(ContentType type, byte[] picture) {
        return switch (type) {
            case JPEG -> SamplePictures.withSegment(picture, 0xFE, latin("SECRET"));
            case PNG -> SamplePictures.join(
                    Arrays.copyOf(picture, PNG_HEADER_END),
                    SamplePictures.pngChunk("tEXt", latin("Comment\0SECRET")),
                    Arrays.copyOfRange(picture, PNG_HEADER_END, picture.length));
            case GIF -> SamplePictures.join(
                    Arrays.copyOf(picture, picture.length - 1), latin("!\u00FE\u0006SECRET\0;"));
            case WEBP -> {
                byte[] longer = SamplePictures.join(picture, latin("XMP \u0006\0\0\0SECRET"));
                ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putInt(4, longer.length - 8);
                yield longer;
            }
            case AVIF, HEIC, HEIF -> SamplePictures.join(
                    picture, latin("\0\0\0\u001Euuid"), new byte[16], latin("SECRET"));
        };
    }

    /** Exif (CIPA DC-008) with the field {@code DateTimeOriginal} only. */
    private static byte[] exif(String time) {
        int detailsAt = 8 + 2 + 12 + 4;
        int timeAt = detailsAt + 2 + 12 + 4;
        return ByteBuffer.allocate(timeAt + 20)
                .put(latin("MM\0*")).putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x8769).putShort((short) 4).putInt(1).putInt(detailsAt)
                .putInt(0)
                .putShort((short) 1)
                .putShort((short) 0x9003).putShort((short) 2).putInt(20).putInt(timeAt)
                .putInt(0)
                .put(latin(time))
                .array();
    }

    // Helpers

    private Inspection inspect(byte[] bytes) {
        return testee().inspect(Content.of(bytes));
    }

    private Inspection.Accepted accept(byte[] bytes) {
        return accept(Content.of(bytes));
    }

    private Inspection.Accepted accept(Content content) {
        return accepted(testee().inspect(content));
    }

    private static Inspection.Accepted accepted(Inspection inspection) {
        assertThat(inspection).isInstanceOf(Inspection.Accepted.class);
        return (Inspection.Accepted) inspection;
    }

    private static byte[] read(Content content) {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] latin(String text) {
        return SamplePictures.latin(text);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Content that can be read once. */
    private static Content content(long sizeBytes, InputStream stream) {
        return new Content() {
            @Override
            public long sizeBytes() {
                return sizeBytes;
            }

            @Override
            public InputStream open() {
                return stream;
            }
        };
    }

    /** Fails with the first read. */
    final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("The source broke");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
        }
    }

    /** As many zeros. */
    final class Zeros extends InputStream {
        private long bytes;

        Zeros(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (bytes <= 0) {
                return -1;
            }
            int count = (int) Math.min(length, bytes);
            Arrays.fill(buffer, offset, offset + count, (byte) 0);
            bytes -= count;
            return count;
        }
    }
}
