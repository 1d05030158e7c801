package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.darkroom.domain.port.in.CancelUpload;
import dev.darkroom.domain.port.in.CheckHealth;
import dev.darkroom.domain.port.in.CompleteUpload;
import dev.darkroom.domain.port.in.DeleteImage;
import dev.darkroom.domain.port.in.ListImages;
import dev.darkroom.domain.port.in.Reconcile;
import dev.darkroom.domain.port.in.StartUpload;
import dev.darkroom.domain.port.in.UploadImage;
import dev.darkroom.domain.port.in.ViewImage;
import dev.darkroom.domain.port.out.BlobStore;
import dev.darkroom.domain.port.out.IdGenerator;
import dev.darkroom.domain.port.out.ImageCatalog;
import dev.darkroom.domain.port.out.ImageInspector;
import dev.darkroom.domain.port.out.SigningKeys;
import dev.darkroom.domain.port.out.UrlSigner;
import dev.darkroom.domain.service.CancelUploadService;
import dev.darkroom.domain.service.CheckHealthService;
import dev.darkroom.domain.service.CompleteUploadService;
import dev.darkroom.domain.service.DeleteImageService;
import dev.darkroom.domain.service.ListImagesService;
import dev.darkroom.domain.service.ReconcileService;
import dev.darkroom.domain.service.StartUploadService;
import dev.darkroom.domain.service.UploadImageService;
import dev.darkroom.domain.service.ViewImageService;
import java.nio.file.Path;
import java.time.InstantSource;

/** The use cases over the ports, made by {@code new}: the domain has no annotations. */
final class UseCaseModule extends AbstractModule {
    private final InstantSource clock;
    private final long maxDirectUploadBytes;
    private final Path spoolFolder;

    UseCaseModule(InstantSource clock, long maxDirectUploadBytes, Path spoolFolder) {
        this.clock = clock;
        this.maxDirectUploadBytes = maxDirectUploadBytes;
        this.spoolFolder = spoolFolder;
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
    StartUpload startUpload(ImageCatalog catalog, UrlSigner signer, IdGenerator ids) {
        return new StartUploadService(catalog, signer, ids, clock, maxDirectUploadBytes);
    }

    @Provides
    @Singleton
    CompleteUpload completeUpload(ImageInspector inspector, BlobStore store, ImageCatalog catalog) {
        return new CompleteUploadService(inspector, store, catalog, clock, spoolFolder);
    }

    @Provides
    @Singleton
    CancelUpload cancelUpload(BlobStore store, ImageCatalog catalog) {
        return new CancelUploadService(store, catalog);
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
        return new DeleteImageService(store, catalog, clock);
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
