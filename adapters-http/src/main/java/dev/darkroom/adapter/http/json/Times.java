package dev.darkroom.adapter.http.json;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes and reads times as RFC 3339 defines them, and writes those of headers. */
public final class Times {
    private static final DateTimeFormatter MILLIS_IN_UTC =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** RFC 9110, section 5.6.7. The JDK's own formatter writes days of one digit, which is not allowed. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US).withZone(ZoneOffset.UTC);

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern DATE_TIME = Pattern
            .compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

    /** No image is older than this or newer than {@link #LAST}. Every catalog can store the times between them in a fixed width. */
    private static final Instant FIRST = Instant.EPOCH;

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Times() {}

    /** Formats a time in UTC with exactly three fractional digits. */
    public static String format(Instant time) {
        return MILLIS_IN_UTC.format(time);
    }

    /** Formats a time for a header. A fraction of a second is cut off. */
    public static String httpDate(Instant time) {
        return HTTP_DATE.format(time);
    }

    /**
     * Reads a bound of the time of creation: a date-time, or a date, which means the start of that day in UTC. A fraction finer than a
     * millisecond is rounded up. Compared with times in whole milliseconds, this changes the result of neither {@code >=} nor {@code <}.
     */
    public static Optional<Instant> parseBound(String text) {
        try {
            if (DATE.matcher(text).matches()) {
                return Optional.of(clamp(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()));
            }
            if (DATE_TIME.matcher(text).matches()) {
                return Optional.of(clamp(ceil(OffsetDateTime.parse(text).toInstant())));
            }
            return Optional.empty();
        } catch (DateTimeException noSuchTime) {
            return Optional.empty();
        }
    }

    /** Reads {@code YYYY-MM-DD}. */
    public static Optional<LocalDate> parseDay(String text) {
        try {
            return DATE.matcher(text).matches() ? Optional.of(LocalDate.parse(text)) : Optional.empty();
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    /** The start of the day in UTC. */
    public static Instant startOf(LocalDate day) {
        return clamp(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static Instant ceil(Instant time) {
        Instant floor = time.truncatedTo(ChronoUnit.MILLIS);
        return floor.equals(time) ? time : floor.plus(Duration.ofMillis(1));
    }

    private static Instant clamp(Instant time) {
        return time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    }
}
