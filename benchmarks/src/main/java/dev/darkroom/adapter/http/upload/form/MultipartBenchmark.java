package dev.darkroom.adapter.http.upload.form;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.upload.spool.Spool;
import dev.darkroom.adapter.http.upload.spool.SpoolMemory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A form with half a megabyte of picture, from memory into the spool: parted, hashed and written. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MultipartBenchmark {
    private static final int PICTURE_BYTES = 500_000;

    private final byte[] body = body();
    private final SpoolMemory memory = new SpoolMemory(1 << 25);
    @SuppressWarnings("NullAway.Init") // by JMH, with the method below
    private Path folder;

    private static byte[] body() {
        byte[] picture = new byte[PICTURE_BYTES];
        new Random(1).nextBytes(picture);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--boundary\r\nContent-Disposition: form-data; name=\"user_id\"\r\n\r\nalice\r\n"
                + "--boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n"
                + "Content-Type: image/jpeg\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(picture);
        body.writeBytes("\r\n--boundary--\r\n".getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    @Setup
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("multipart");
    }

    @TearDown
    public void removeFolder() throws IOException {
        Files.delete(folder);
    }

    @Benchmark
    public Object read() throws IOException {
        try (Spool spool =
                new Spool(folder, memory, body.length,
                        () -> new ProblemException(ErrorCode.INVALID_REQUEST, "Never"))) {
            new MultipartForm("boundary").read(new ByteArrayInputStream(body), null, new UploadFields(), spool);
            return spool.received();
        }
    }
}
