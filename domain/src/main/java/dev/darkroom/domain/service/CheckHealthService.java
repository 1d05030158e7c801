package dev.darkroom.domain.service;

import dev.darkroom.domain.port.in.CheckHealth;
import dev.darkroom.domain.port.out.BlobStore;
import dev.darkroom.domain.port.out.ImageCatalog;
import dev.darkroom.domain.port.out.ImageRenderer;
import dev.darkroom.domain.port.out.StorageException;
import org.jspecify.annotations.Nullable;

/** Asks the ports themselves. */
public final class CheckHealthService implements CheckHealth {
    private final BlobStore store;
    private final ImageCatalog catalog;
    private final ImageRenderer renderer;

    public CheckHealthService(BlobStore store, ImageCatalog catalog, ImageRenderer renderer) {
        this.store = store;
        this.catalog = catalog;
        this.renderer = renderer;
    }

    @Override
    public Report check() {
        return new Report(problem(store::check), problem(catalog::check), renderer.name());
    }

    private static @Nullable String problem(Runnable check) {
        try {
            check.run();
            return null;
        } catch (StorageException e) {
            return e.getMessage();
        }
    }
}
