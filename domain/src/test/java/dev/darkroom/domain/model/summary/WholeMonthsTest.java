package dev.darkroom.domain.model.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.image.TimeRange;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WholeMonthsTest {
    private static final int AUGUST = 12 * 2026 + 7;

    private static TimeRange range(String from, String before) {
        return new TimeRange(Instant.parse(from), Instant.parse(before));
    }

    @Test
    void rangeOfAllTimesHasOnlyWholeMonths() {
        WholeMonths months = WholeMonths.of(TimeRange.ALL);

        assertThat(months.from()).isEqualTo(Integer.MIN_VALUE);
        assertThat(months.before()).isEqualTo(Integer.MAX_VALUE);
        assertThat(months.rest()).isEmpty();
    }

    @Test
    void boundsBetweenMonthsLeaveNoRest() {
        WholeMonths months = WholeMonths.of(range("2026-08-01T00:00:00Z", "2026-10-01T00:00:00Z"));

        assertThat(months.from()).isEqualTo(AUGUST);
        assertThat(months.before()).isEqualTo(AUGUST + 2);
        assertThat(months.rest()).isEmpty();
    }

    @Test
    void boundsWithinMonthsLeaveTheirMonths() {
        WholeMonths months = WholeMonths.of(range("2026-07-31T23:59:59.999Z", "2026-10-01T00:00:00.001Z"));

        assertThat(months.from()).isEqualTo(AUGUST);
        assertThat(months.before()).isEqualTo(AUGUST + 2);
        assertThat(months.rest()).containsExactly(range("2026-07-31T23:59:59.999Z", "2026-08-01T00:00:00Z"),
                range("2026-10-01T00:00:00Z", "2026-10-01T00:00:00.001Z"));
    }

    @Test
    void rangeWithoutAWholeMonthIsTheRest() {
        for (TimeRange range : new TimeRange[]{range("2026-08-01T00:00:00Z", "2026-08-31T23:59:59.999Z"),
            range("2026-08-02T00:00:00Z", "2026-09-02T00:00:00Z"),
            range("2026-08-02T00:00:00Z", "2020-01-01T00:00:00Z")}) {
            WholeMonths months = WholeMonths.of(range);

            assertThat(months.isPresent()).isFalse();
            assertThat(months.rest()).containsExactly(range);
        }
    }

    @Test
    void extremeTimesAreAccepted() {
        WholeMonths months = WholeMonths.of(new TimeRange(Instant.MIN, Instant.MAX));

        assertThat(months.from()).isEqualTo(-1_200_000_000);
        assertThat(months.before()).isEqualTo(1_200_000_000);
        assertThat(months.rest()).hasSize(2);
        assertThat(WholeMonths.of(new TimeRange(Instant.MAX, null)).from()).isEqualTo(1_200_000_001);
    }
}
