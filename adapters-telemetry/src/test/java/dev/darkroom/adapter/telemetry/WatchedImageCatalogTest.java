package dev.darkroom.adapter.telemetry;

import dev.darkroom.domain.port.out.ImageCatalog;
import dev.darkroom.domain.testkit.ImageCatalogContract;
import dev.darkroom.domain.testkit.InMemoryImageCatalog;

/** A catalogue that is watched is as good as one that is not. */
class WatchedImageCatalogTest implements ImageCatalogContract {
    private final ImageCatalog catalog = Telemetry.start("test", null).catalogue(new InMemoryImageCatalog());

    @Override
    public ImageCatalog testee() {
        return catalog;
    }
}
