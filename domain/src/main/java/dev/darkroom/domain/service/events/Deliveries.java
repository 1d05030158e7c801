package dev.darkroom.domain.service.events;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.port.in.events.DeliverEvents;
import dev.darkroom.domain.port.in.events.DeliverEvents.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a receiver has come. An event before the position that was not delivered is in the list of waiting ones, so a process that
 * ends at any time loses none. Stored as lines of text. Not thread-safe.
 */
final class Deliveries {
    /** A receiver is down after so many failures in a row. */
    static final int FAILURES_OF_DOWN = 8;

    private static final String HEADING = "darkroom deliveries 1";

    private EventPosition position;
    private @Nullable Lease lease;
    private boolean disabled;
    private int failures;
    private Instant pausedUntil = Instant.EPOCH;
    private long dropped;
    private final LinkedHashMap<EventPosition, WaitingEvent> waiting = new LinkedHashMap<>();

    /** The only process that sends, until a time. */
    private record Lease(String holder, Instant until) {}

    private Deliveries(EventPosition position) {
        this.position = position;
    }

    /** Those of a receiver that gets the events after a position. */
    static Deliveries startingAt(EventPosition position) {
        return new Deliveries(position);
    }

    // Progress

    EventPosition position() {
        return position;
    }

    void moveTo(EventPosition next) {
        position = next;
    }

    long dropped() {
        return dropped;
    }

    void addDropped(int count) {
        dropped += count;
    }

    // The waiting events, in the order of the log

    Collection<WaitingEvent> waiting() {
        return waiting.values();
    }

    boolean isWaiting(ImageId image) {
        return waiting.values().stream().anyMatch(event -> event.image().equals(image));
    }

    /** Adds an event that is behind all others in the log, or replaces one that is waiting. */
    void put(WaitingEvent event) {
        waiting.put(event.position(), event);
    }

    void remove(WaitingEvent event) {
        waiting.remove(event.position());
    }

    void clear() {
        waiting.clear();
    }

    /** The event as it is now. */
    WaitingEvent current(WaitingEvent event) {
        return waiting.getOrDefault(event.position(), event);
    }

    boolean isFull() {
        return waiting.size() >= DeliverEvents.MAX_WAITING;
    }

    void makeAllDue(Instant now) {
        waiting.replaceAll((_, event) -> event.due(now));
    }

    /** Those that may be given up before their time. One that is due is tried first. */
    private Stream<WaitingEvent> refused(Instant now) {
        return waiting.values().stream().filter(event -> event.isRefused() && !event.isDue(now));
    }

    boolean hasPassed() {
        return waiting.values().stream().anyMatch(WaitingEvent::passed);
    }

    boolean hasRefused(Instant now) {
        return refused(now).findAny().isPresent();
    }

    /** Gives up the refused event with the most attempts. Returns whether there was one. */
    boolean giveUpRefused(Instant now) {
        Optional<WaitingEvent> most = refused(now).reduce((a, b) -> b.attempts() > a.attempts() ? b : a);
        most.ifPresent(event -> {
            remove(event);
            waiting.values().stream()
                    .filter(other -> other.image().equals(event.image()))
                    .findFirst()
                    .ifPresent(next -> put(next.after(event, now)));
        });
        return most.isPresent();
    }

    // The receiver

    State state() {
        if (disabled) {
            return State.DISABLED;
        }
        return failures >= FAILURES_OF_DOWN ? State.DOWN : State.UP;
    }

    int failures() {
        return failures;
    }

    void fail() {
        failures++;
    }

    /** After an event was accepted. */
    void accept(Instant now) {
        boolean wasDown = state() == State.DOWN;
        failures = 0;
        waiting.replaceAll((_, event) -> event.afterOther(wasDown, now));
    }

    /** Begins no sends until a time, or until a later one that is known already. */
    void pauseUntil(Instant time) {
        pausedUntil = time.isAfter(pausedUntil) ? time : pausedUntil;
    }

    boolean isPaused(Instant now) {
        return now.isBefore(pausedUntil);
    }

    void disable() {
        disabled = true;
    }

    void enable() {
        disabled = false;
        pausedUntil = Instant.EPOCH;
        failures = 0;
    }

    // The lease

    /** How long another process than the given one may send; zero if none may. */
    Duration leasedToOthers(String holder, Instant now) {
        return lease == null || lease.holder.equals(holder) || !now.isBefore(lease.until)
                ? Duration.ZERO
                : Duration.between(now, lease.until);
    }

    /** Whether no other process may send until a time. */
    boolean isLeasedTo(String holder, Instant until) {
        return lease != null && lease.holder.equals(holder) && !lease.until.isBefore(until);
    }

    void leaseTo(String holder, Instant until) {
        lease = new Lease(holder, until);
    }

    void release() {
        lease = null;
    }

    // Text

    String text() {
        StringBuilder text = new StringBuilder(HEADING).append("\nposition ").append(position);
        if (lease != null) {
            text.append("\nlease ").append(lease.holder).append(' ').append(lease.until.toEpochMilli());
        }
        if (disabled) {
            text.append("\ndisabled");
        }
        text.append("\nfailures ").append(failures)
                .append("\npaused-until ").append(pausedUntil.toEpochMilli())
                .append("\ndropped ").append(dropped);
        for (WaitingEvent event : waiting.values()) {
            text.append(event.passed() ? "\npassed " : "\nwaiting ").append(event.position())
                    .append(' ').append(event.image())
                    .append(' ').append(event.at().toEpochMilli())
                    .append(' ').append(event.attempts())
                    .append(' ').append(event.next().toEpochMilli())
                    .append(' ').append(event.reason());
        }
        return text.append('\n').toString();
    }

    /** @throws StorageException.Corrupted if it is not the text of deliveries */
    static Deliveries parse(String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        try {
            if (lines.isEmpty() || !lines.removeFirst().equals(HEADING)) {
                throw new IllegalArgumentException("heading");
            }
            Deliveries parsed = new Deliveries(EventPosition.START);
            lines.forEach(parsed::read);
            return parsed;
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new StorageException.Corrupted("The stored progress of a receiver of events can't be read", e);
        }
    }

    private void read(String line) {
        String[] words = line.split(" ", 7);
        switch (words[0]) {
            case "position" -> position = position(words[1]);
            case "lease" -> lease = new Lease(words[1], time(words[2]));
            case "disabled" -> disabled = true;
            case "failures" -> failures = Integer.parseInt(words[1]);
            case "paused-until" -> pausedUntil = time(words[1]);
            case "dropped" -> dropped = Long.parseLong(words[1]);
            case "waiting", "passed" -> put(new WaitingEvent(
                    position(words[1]), image(words[2]), time(words[3]), Integer.parseInt(words[4]), time(words[5]),
                    words[6], words[0].equals("passed")));
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static EventPosition position(String text) {
        return orThrow(EventPosition.parse(text), text);
    }

    private static ImageId image(String text) {
        return orThrow(ImageId.parse(text), text);
    }

    private static Instant time(String text) {
        return Instant.ofEpochMilli(Long.parseLong(text));
    }

    private static <T> T orThrow(Optional<T> value, String text) {
        return value.orElseThrow(() -> new IllegalArgumentException(text));
    }
}
