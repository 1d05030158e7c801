package dev.darkroom.domain.service.events;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.port.in.events.DeliverEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event that was read from the log and is not delivered.
 *
 * @param at the time of the change
 * @param attempts the number of attempts so far
 * @param next the time of the next attempt, at the earliest
 * @param reason of the last failure, one line; empty if there was no attempt
 * @param passed whether the receiver accepted another event after this one failed, and was not down at a failure after that
 */
record WaitingEvent(
        EventPosition position, ImageId image, Instant at, int attempts, Instant next, String reason, boolean passed) {
    /** Attempts after which the receiver is believed to refuse an event, if it accepts others: more than half an hour. */
    static final int ATTEMPTS_OF_REFUSED = 6;

    /** So that a few hundred fit into the text of a receiver. */
    static final int MAX_REASON = 80;

    /** The longest delay, also of one that the receiver asks for. */
    static final Duration LONGEST = Duration.ofHours(10);

    private static final Duration TRIED = Duration.ofDays(DeliverEvents.TRIED_DAYS);

    private static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10),
            Duration.ofMinutes(30), Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(5));

    /** The longest delay that an event keeps when the receiver is up again. */
    private static final Duration SHORT = Duration.ofMinutes(3);

    /** Delays differ by up to a quarter, so that receivers do not get everything at the same moment. */
    private static final double JITTER = 0.25;

    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}\\s]+");

    static WaitingEvent untried(EventPage.Entry entry, Instant now) {
        return new WaitingEvent(entry.position(), entry.event().image().id(), entry.event().at(), 0, now, "", false);
    }

    boolean isTried() {
        return attempts > 0;
    }

    /** Whether the receiver does not want this event, although it accepts others. */
    boolean isRefused() {
        return passed && attempts >= ATTEMPTS_OF_REFUSED;
    }

    /** After the receiver accepted another event. If it was down before, a failure with a long delay says nothing about the event. */
    WaitingEvent afterOther(boolean wasDown, Instant now) {
        if (!isTried() || passed || isDue(now)) {
            return this;
        }
        return wasDown && next.isAfter(now.plus(SHORT))
                ? due(now)
                : new WaitingEvent(position, image, at, attempts, next, reason, true);
    }

    /** After an attempt of which it is unknown whether the event or the receiver was the reason. */
    WaitingEvent unknown() {
        return new WaitingEvent(position, image, at, attempts, next, reason, false);
    }

    /** If a refused event before it is given up: one attempt decides whether this one is refused too. */
    WaitingEvent after(WaitingEvent refused, Instant now) {
        return new WaitingEvent(position, image, at, ATTEMPTS_OF_REFUSED - 1, now, refused.reason, true);
    }

    /** Whether the time of attempts is over. */
    boolean isExpired(Instant now) {
        return !now.isBefore(at.plus(TRIED));
    }

    boolean isDue(Instant now) {
        return !now.isBefore(next);
    }

    WaitingEvent due(Instant now) {
        return isDue(now) ? this : new WaitingEvent(position, image, at, attempts, now, reason, passed);
    }

    /** After a failure. The last attempt is at the end of the time of attempts. */
    WaitingEvent failed(Instant now, String why, @Nullable Duration retryAfter, RandomGenerator random) {
        Duration delay = jittered(attempts < DELAYS.size() ? DELAYS.get(attempts) : LONGEST, random);
        if (retryAfter != null && retryAfter.compareTo(delay) > 0) {
            delay = retryAfter;
        }
        Instant later = now.plus(delay.compareTo(LONGEST) < 0 ? delay : LONGEST);
        Instant end = at.plus(TRIED);
        return new WaitingEvent(
                position, image, at, attempts + 1, later.isBefore(end) ? later : end, line(why), passed);
    }

    static Duration jittered(Duration delay, RandomGenerator random) {
        return Duration.ofMillis((long) (delay.toMillis() * random.nextDouble(1 - JITTER, 1 + JITTER)));
    }

    private static String line(String text) {
        String line = NOT_PRINTABLE.matcher(text).replaceAll(" ").strip();
        if (line.length() <= MAX_REASON) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(MAX_REASON - 2)) ? MAX_REASON - 2 : MAX_REASON - 1;
        return line.substring(0, end) + "…";
    }
}
