package dev.darkroom.domain.model.summary;

import dev.darkroom.domain.model.TakenTime;
import dev.darkroom.domain.model.image.TimeRange;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The months (UTC) that lie completely in a range of time, and the rest of the range. Counts of whole months answer most of a calendar of a range.
 * Months are numbers of {@link TakenTime#month}.
 *
 * @param from the first whole month
 * @param before the month after the last whole month; equal to {@code from} if there is none
 * @param rest at most two ranges outside the whole months
 */
public record WholeMonths(int from, int before, List<TimeRange> rest) {
    private static final int MONTHS = 12;

    /** Months are computed between these years. No picture was taken outside them. */
    private static final Instant EARLIEST = Instant.parse("-100000000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("+100000000-01-01T00:00:00Z");

    public WholeMonths {
        rest = List.copyOf(rest);
    }

    /** Splits a range. A range without a bound continues to the first or the last possible month. */
    public static WholeMonths of(TimeRange range) {
        int from = range.from() == null ? Integer.MIN_VALUE : firstSince(range.from());
        int before = range.before() == null ? Integer.MAX_VALUE : month(range.before());
        if (from >= before) {
            return new WholeMonths(from, from, List.of(range));
        }
        List<TimeRange> rest = new ArrayList<>();
        if (range.from() != null && range.from().isBefore(start(from))) {
            rest.add(new TimeRange(range.from(), start(from)));
        }
        if (range.before() != null && start(before).isBefore(range.before())) {
            rest.add(new TimeRange(start(before), range.before()));
        }
        return new WholeMonths(from, before, rest);
    }

    /** Whether there is a whole month. */
    public boolean isPresent() {
        return from < before;
    }

    /** The first month that does not start before a time. */
    private static int firstSince(Instant time) {
        int month = month(time);
        return start(month).isBefore(time) ? month + 1 : month;
    }

    private static int month(Instant time) {
        return TakenTime.month(time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time);
    }

    private static Instant start(int month) {
        return OffsetDateTime.of(Math.floorDiv(month, MONTHS), Math.floorMod(month, MONTHS) + 1, 1, 0, 0, 0, 0,
                ZoneOffset.UTC).toInstant();
    }
}
