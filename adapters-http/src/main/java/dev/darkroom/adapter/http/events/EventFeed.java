package dev.darkroom.adapter.http.events;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.port.in.events.ReadEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log of events for all listeners of this process: one reader, which reads only while there are listeners, and keeps the latest
 * events in memory. A listener asks for what comes after its position. It gets that from memory, or from the log if it is further behind, for
 * instance because it resumes or reads slowly. Therefore, no listener has a queue, misses an event or gets one twice. Thread-safe.
 */
public final class EventFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

    /** An event with text takes a few kilobytes. */
    private static final int RECENT_EVENTS = 1_000;

    private static final int PAGE = 200;

    /** Listeners that read the log at the same time. Others wait, so that they do not take all connections of the catalog. */
    private static final int READERS_OF_THE_LOG = 4;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** A pause is this many times longer than the read before it. A read of a local catalog takes less than a millisecond. */
    private static final int PAUSE_FACTOR = 50;

    private static final Duration LONGEST_PAUSE_AFTER_A_FAILURE = Duration.ofSeconds(10);

    private final ReadEvents events;
    private final Semaphore readersOfTheLog = new Semaphore(READERS_OF_THE_LOG, true);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasMore = lock.newCondition();
    private final Condition mayStop = lock.newCondition();

    /** Every event after {@link #oldest}, up to {@link #end}. */
    private final List<EventFrame> recent = new ArrayList<>();

    private EventPosition oldest = EventPosition.START;
    private EventPosition end = EventPosition.START;
    private int listeners;
    private boolean isReading;
    private boolean isClosed;

    public EventFeed(ReadEvents events) {
        this.events = events;
    }

    /** Keeps the reader running. */
    interface Listener extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * What follows a position.
     *
     * @param end from where to go on
     * @param isLast whether the feed is closed
     */
    record Batch(List<EventFrame> frames, EventPosition end, boolean isLast) {}

    /**
     * Starts to listen.
     *
     * @param logEnd the current end of the log, where the reader starts if it does not run yet
     * @throws ProblemException if the feed is closed
     */
    Listener listen(EventPosition logEnd) {
        lock.lock();
        try {
            if (isClosed) {
                throw new ProblemException(
                        ErrorCode.UNAVAILABLE, "The server is stopping: try again later", ProblemException.RETRY_LATER);
            }
            if (!isReading) {
                recent.clear();
                oldest = logEnd;
                end = logEnd;
                isReading = true;
                Thread.ofVirtual().name("events").start(this::follow);
            }
            listeners++;
        } finally {
            lock.unlock();
        }
        return this::leave;
    }

    /** The end of the log when the reader last read it; empty if it does not run. */
    Optional<EventPosition> knownEnd() {
        lock.lock();
        try {
            return isReading ? Optional.of(end) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            listeners--;
            mayStop.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns what follows a position, and waits until there is something. Only for listeners.
     *
     * @param longest how long to wait; the result is empty then
     * @throws dev.darkroom.domain.model.StorageException.Unavailable if it must be read from the log, which is unavailable
     */
    Batch next(EventPosition position, Duration longest) throws InterruptedException {
        EventPosition known;
        lock.lock();
        try {
            if (position.compareTo(oldest) >= 0) {
                long nanos = longest.toNanos();
                while (position.compareTo(end) >= 0 && !isClosed && nanos > 0) {
                    nanos = hasMore.awaitNanos(nanos);
                }
            }
            // Meanwhile, the oldest events may have been dropped from memory.
            if (position.compareTo(oldest) >= 0) {
                return new Batch(recentAfter(position), position.compareTo(end) > 0 ? position : end, isClosed);
            }
            if (isClosed) {
                return new Batch(List.of(), position, true);
            }
            known = oldest;
        } finally {
            lock.unlock();
        }
        return readLog(position, known, longest);
    }

    private List<EventFrame> recentAfter(EventPosition position) {
        int first = recent.size();
        while (first > 0 && recent.get(first - 1).position().compareTo(position) > 0) {
            first--;
        }
        return List.copyOf(recent.subList(first, recent.size()));
    }

    /** @param known a position that was returned before, so that nothing is added before it */
    private Batch readLog(EventPosition position, EventPosition known, Duration longest) throws InterruptedException {
        if (!readersOfTheLog.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            return new Batch(List.of(), position, false);
        }
        try {
            EventPage page = events.read(position, PAGE);
            boolean isEnd = page.entries().isEmpty() && page.end().equals(position);
            return new Batch(frames(page), isEnd ? known : page.end(), false);
        } finally {
            readersOfTheLog.release();
        }
    }

    private static List<EventFrame> frames(EventPage page) {
        return page.entries().stream().map(EventFrame::new).toList();
    }

    /** Waits as long as nothing can be read. Returns whether the feed is closed. */
    boolean pause(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (!isClosed && nanos > 0) {
                nanos = hasMore.awaitNanos(nanos);
            }
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all streams. There are no new ones. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            hasMore.signalAll();
            mayStop.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void follow() {
        Duration pause = Duration.ZERO;
        boolean hasFailed = false;
        EventPosition from = awaitTurn(pause);
        while (from != null) {
            try {
                long start = System.nanoTime();
                EventPage page = events.read(from, PAGE);
                add(page);
                pause = page.entries().size() == PAGE ? Duration.ZERO
                        : between(SHORTEST_PAUSE, Duration.ofNanos((System.nanoTime() - start) * PAUSE_FACTOR));
                hasFailed = false;
            } catch (RuntimeException | Error e) {
                if (!hasFailed) {
                    LOG.warn("The log of events can't be read. Streams wait until it can", e);
                }
                pause = hasFailed ? pause.multipliedBy(2) : LONGEST_PAUSE;
                pause = pause.compareTo(LONGEST_PAUSE_AFTER_A_FAILURE) > 0 ? LONGEST_PAUSE_AFTER_A_FAILURE : pause;
                hasFailed = true;
            }
            from = awaitTurn(pause);
        }
    }

    private static Duration between(Duration least, Duration wanted) {
        return wanted.compareTo(least) < 0 ? least : wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
    }

    /** Waits before the next read, and returns from where to read, or null if nobody listens. */
    private @Nullable EventPosition awaitTurn(Duration pause) {
        lock.lock();
        try {
            long nanos = pause.toNanos();
            while (listeners > 0 && !isClosed && nanos > 0) {
                nanos = mayStop.awaitNanos(nanos);
            }
            isReading = listeners > 0 && !isClosed;
            return isReading ? end : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isReading = false;
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void add(EventPage page) {
        lock.lock();
        try {
            recent.addAll(frames(page));
            int surplus = recent.size() - RECENT_EVENTS;
            if (surplus > 0) {
                oldest = recent.get(surplus - 1).position();
                recent.subList(0, surplus).clear();
            }
            if (!page.end().equals(end)) {
                end = page.end();
                hasMore.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
