package dev.darkroom.domain.service.events;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.in.events.DeliverEvents;
import dev.darkroom.domain.port.in.events.DeliverEvents.Report;
import dev.darkroom.domain.port.in.events.DeliverEvents.State;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.events.Webhooks;
import dev.darkroom.domain.port.out.events.Webhooks.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One round of one receiver. It stores a lease, sends new and waiting events, and stores the results. Several images are sent at a time, and the
 * events of an image one after the other. While there is more to send, the lease is kept, so that most rounds store once. Everything but the sends
 * runs on the thread of the caller.
 */
final class DeliveryRound {
    /** The number of new events. */
    static final int PAGE = 100;

    /**
     * How long others wait for a process that ended during a round. The sends of a round begin within {@link #SENDS}. Each takes at most 15 s, and
     * reading its event almost as long. The rest is for clocks that differ.
     */
    static final Duration LEASE = Duration.ofMinutes(1);

    /** What must be left of a lease at the begin of a round. */
    private static final Duration NEEDED_LEASE = Duration.ofSeconds(45);

    /** How long sends begin in a round, so that new events of other images do not wait for an image with many. */
    private static final Duration SENDS = Duration.ofSeconds(5);

    /** The longest time that a receiver as a whole waits as it asks; its events may wait longer. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration POLL_OF_OTHERS = Duration.ofSeconds(5);
    private static final Duration SHORTEST_PROBE_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PROBE_PAUSE = Duration.ofMinutes(5);

    private final EventLog log;
    private final DeliveryStore store;
    private final Webhooks webhooks;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final String holder;
    private final ReceiverId receiver;
    private final BooleanSupplier goesOn;

    private final Map<EventPosition, ImageEvent> page = new HashMap<>();
    private long revision;
    private int delivered;
    private int failed;
    private int dropped;
    private @Nullable String reason;

    DeliveryRound(
            EventLog log, DeliveryStore store, Webhooks webhooks, InstantSource clock, RandomGenerator random,
            String holder, DeliverEvents.Command command) {
        this.log = log;
        this.store = store;
        this.webhooks = webhooks;
        this.clock = clock;
        this.random = random;
        this.holder = holder;
        this.receiver = command.receiver();
        this.goesOn = command.goesOn();
    }

    /**
     * The waiting events of an image whose first is due.
     *
     * @param events not empty
     */
    private record Lane(Deque<WaitingEvent> events) {
        WaitingEvent first() {
            return events.getFirst();
        }
    }

    /**
     * An attempt that ended.
     *
     * @param outcome null if the event is not in the log any more
     */
    private record Attempt(Lane lane, @Nullable Outcome outcome) {}

    Report run() {
        if (!log.isRecording()) {
            return report(Deliveries.startingAt(EventPosition.START), POLL_OF_OTHERS);
        }
        Optional<DeliveryStore.Stored> stored = store.find(receiver);
        if (stored.isEmpty()) {
            Deliveries first = Deliveries.startingAt(log.end());
            // If another process was faster, it is the same.
            store.replace(receiver, 0, first.text());
            return report(first, POLL);
        }
        revision = stored.get().revision();
        Deliveries deliveries = Deliveries.parse(stored.get().text());
        Instant now = clock.instant();
        Duration leased = deliveries.leasedToOthers(holder, now);
        if (deliveries.state() == State.DISABLED) {
            return report(deliveries, POLL_OF_OTHERS);
        }
        if (leased.isPositive()) {
            return report(deliveries, shorter(leased, POLL_OF_OTHERS));
        }
        boolean wasDown = deliveries.state() == State.DOWN;
        if (deliveries.isPaused(now)) {
            return report(deliveries, POLL);
        }
        EventPosition before = deliveries.position();
        boolean isFull = readPage(deliveries, now);
        Deque<Lane> lanes = dueLanes(deliveries, now);
        if (lanes.isEmpty() || !goesOn.getAsBoolean()) {
            boolean holds = deliveries.isLeasedTo(holder, now);
            if (holds || !deliveries.position().equals(before)) {
                deliveries.release();
                store(deliveries);
            }
            return report(deliveries, isFull ? Duration.ZERO : POLL);
        }
        if (!deliveries.isLeasedTo(holder, clock.instant().plus(NEEDED_LEASE)) && !lease(deliveries)) {
            return report(deliveries, POLL);
        }
        send(deliveries, lanes);
        boolean isMore = deliveries.state() == State.UP && !deliveries.isPaused(clock.instant())
                && (isFull || !lanes.isEmpty() || (wasDown && !deliveries.waiting().isEmpty()));
        if (!isMore || !goesOn.getAsBoolean()) {
            deliveries.release();
        }
        store(deliveries);
        return report(deliveries, isMore ? Duration.ZERO : POLL);
    }

