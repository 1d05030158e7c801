package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.testkit.contract.ImageCatalogContract;
import dev.darkroom.domain.testkit.contract.LibraryContract;

class InMemoryImageCatalogTest implements ImageCatalogContract, LibraryContract {
    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();

    @Override
    public InMemoryImageCatalog testee() {
        return catalog;
    }
}
