package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.darkroom.domain.port.in.CheckHealth;
import dev.darkroom.domain.port.in.DeleteImage;
import dev.darkroom.domain.port.in.ListImages;
import dev.darkroom.domain.port.in.Reconcile;
import dev.darkroom.domain.port.in.UploadImage;
import dev.darkroom.domain.port.in.ViewImage;
import dev.darkroom.domain.port.out.BlobStore;
import dev.darkroom.domain.port.out.IdGenerator;
import dev.darkroom.domain.port.out.ImageCatalog;
import dev.darkroom.domain.port.out.ImageInspector;
import dev.darkroom.domain.port.out.SigningKeys;
import dev.darkroom.domain.port.out.UrlSigner;
import dev.darkroom.domain.service.CheckHealthService;
import dev.darkroom.domain.service.DeleteImageService;
import dev.darkroom.domain.service.ListImagesService;
import dev.darkroom.domain.service.ReconcileService;
import dev.darkroom.domain.service.UploadImageService;
import dev.darkroom.domain.service.ViewImageService;
import java.time.InstantSource;

/** The use cases over the ports, made by {@code new}: the domain has no annotations. */
final class UseCaseModule extends AbstractModule {
    private final InstantSource clock;

    UseCaseModule(InstantSource clock) {
        this.clock = clock;
    }

    @Provides
    @Singleton
    IdGenerator idGenerator() {
        return new UuidV7Generator();
    }

    @Provides
    @Singleton
    UploadImage uploadImage(ImageInspector inspector, BlobStore store, ImageCatalog catalog, IdGenerator ids) {
        return new UploadImageService(inspector, store, catalog, ids, clock);
    }

    @Provides
    @Singleton
    ListImages listImages(ImageCatalog catalog, SigningKeys keys) {
        return new ListImagesService(catalog, keys);
    }

    @Provides
    @Singleton
    ViewImage viewImage(ImageCatalog catalog, UrlSigner signer) {
        return new ViewImageService(catalog, signer);
    }

    @Provides
    @Singleton
    DeleteImage deleteImage(BlobStore store, ImageCatalog catalog) {
        return new DeleteImageService(store, catalog);
    }

    @Provides
    @Singleton
    CheckHealth checkHealth(BlobStore store, ImageCatalog catalog) {
        return new CheckHealthService(store, catalog);
    }

    @Provides
    @Singleton
    Reconcile reconcile(BlobStore store, ImageCatalog catalog) {
        return new ReconcileService(store, catalog, clock);
    }
}
