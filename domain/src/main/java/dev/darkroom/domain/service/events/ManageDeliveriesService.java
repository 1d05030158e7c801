package dev.darkroom.domain.service.events;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.in.events.ManageDeliveries;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.port.out.events.EventLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link ManageDeliveries} over the stored progress. A lease is kept, so that no other process sends meanwhile. */
public final class ManageDeliveriesService implements ManageDeliveries {
    /** A change meets another one only at the begin and the end of a round. */
    private static final int TRIES = 20;

    private final EventLog log;
    private final DeliveryStore store;
    private final List<ReceiverId> receivers;
    private final InstantSource clock;

    public ManageDeliveriesService(
            EventLog log, DeliveryStore store, List<ReceiverId> receivers, InstantSource clock) {
        this.log = log;
        this.store = store;
        this.receivers = List.copyOf(receivers);
        this.clock = clock;
    }

    @Override
    public List<Progress> list() {
        return receivers.stream().flatMap(receiver -> find(receiver).stream()).toList();
    }

    private Optional<Progress> find(ReceiverId receiver) {
        return store.find(receiver).map(stored -> {
            Deliveries deliveries = Deliveries.parse(stored.text());
            return new Progress(
                    receiver, deliveries.state(), deliveries.position(), deliveries.dropped(),
                    deliveries.waiting().stream().map(ManageDeliveriesService::view).toList());
        });
    }

    private static Waiting view(WaitingEvent event) {
        return new Waiting(
                event.position(), event.image(), event.at(), event.attempts(), event.next(), event.reason());
    }

    @Override
    public int retry() {
        Instant now = clock.instant();
        return change(deliveries -> {
            deliveries.enable();
            deliveries.makeAllDue(now);
        });
    }

    @Override
    public int drop() {
        if (!log.isRecording()) {
            return 0;
        }
        EventPosition end = log.end();
        return change(deliveries -> {
            deliveries.addDropped(deliveries.waiting().size());
            deliveries.clear();
            deliveries.moveTo(end);
        });
    }

    private int change(Consumer<Deliveries> change) {
        return receivers.stream().mapToInt(receiver -> change(receiver, change)).sum();
    }

    private int change(ReceiverId receiver, Consumer<Deliveries> change) {
        for (int i = 0; i < TRIES; i++) {
            DeliveryStore.@Nullable Stored stored = store.find(receiver).orElse(null);
            if (stored == null) {
                return 0;
            }
            Deliveries deliveries = Deliveries.parse(stored.text());
            int waiting = deliveries.waiting().size();
            change.accept(deliveries);
            if (store.replace(receiver, stored.revision(), deliveries.text())) {
                return waiting;
            }
        }
        throw new StorageException.Unavailable("The progress of " + receiver + " changes all the time", null);
    }
}
