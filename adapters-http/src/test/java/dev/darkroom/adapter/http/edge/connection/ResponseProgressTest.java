package dev.darkroom.adapter.http.edge.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResponseProgressTest {
    private static final long START = Long.MAX_VALUE - 5;
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final ResponseProgress progress = new ResponseProgress(GRACE, 1_000, START);

    private boolean isTooSlow(long bytes, boolean isWritePending, Duration time) {
        return progress.isTooSlow(1_000 + bytes, isWritePending, START + time.toNanos());
    }

    @Test
    void aClientThatReadsNothingHasTheGracePeriod() {
        assertThat(isTooSlow(300_000, true, Duration.ZERO)).isFalse();
        assertThat(isTooSlow(300_000, true, GRACE)).isFalse();
        assertThat(isTooSlow(300_000, true, GRACE.plusNanos(1))).isTrue();
    }

    @Test
    void every500BytesAddASecond() {
        Duration later = GRACE.plusSeconds(10);
        assertThat(isTooSlow(0, true, Duration.ZERO)).isFalse();
        assertThat(isTooSlow(5_000, true, later)).isFalse();
        assertThat(isTooSlow(5_000, true, later.plusNanos(1))).isTrue();
    }

    @Test
    void timeWithoutAPendingWriteDoesNotCount() {
        assertThat(isTooSlow(0, false, Duration.ofHours(1))).isFalse();
        assertThat(isTooSlow(10, true, Duration.ofHours(2))).isFalse();
        assertThat(isTooSlow(10, true, Duration.ofHours(2).plus(GRACE).plusNanos(1))).isTrue();
    }

    @Test
    void aClientThatHasCaughtUpGetsANewGracePeriod() {
        assertThat(isTooSlow(0, true, Duration.ZERO)).isFalse();
        assertThat(isTooSlow(1, false, Duration.ofSeconds(19))).isFalse();
        assertThat(isTooSlow(2, true, Duration.ofSeconds(21))).isFalse();
        assertThat(isTooSlow(2, true, Duration.ofSeconds(41))).isFalse();
        assertThat(isTooSlow(2, true, Duration.ofSeconds(42))).isTrue();
    }
}
