package dev.darkroom.bootstrap.lifecycle;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.in.events.DeliverEvents;
import dev.darkroom.domain.port.in.events.DeliverEvents.Report;
import dev.darkroom.domain.port.in.events.DeliverEvents.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers events until it is closed, on one thread for each receiver, so that none delays another. */
public final class EventDeliverer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventDeliverer.class);

    /** After a failure of the storage. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    /** How long a start waits for the first rounds. */
    private static final Duration FIRST_ROUND = Duration.ofSeconds(3);

    /** How long {@link #close()} waits for the sends in progress. What is aborted is sent again. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    /** Sends. Closing it aborts sends in progress. */
    @FunctionalInterface
    interface Webhooks extends AutoCloseable {
        @Override
        void close();
    }

    private final Webhooks webhooks;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch begun;

    private EventDeliverer(Webhooks webhooks, int receivers) {
        this.webhooks = webhooks;
        this.begun = new CountDownLatch(receivers);
    }

    /** One without receivers. */
    static EventDeliverer off() {
        return new EventDeliverer(() -> {}, 0);
    }

    /**
     * Starts to deliver. A new receiver gets the events from its first round on, so this waits for the first rounds, unless the storage
     * does not respond.
     *
     * @param webhooks is closed after the last send
     */
    static EventDeliverer start(DeliverEvents deliver, Webhooks webhooks) {
        EventDeliverer deliverer = new EventDeliverer(webhooks, deliver.receivers().size());
        deliver.receivers().forEach(receiver -> deliverer.threads.add(
                Thread.ofPlatform().name("webhook-" + receiver).daemon()
                        .start(() -> deliverer.run(deliver, receiver))));
        try {
            if (!deliverer.begun.await(FIRST_ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Started before the receivers of events are known to the storage");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return deliverer;
    }

    /**
     * Delivers until nothing is due, or until a time. It logs failures instead of throwing.
     *
     * @return the number of events delivered
     */
    public static int deliverUntil(Instant end, DeliverEvents deliver, InstantSource clock) {
        AtomicInteger delivered = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            deliver.receivers().forEach(receiver -> threads.execute(
                    () -> delivered.addAndGet(deliverUntil(end, deliver, receiver, clock))));
        }
        return delivered.get();
    }

    private static int deliverUntil(Instant end, DeliverEvents deliver, ReceiverId receiver, InstantSource clock) {
        int delivered = 0;
        Watch watch = new Watch(receiver);
        Report report;
        do {
            report = watch.round(deliver, () -> clock.instant().isBefore(end));
            delivered += report.delivered();
        } while (report.pause().isZero() && clock.instant().isBefore(end));
        return delivered;
    }

    private void run(DeliverEvents deliver, ReceiverId receiver) {
        Watch watch = new Watch(receiver);
        try {
            // Sends nothing, so a start does not wait for receivers.
            watch.round(deliver, () -> false);
            begun.countDown();
            Duration pause = Duration.ZERO;
            while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = watch.round(deliver, this::goesOn).pause();
            }
        } catch (InterruptedException e) {
            // Only a request to stop interrupts this thread.
            Thread.currentThread().interrupt();
        }
    }

    private boolean goesOn() {
        return stopped.getCount() > 0;
    }

    /** Logs changes of one receiver. */
    private static final class Watch {
        private static final Report NOTHING =
                new Report(0, 0, 0, 0, Duration.ZERO, State.UP, null, PAUSE_AFTER_FAILURE);

        private final ReceiverId receiver;
        private State state = State.UP;
        private boolean isFull;

        Watch(ReceiverId receiver) {
            this.receiver = receiver;
        }

        Report round(DeliverEvents deliver, BooleanSupplier goesOn) {
            try {
                Report report = deliver.deliver(new DeliverEvents.Command(receiver, goesOn));
                log(report);
                state = report.state();
                return report;
            } catch (StorageException e) {
                LOG.atWarn().addKeyValue("receiver", receiver).addKeyValue("reason", e.getMessage())
                        .log("Could not deliver events");
                return NOTHING;
            } catch (RuntimeException | Error e) {
                LOG.atError().addKeyValue("receiver", receiver).setCause(e).log("Could not deliver events");
                return NOTHING;
            }
        }

        private void log(Report report) {
            if (report.dropped() > 0) {
                LOG.atWarn().addKeyValue("receiver", receiver).addKeyValue("events", report.dropped())
                        .log("Dropped events that could not be delivered");
            }
            if (report.waiting() >= DeliverEvents.MAX_WAITING && !isFull) {
                LOG.atWarn().addKeyValue("receiver", receiver).addKeyValue("events", report.waiting())
                        .log("No more events can wait. Events that the receiver refuses again and again are dropped for others");
            }
            // So that a list that changes by one event is not logged again and again.
            isFull = report.waiting() >= (isFull ? DeliverEvents.MAX_WAITING / 2 : DeliverEvents.MAX_WAITING);
            if (report.state() == state) {
                return;
            }
            switch (report.state()) {
                case UP -> LOG.atInfo().addKeyValue("receiver", receiver).log("The receiver accepts events again");
                case DOWN -> LOG.atWarn().addKeyValue("receiver", receiver)
                        .addKeyValue("reason", String.valueOf(report.reason()))
                        .log("The receiver does not accept events. They wait");
                case DISABLED -> LOG.atWarn().addKeyValue("receiver", receiver)
                        .log("The receiver wants no more events. darkroom events --retry enables it again");
            }
        }
    }

    /** Begins no more sends. */
    void stop() {
        stopped.countDown();
    }

    /** Begins no more sends, and waits up to 3 s for those in progress. Then it aborts them, and waits until that is stored. */
    @Override
    public void close() {
        stop();
        try {
            joinAll();
            webhooks.close();
            joinAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            webhooks.close();
        }
    }

    private void joinAll() throws InterruptedException {
        long end = System.nanoTime() + STOP_TIMEOUT.toNanos();
        for (Thread thread : threads) {
            thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
    }
}
