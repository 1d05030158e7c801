package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.testkit.contract.EventLogContract;

class InMemoryEventLogTest implements EventLogContract {
    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();

    @Override
    public InMemoryEventLog testee() {
        return catalog.events();
    }

    @Override
    public InMemoryImageCatalog catalog() {
        return catalog;
    }

    @Override
    public InMemoryImageCatalog trash() {
        return catalog;
    }
}
