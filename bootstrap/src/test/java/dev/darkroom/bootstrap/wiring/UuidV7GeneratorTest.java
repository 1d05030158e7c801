package dev.darkroom.bootstrap.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.domain.model.ImageId;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UuidV7GeneratorTest {
    private final UuidV7Generator ids = new UuidV7Generator();

    @Test
    void theTimeOfTheExampleInTheRfcIsWhereTheRfcPutsIt() {
        // RFC 9562, appendix A.6: 2022-02-22T14:22:22-05:00.
        UUID id = ids.next(Instant.parse("2022-02-22T19:22:22Z")).value();

        assertThat(id.toString()).startsWith("017f22e2-79b0-7");
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void idsOfLaterMillisecondsSortLater() {
        Instant start = Instant.parse("2026-11-22T23:26:11.123Z");
        ImageId before = ids.next(start);
        for (int millis = 1; millis <= 1_000; millis++) {
            ImageId after = ids.next(start.plusMillis(millis));
            assertThat(before).isLessThan(after);
            before = after;
        }
    }

    @Test
    void theSameMillisecondGivesDifferentIds() {
        Set<ImageId> made = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.next(Instant.EPOCH));
        }
        assertThat(made).hasSize(10_000);
    }

    @Test
    void theLastTimeThatFitsIsTakenAndTheNextRefused() {
        Instant last = Instant.ofEpochMilli((1L << 48) - 1);

        assertThat(ids.next(last).toString()).startsWith("ffffffff-ffff-7");
        assertThatIllegalArgumentException().isThrownBy(() -> ids.next(last.plusMillis(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> ids.next(Instant.EPOCH.minusMillis(1)));
    }
}
