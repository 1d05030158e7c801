package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the request for a page to the statement that reads it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlannerBenchmark {
    private final PageRequest request = new PageRequest(
            ImageFilter.ALL.withOwner(new UserId("alice")),
            SortOrder.NEWEST_FIRST,
            new Position(
                    Instant.ofEpochMilli(1_795_000_000_000L),
                    new ImageId(UUID.fromString("019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11"))),
            50);

    @Benchmark
    public Object plan() {
        return ListQuery.of(request, null);
    }
}
