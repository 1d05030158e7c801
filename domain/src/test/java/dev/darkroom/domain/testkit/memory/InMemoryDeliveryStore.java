package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Texts in a map. Thread-safe. */
public final class InMemoryDeliveryStore implements DeliveryStore {
    private final Map<ReceiverId, Stored> texts = new HashMap<>();

    @Override
    public synchronized Optional<Stored> find(ReceiverId receiver) {
        return Optional.ofNullable(texts.get(receiver));
    }

    @Override
    public synchronized boolean replace(ReceiverId receiver, long revision, String text) {
        Stored stored = texts.get(receiver);
        if (revision != (stored == null ? 0 : stored.revision())) {
            return false;
        }
        texts.put(receiver, new Stored(revision + 1, text));
        return true;
    }
}
