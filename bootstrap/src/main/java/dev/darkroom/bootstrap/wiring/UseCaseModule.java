package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.rendition.RenditionDefinitions;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.events.ReadEvents;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.DeleteImages;
import dev.darkroom.domain.port.in.library.EditImage;
import dev.darkroom.domain.port.in.library.EditImages;
import dev.darkroom.domain.port.in.library.FindExisting;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.library.ListTags;
import dev.darkroom.domain.port.in.library.ViewCalendar;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.operations.CheckHealth;
import dev.darkroom.domain.port.in.operations.CheckImages;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.trash.RestoreImage;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.StartResumableUpload;
import dev.darkroom.domain.port.in.upload.StartUpload;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.catalog.IdGenerator;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.port.out.security.SigningKeys;
import dev.darkroom.domain.service.events.ReadEventsService;
import dev.darkroom.domain.service.library.DeleteImageService;
import dev.darkroom.domain.service.library.DeleteImagesService;
import dev.darkroom.domain.service.library.EditImageService;
import dev.darkroom.domain.service.library.EditImagesService;
import dev.darkroom.domain.service.library.FindExistingService;
import dev.darkroom.domain.service.library.ListImagesService;
import dev.darkroom.domain.service.library.ListTagsService;
import dev.darkroom.domain.service.library.ViewCalendarService;
import dev.darkroom.domain.service.library.ViewImageService;
import dev.darkroom.domain.service.operations.CachedHealth;
import dev.darkroom.domain.service.operations.CheckHealthService;
import dev.darkroom.domain.service.operations.CheckImagesService;
import dev.darkroom.domain.service.operations.ReconcileService;
import dev.darkroom.domain.service.rendition.RenditionSweep;
import dev.darkroom.domain.service.trash.RestoreImageService;
import dev.darkroom.domain.service.trash.ViewTrashService;
import dev.darkroom.domain.service.upload.AppendToUploadService;
import dev.darkroom.domain.service.upload.CancelUploadService;
import dev.darkroom.domain.service.upload.CompleteUploadService;
import dev.darkroom.domain.service.upload.StartResumableUploadService;
import dev.darkroom.domain.service.upload.StartUploadService;
import dev.darkroom.domain.service.upload.UploadImageService;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** Creates the use cases with {@code new}, because the domain has no annotations. */
final class UseCaseModule extends AbstractModule {
    private static final Duration HEALTH_CACHE_TIME = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final long maxDirectUploadBytes;
    private final Quota quota;
    private final Retention retention;
    private final RenditionDefinitions renditions;
    private final Path spoolFolder;

    UseCaseModule(
            InstantSource clock, long maxDirectUploadBytes, Quota quota, Retention retention,
            RenditionDefinitions renditions, Path spoolFolder) {
        this.clock = clock;
        this.maxDirectUploadBytes = maxDirectUploadBytes;
        this.quota = quota;
        this.retention = retention;
        this.renditions = renditions;
        this.spoolFolder = spoolFolder;
    }

    @Provides
    @Singleton
    IdGenerator idGenerator() {
        return new UuidV7Generator();
    }

    @Provides
    @Singleton
    UploadImage uploadImage(
            ImageInspector inspector, ImageRenderer renderer, ImagingThreads threads, BlobStore store,
            ImageCatalog catalog, IdempotencyStore keys, IdGenerator ids) {
        return new UploadImageService(
                inspector, renderer, threads.spare(), threads.later(), spoolFolder, store, catalog, keys, ids, clock,
                quota);
    }

    @Provides
    @Singleton
    StartUpload startUpload(ImageCatalog catalog, UrlSigner signer, IdGenerator ids) {
        return new StartUploadService(catalog, signer, ids, clock, maxDirectUploadBytes, quota);
    }

    @Provides
    @Singleton
    CompleteUploadService completeUploadService(
            ImageInspector inspector, ImageRenderer renderer, ImagingThreads threads, BlobStore store,
            ImageCatalog catalog, IdempotencyStore keys) {
        return new CompleteUploadService(
                inspector, renderer, threads.spare(), threads.later(), store, catalog, keys, clock, spoolFolder, quota);
    }

    @Provides
    CompleteUpload completeUpload(CompleteUploadService service) {
        return service;
    }

    @Provides
    @Singleton
    StartResumableUpload startResumableUpload(ImageCatalog catalog, IdGenerator ids) {
        return new StartResumableUploadService(catalog, ids, clock, maxDirectUploadBytes, quota);
    }

    @Provides
    @Singleton
    AppendToUpload appendToUpload(CompleteUploadService uploads, BlobStore store, ImageCatalog catalog) {
        return new AppendToUploadService(
                uploads, store, catalog, clock, new SecureRandom(), maxDirectUploadBytes, quota);
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
    ViewCalendar viewCalendar(ImageCatalog catalog) {
        return new ViewCalendarService(catalog);
    }

    @Provides
    @Singleton
    ListTags listTags(ImageCatalog catalog) {
        return new ListTagsService(catalog);
    }

    @Provides
    @Singleton
    ViewImage viewImage(
            ImageCatalog catalog, UrlSigner signer, BlobStore store, ImageRenderer renderer, ImagingThreads threads) {
        return new ViewImageService(catalog, signer, store, renderer, renditions, threads.renders(), spoolFolder,
                clock);
    }

    @Provides
    @Singleton
    DeleteImage deleteImage(BlobStore store, ImageCatalog catalog, Trash trash) {
        return new DeleteImageService(store, catalog, trash, retention, clock);
    }

    @Provides
    @Singleton
    DeleteImages deleteImages(DeleteImage deleteImage) {
        return new DeleteImagesService(deleteImage);
    }

    @Provides
    @Singleton
    EditImage editImage(ImageCatalog catalog) {
        return new EditImageService(catalog, clock);
    }

    @Provides
    @Singleton
    EditImages editImages(EditImage editImage) {
        return new EditImagesService(editImage);
    }

    @Provides
    @Singleton
    ViewTrash viewTrash(ImageCatalog catalog, Trash trash, SigningKeys keys) {
        return new ViewTrashService(catalog, trash, retention, keys);
    }

    @Provides
    @Singleton
    RestoreImage restoreImage(ImageCatalog catalog, Trash trash) {
        return new RestoreImageService(catalog, trash, clock);
    }

    @Provides
    @Singleton
    FindExisting findExisting(ImageCatalog catalog) {
        return new FindExistingService(catalog);
    }

    @Provides
    @Singleton
    CheckHealth checkHealth(BlobStore store, ImageCatalog catalog, ImageRenderer renderer) {
        return new CachedHealth(new CheckHealthService(store, catalog, renderer), HEALTH_CACHE_TIME, System::nanoTime);
    }

    @Provides
    @Singleton
    CheckImages checkImages(BlobStore store, ImageCatalog catalog, Trash trash) {
        return new CheckImagesService(store, catalog, trash);
    }

    @Provides
    @Singleton
    ReadEvents readEvents(EventLog events) {
        return new ReadEventsService(events);
    }

    @Provides
    @Singleton
    Reconcile reconcile(
            BlobStore store, ImageCatalog catalog, Trash trash, IdempotencyStore keys, EventLog events,
            Telemetry telemetry) {
        Reconcile reconcile = new ReconcileService(store, catalog, trash, retention, keys, events, clock);
        return telemetry.useCases().reconcile(new RenditionSweep(reconcile, store, renditions, clock));
    }
}
