package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.testkit.contract.ImageCatalogContract;

class InMemoryImageCatalogTest implements ImageCatalogContract {
    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();

    @Override
    public InMemoryImageCatalog testee() {
        return catalog;
    }
}
