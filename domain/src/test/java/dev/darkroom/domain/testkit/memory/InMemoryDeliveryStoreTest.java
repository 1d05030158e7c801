package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.testkit.contract.DeliveryStoreContract;

class InMemoryDeliveryStoreTest implements DeliveryStoreContract {
    private final InMemoryDeliveryStore store = new InMemoryDeliveryStore();

    @Override
    public InMemoryDeliveryStore testee() {
        return store;
    }
}
