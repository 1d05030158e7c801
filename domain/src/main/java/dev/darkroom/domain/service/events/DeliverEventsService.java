package dev.darkroom.domain.service.events;

import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.in.events.DeliverEvents;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.events.Webhooks;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * {@link DeliverEvents} from the log of a catalog. A failed event is tried again after 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, 5 h and
 * then every 10 h. The later events of its image wait behind it; those of other images do not. A receiver whose last eight attempts failed is
 * down, and gets one event at a time.
 */
public final class DeliverEventsService implements DeliverEvents {
    private final EventLog log;
    private final DeliveryStore store;
    private final Webhooks webhooks;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final String holder;
    private final Map<ReceiverId, Lock> rounds = new ConcurrentHashMap<>();

    /**
     * @param random thread-safe, for delays
     * @param holder identifies this process; it has no blanks
     */
    public DeliverEventsService(
            EventLog log, DeliveryStore store, Webhooks webhooks, InstantSource clock, RandomGenerator random,
            String holder) {
        this.log = log;
        this.store = store;
        this.webhooks = webhooks;
        this.clock = clock;
        this.random = random;
        this.holder = holder;
    }

    @Override
    public List<ReceiverId> receivers() {
        return webhooks.receivers();
    }

    @Override
    public Report deliver(Command command) {
        // The lease is that of the process.
        Lock round = rounds.computeIfAbsent(command.receiver(), _ -> new ReentrantLock());
        round.lock();
        try {
            return new DeliveryRound(log, store, webhooks, clock, random, holder, command).run();
        } finally {
            round.unlock();
        }
    }
}