    /**
     * Makes new events wait. If the list is full, refused events are given up for them; otherwise they stay in the log.
     *
     * @return whether there may be more of them, for which there is or will be room
     */
    private boolean readPage(Deliveries deliveries, Instant now) {
        boolean isProbe = deliveries.state() == State.DOWN;
        int limit = deliveries.hasRefused(now)
                ? PAGE
                : Math.min(PAGE, DeliverEvents.MAX_WAITING - deliveries.waiting().size());
        if (limit <= 0 || (isProbe && dueLanes(deliveries, now).stream().anyMatch(lane -> !lane.first().isTried()))) {
            return false;
        }
        EventPage read = log.read(deliveries.position(), limit);
        boolean gaveUp = false;
        for (EventPage.Entry entry : read.entries()) {
            WaitingEvent event = WaitingEvent.untried(entry, now);
            if (event.isExpired(now)) {
                drop(deliveries);
            } else {
                if (deliveries.isFull()) {
                    if (!deliveries.giveUpRefused(now)) {
                        return gaveUp;
                    }
                    drop(deliveries);
                    gaveUp = true;
                }
                boolean isFree = !deliveries.isWaiting(event.image());
                deliveries.put(event);
                page.put(entry.position(), entry.event());
                if (isProbe && isFree) {
                    deliveries.moveTo(entry.position());
                    return false;
                }
            }
            deliveries.moveTo(entry.position());
        }
        if (!read.entries().isEmpty()) {
            deliveries.moveTo(read.end());
        }
        return read.entries().size() == limit;
    }

    /**
     * The images whose first waiting event is due, those with a refused one last. Of a receiver that is down, only one: an event that was not tried,
     * or the one that is due for the longest time.
     */
    private static Deque<Lane> dueLanes(Deliveries deliveries, Instant now) {
        Map<ImageId, Lane> lanes = new LinkedHashMap<>();
        deliveries.waiting().forEach(event -> lanes.computeIfAbsent(event.image(), _ -> new Lane(new ArrayDeque<>()))
                .events().add(event));
        List<Lane> due = new ArrayList<>(lanes.values());
        due.removeIf(lane -> !lane.first().isDue(now));
        if (deliveries.state() == State.DOWN && due.size() > 1) {
            // Not always the same event, because it might be the reason.
            due = new ArrayList<>(List.of(due.stream()
                    .min(Comparator.comparing((Lane lane) -> lane.first().isTried())
                            .thenComparing(lane -> lane.first().next()))
                    .orElseThrow()));
        }
        due.sort(Comparator.comparing(lane -> lane.first().isRefused()));
        return new ArrayDeque<>(due);
    }

