package dev.darkroom.domain.testkit;

import dev.darkroom.domain.port.out.ImageCatalog;

class InMemoryImageCatalogTest implements ImageCatalogContract {
    private final ImageCatalog catalog = new InMemoryImageCatalog();

    @Override
    public ImageCatalog testee() {
        return catalog;
    }
}
