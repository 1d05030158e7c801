package dev.darkroom.bootstrap.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** What all users experienced. Thread-safe. */
final class Journal {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final NavigableSet<Long> changes = new ConcurrentSkipListSet<>();
    private int answers;
    private int refusals;
    private int lost;
    private Duration longest = Duration.ZERO;
    private boolean isFailed;

    /** Records a response that is neither a failure nor a refusal. */
    synchronized void answered(Duration time) {
        answers++;
        took(time);
    }

    /** Records a {@code 503}. */
    synchronized void refused(Duration time) {
        refusals++;
        took(time);
    }

    /** Records a call without a response. */
    synchronized void lost() {
        lost++;
    }

    private void took(Duration time) {
        longest = longest.compareTo(time) < 0 ? time : longest;
        notifyAll();
    }

    /** Records an acknowledged upload, edit or deletion. */
    void changed() {
        changes.add(System.nanoTime());
    }

    /** Records that a user got a wrong response. */
    synchronized void failed() {
        isFailed = true;
        notifyAll();
    }

    /** Waits until all users together have this number of responses, or until one of them fails. */
    synchronized void awaitAnswers(int count) throws InterruptedException {
        long until = System.nanoTime() + TIMEOUT.toNanos();
        while (answers < count && !isFailed) {
            long left = (until - System.nanoTime()) / 1_000_000;
            assertThat(left).as("%d of %d responses arrived in time", answers, count).isPositive();
            wait(left);
        }
    }

    /** Lets the users work for a time, or until one of them fails. */
    synchronized void await(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toMillis(); left > 0 && !isFailed; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    synchronized int answers() {
        return answers;
    }

    synchronized int lostCalls() {
        return lost;
    }

    synchronized Duration longestCall() {
        return longest;
    }

    /** The time from the last acknowledged change before a moment to the first one after it. */
    Duration outageAt(long nanoTime) {
        Long last = changes.floor(nanoTime);
        assertThat(last).as("a change before the failure").isNotNull();
        return Duration.ofNanos(firstChangeAfter(nanoTime) - last);
    }

    /** The time from a moment to the first acknowledged change after it. */
    Duration untilChange(long nanoTime) {
        return Duration.ofNanos(firstChangeAfter(nanoTime) - nanoTime);
    }

    private long firstChangeAfter(long nanoTime) {
        Long first = changes.ceiling(nanoTime);
        assertThat(first).as("a change after the failure").isNotNull();
        return first;
    }

    /** The longest time between two acknowledged changes. */
    Duration longestOutage() {
        long longestNanos = 0;
        long last = changes.first();
        for (long change : changes) {
            longestNanos = Math.max(longestNanos, change - last);
            last = change;
        }
        return Duration.ofNanos(longestNanos);
    }

    @Override
    public synchronized String toString() {
        return "%,d responses, %,d times 503, %,d calls without a response, the longest call %,d ms, the longest time without a change %,d ms"
                .formatted(answers, refusals, lost, longest.toMillis(), longestOutage().toMillis());
    }
}
