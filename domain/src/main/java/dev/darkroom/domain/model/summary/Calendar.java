package dev.darkroom.domain.model.summary;

import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How many pictures were taken in each month (UTC).
 *
 * @param months the newest first, without months that have none
 */
public record Calendar(List<Month> months) {
    private static final int MONTHS = 12;

    /** @param count at least 1 */
    public record Month(YearMonth month, long count) {}

    public Calendar {
        months = List.copyOf(months);
    }

    /**
     * Sorts counts by month, and drops those that are zero.
     *
     * @param counts by {@link dev.darkroom.domain.model.TakenTime#month}
     */
    public static Calendar of(Map<Integer, Long> counts) {
        return new Calendar(counts.entrySet().stream()
                .filter(entry -> entry.getValue() != 0)
                .map(entry -> new Month(
                        YearMonth.of(Math.floorDiv(entry.getKey(), MONTHS), Math.floorMod(entry.getKey(), MONTHS) + 1),
                        entry.getValue()))
                .sorted(Comparator.comparing(Month::month).reversed())
                .toList());
    }

    /** The number of all pictures. */
    public long total() {
        return months.stream().mapToLong(Month::count).sum();
    }
}
