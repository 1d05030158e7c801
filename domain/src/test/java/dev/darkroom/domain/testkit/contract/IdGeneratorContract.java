package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.out.catalog.IdGenerator;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link IdGenerator} does. */
public interface IdGeneratorContract {
    /** The last millisecond that fits in 48 bits, in the year 10889. */
    Instant LAST = Instant.ofEpochMilli((1L << 48) - 1);

    /** The generator, the same at each call. */
    IdGenerator testee();

    @Test
    default void idIsAUuidOfVersion7() {
        // RFC 9562, appendix A.6: 2022-02-22T14:22:22-05:00.
        UUID id = testee().next(Instant.parse("2022-02-22T19:22:22Z")).value();

        assertThat(id.toString()).startsWith("017f22e2-79b0-7");
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    default void first48BitsAreTheMillisecondsSince1970() {
        for (Instant time : List.of(Instant.EPOCH, Instant.parse("2026-11-22T23:26:11.123456Z"), LAST)) {
            assertThat(testee().next(time).value().getMostSignificantBits() >>> 16).isEqualTo(time.toEpochMilli());
        }
    }

    @Test
    default void idsOfLaterMillisecondsSortLater() {
        Instant start = Instant.parse("2026-11-22T23:26:11.123Z");
        ImageId before = testee().next(start);
        for (int millis = 1; millis <= 1_000; millis++) {
            ImageId after = testee().next(start.plusMillis(millis));
            assertThat(before).isLessThan(after);
            before = after;
        }
    }

    @Test
    default void idsOfOneMillisecondDiffer() {
        Set<ImageId> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(testee().next(Instant.EPOCH));
        }
        assertThat(ids).hasSize(10_000);
    }

    @Test
    default void threadsGetDifferentIds() throws Exception {
        Callable<List<ImageId>> thousand =
                () -> IntStream.range(0, 1_000).mapToObj(_ -> testee().next(Instant.EPOCH)).toList();
        Set<ImageId> ids = new HashSet<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (Future<List<ImageId>> made : threads
                    .invokeAll(IntStream.range(0, 8).mapToObj(_ -> thousand).toList())) {
                ids.addAll(made.get());
            }
        }
        assertThat(ids).hasSize(8_000);
    }

    @Test
    default void timeThatDoesNotFitIn48BitsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> testee().next(LAST.plusMillis(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> testee().next(Instant.EPOCH.minusMillis(1)));
    }
}
