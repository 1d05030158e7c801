package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cursor of a page: one is read and one written for each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CursorBenchmark {
    private final CursorCodec cursors = new CursorCodec(
            new SecretKeySpec("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
    private final PageRequest list = new PageRequest(
            ImageFilter.ALL.withOwner(new UserId("alice")), SortOrder.NEWEST_FIRST, null, 50);
    private final Position position = new Position(
            Instant.ofEpochMilli(1_795_000_000_000L),
            new ImageId(UUID.fromString("019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11")));
    private final String cursor = cursors.encode(position, list);

    @Benchmark
    public String encode() {
        return cursors.encode(position, list);
    }

    @Benchmark
    public Optional<Position> decode() {
        return cursors.decode(cursor, list);
    }
}
