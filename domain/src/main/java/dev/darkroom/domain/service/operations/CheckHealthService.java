package dev.darkroom.domain.service.operations;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.in.operations.CheckHealth;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Checks the store and the catalog concurrently, because each check may take time. */
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
        CompletableFuture<@Nullable String> ofStore =
                CompletableFuture.supplyAsync(() -> problem(store::check), Thread::startVirtualThread);
        String ofCatalog = problem(catalog::check);
        return new Report(ofStore.join(), ofCatalog, renderer.name());
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
