package dev.darkroom.domain.model.event;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a log of events. Its two numbers have a meaning only for the log that gave it. As text it is {@code major-minor}.
 *
 * @param major orders positions first, at least 0
 * @param minor orders positions with the same major number, at least 0
 */
public record EventPosition(long major, long minor) implements Comparable<EventPosition> {
    /** Before every event. */
    public static final EventPosition START = new EventPosition(0, 0);

    /** The largest number that the text of a position has. */
    private static final long MAX = 999_999_999_999_999_999L;

    private static final Comparator<EventPosition> ORDER =
            Comparator.comparingLong(EventPosition::major).thenComparingLong(EventPosition::minor);
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    /** @throws IllegalArgumentException when a number is negative */
    public EventPosition {
        if (major < 0 || minor < 0) {
            throw new IllegalArgumentException("A position has no negative numbers: " + major + " and " + minor);
        }
    }

    /** Reads the text of a position; empty if it is none. */
    public static Optional<EventPosition> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        return matcher.matches()
                ? Optional.of(new EventPosition(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /**
     * A place just before this one: of all events that come after it, the one at this place is the first.
     *
     * @throws IllegalArgumentException for {@link #START}, which is before every event
     */
    public EventPosition before() {
        return minor > 0 ? new EventPosition(major, minor - 1) : new EventPosition(major - 1, MAX);
    }

    @Override
    public int compareTo(EventPosition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "-" + minor;
    }
}
