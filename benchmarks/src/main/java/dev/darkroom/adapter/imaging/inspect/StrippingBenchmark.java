package dev.darkroom.adapter.imaging.inspect;

import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A JPEG of about half a megabyte with an Exif: looked through, and read without it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StrippingBenchmark {
    private static final int SIDE = 1_000;
    /** "Exif", then a TIFF without fields (Exif 2.3, section 4.5.2), as one APP1 segment. */
    private static final byte[] EXIF = {
        (byte) 0xFF, (byte) 0xE1, 0, 22, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private final FormatInspector inspector =
            new FormatInspector(new PixelLimits(100_000_000, 65_535), MetadataPolicy.STRIP);
    private final Content picture = pictureWithExif();

    private static Content pictureWithExif() {
        BufferedImage noise = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        noise.setRGB(0, 0, SIDE, SIDE, new Random(1).ints((long) SIDE * SIDE).toArray(), 0, SIDE);
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        try {
            ImageIO.write(noise, "jpeg", jpeg);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] bytes = jpeg.toByteArray();
        return Content.of(ByteBuffer.allocate(bytes.length + EXIF.length)
                .put(bytes, 0, 2)
                .put(EXIF)
                .put(bytes, 2, bytes.length - 2)
                .array());
    }

    @Benchmark
    public Inspection inspect() {
        return inspector.inspect(picture);
    }

    @Benchmark
    public long strip() throws IOException {
        if (!(inspect() instanceof Inspection.Accepted accepted) || accepted.sanitized().equals(picture)) {
            throw new IllegalStateException("The Exif was not found");
        }
        try (InputStream sanitized = accepted.sanitized().open()) {
            return sanitized.transferTo(OutputStream.nullOutputStream());
        }
    }
}
