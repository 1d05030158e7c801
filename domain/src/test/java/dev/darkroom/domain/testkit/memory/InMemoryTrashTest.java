package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.testkit.contract.TrashContract;

class InMemoryTrashTest implements TrashContract {
    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();

    @Override
    public InMemoryImageCatalog testee() {
        return catalog;
    }

    @Override
    public InMemoryImageCatalog catalog() {
        return catalog;
    }
}
