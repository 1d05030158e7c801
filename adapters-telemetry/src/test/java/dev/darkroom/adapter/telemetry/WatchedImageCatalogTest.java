package dev.darkroom.adapter.telemetry;

import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.testkit.contract.ImageCatalogContract;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;

/** A catalog that is watched is as good as one that is not. */
class WatchedImageCatalogTest implements ImageCatalogContract {
    private final ImageCatalog catalog = Telemetry.start("test", null).catalog(new InMemoryImageCatalog());

    @Override
    public ImageCatalog testee() {
        return catalog;
    }
}