    /** Sends until no lane is left, the receiver is down or disabled, or no more sends may begin. */
    private void send(Deliveries deliveries, Deque<Lane> lanes) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletionService<Attempt> attempts = new ExecutorCompletionService<>(threads);
            StorageException unavailable = null;
            boolean isProbe = deliveries.state() == State.DOWN;
            int inProgress = 0;
            Instant end = clock.instant().plus(SENDS);
            while (true) {
                // The more attempts failed in a row, the fewer are in progress; none if the receiver is down.
                while (inProgress < (isProbe ? 1 : Deliveries.FAILURES_OF_DOWN - deliveries.failures())
                        && deliveries.state() != State.DISABLED && !lanes.isEmpty()
                        && unavailable == null && goesOn.getAsBoolean() && mayBegin(deliveries, end)) {
                    Lane lane = lanes.remove();
                    attempts.submit(() -> attempt(lane));
                    inProgress++;
                    isProbe = false;
                }
                if (inProgress == 0) {
                    break;
                }
                inProgress--;
                try {
                    Attempt attempt = attempts.take().get();
                    if (apply(attempt, deliveries) && !attempt.lane.events.isEmpty()) {
                        lanes.addFirst(attempt.lane);
                    }
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof StorageException cause)) {
                        throw new IllegalStateException(e);
                    }
                    unavailable = cause;
                }
            }
            if (unavailable != null) {
                deliveries.release();
                store(deliveries);
                throw unavailable;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted while events were delivered", e);
        }
    }

    private boolean mayBegin(Deliveries deliveries, Instant end) {
        Instant now = clock.instant();
        return now.isBefore(end) && !deliveries.isPaused(now);
    }

    private Attempt attempt(Lane lane) {
        WaitingEvent event = lane.first();
        ImageEvent read = page.get(event.position());
        if (read == null) {
            read = log.read(event.position().before(), 1).entries().stream()
                    .filter(entry -> entry.position().equals(event.position()))
                    .map(EventPage.Entry::event)
                    .findAny()
                    .orElse(null);
        }
        if (read == null || (event.attempts() == 0 && event.isExpired(clock.instant()))) {
            return new Attempt(lane, null);
        }
        return new Attempt(lane, webhooks.send(receiver, read));
    }

    /** Returns whether the next event of the image may be sent. */
    private boolean apply(Attempt attempt, Deliveries deliveries) {
        Instant now = clock.instant();
        WaitingEvent event = deliveries.current(attempt.lane.events.remove());
        return switch (attempt.outcome) {
            case null -> {
                deliveries.remove(event);
                drop(deliveries);
                yield true;
            }
            case Outcome.Delivered() -> {
                deliveries.remove(event);
                deliveries.accept(now);
                delivered++;
                yield true;
            }
            case Outcome.Failed(var why, var retryAfter) -> {
                if (goesOn.getAsBoolean()) {
                    fail(event, why, retryAfter, deliveries, now);
                }
                yield false;
            }
            case Outcome.Gone() -> {
                deliveries.disable();
                reason = "The receiver wants no more events (410)";
                deliveries.put(event.failed(now, reason, null, random));
                failed++;
                yield false;
            }
        };
    }

    private void fail(WaitingEvent event, String why, @Nullable Duration retryAfter, Deliveries deliveries,
            Instant now) {
        failed++;
        reason = why;
        if (deliveries.state() == State.DOWN || tellsAboutReceiver(event, deliveries)) {
            deliveries.fail();
        }
        if (retryAfter != null) {
            deliveries.pauseUntil(now.plus(shorter(retryAfter, LONGEST_PAUSE)));
        }
        if (event.isExpired(now)) {
            deliveries.remove(event);
            drop(deliveries);
        } else {
            WaitingEvent failure = event.failed(now, why, retryAfter, random);
            deliveries.put(deliveries.state() == State.DOWN ? failure.unknown() : failure);
        }
        if (deliveries.state() == State.DOWN) {
            int doublings = Math.min(deliveries.failures() - Deliveries.FAILURES_OF_DOWN, 10);
            Duration pause = WaitingEvent.jittered(
                    shorter(SHORTEST_PROBE_PAUSE.multipliedBy(1L << doublings), LONGEST_PROBE_PAUSE), random);
            if (retryAfter != null && retryAfter.compareTo(pause) > 0) {
                pause = shorter(retryAfter, WaitingEvent.LONGEST);
            }
            deliveries.pauseUntil(now.plus(pause));
        }
    }

    /**
     * Whether a failure may mean that the receiver is down. Not if it accepted others after an earlier failure of the event. If the list is full, no
     * new event would show that it is up, so the same few events must not make it down.
     */
    private static boolean tellsAboutReceiver(WaitingEvent event, Deliveries deliveries) {
        return !event.isTried() || (!event.passed() && !(deliveries.isFull() && deliveries.hasPassed()));
    }

    private void drop(Deliveries deliveries) {
        deliveries.addDropped(1);
        dropped++;
    }

    private boolean lease(Deliveries deliveries) {
        deliveries.leaseTo(holder, clock.instant().plus(LEASE));
        return store(deliveries);
    }

    private boolean store(Deliveries deliveries) {
        boolean replaced = store.replace(receiver, revision, deliveries.text());
        if (replaced) {
            revision++;
        }
        return replaced;
    }

    private Report report(Deliveries deliveries, Duration pause) {
        return new Report(
                delivered,
                failed,
                dropped,
                deliveries.waiting().size(),
                age(deliveries),
                deliveries.state(),
                reason,
                pause);
    }

    private Duration age(Deliveries deliveries) {
        return deliveries.waiting().stream()
                .map(WaitingEvent::at)
                .min(Comparator.naturalOrder())
                .map(oldest -> Duration.between(oldest, clock.instant()))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
