package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.testkit.contract.ImageCatalogContract;

class InMemoryImageCatalogTest implements ImageCatalogContract {
    private final ImageCatalog catalog = new InMemoryImageCatalog();

    @Override
    public ImageCatalog testee() {
        return catalog;
    }
}
