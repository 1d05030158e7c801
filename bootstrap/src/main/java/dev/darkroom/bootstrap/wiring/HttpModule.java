package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.darkroom.adapter.http.DirectUploads;
import dev.darkroom.adapter.http.HttpSettings;
import dev.darkroom.adapter.http.ResumableUploads;
import dev.darkroom.adapter.http.UseCases;
import dev.darkroom.adapter.http.edge.EdgeSettings;
import dev.darkroom.adapter.http.resumable.ResumableSettings;
import dev.darkroom.adapter.http.web.GallerySettings;
import dev.darkroom.adapter.http.web.GallerySettings.OidcClient;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.configuration.AuthConfig;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.wiring.storage.StorageModule;
import dev.darkroom.domain.port.in.access.Authenticate;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;
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
import dev.darkroom.domain.port.in.trash.RestoreImage;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.StartResumableUpload;
import dev.darkroom.domain.port.in.upload.StartUpload;
import dev.darkroom.domain.port.in.upload.UploadImage;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds the settings and the use cases of the HTTP server. */
final class HttpModule extends AbstractModule {
    private static final Logger LOG = LoggerFactory.getLogger(HttpModule.class);

    /** How long a request body may make no progress. */
    private static final Duration BODY_PROGRESS_TIMEOUT = Duration.ofSeconds(20);

    private final Configuration configuration;
    private final StorageModule storage;

    HttpModule(Configuration configuration, StorageModule storage) {
        this.configuration = configuration;
        this.storage = storage;
    }

    @Provides
    @Singleton
    HttpSettings settings() {
        return new HttpSettings(
                configuration.host(),
                configuration.port(),
                configuration.maxUploadBytes(),
                ResumableSettings.upTo(
                        storage.maxDirectUploadBytes(configuration.maxDirectUploadBytes()),
                        configuration.maxUploadBytes()),
                storage.spoolFolder(),
                configuration.publicUrl(),
                BODY_PROGRESS_TIMEOUT,
                edge(),
                new GallerySettings(storage.pictureOrigin().orElse(null), signIn(), configuration.retention()),
                configuration.auth() instanceof AuthConfig.None && configuration.isOnLoopback());
    }

    /** Uploads that are received at the same time must not fill the spool folder. */
    private EdgeSettings edge() {
        EdgeSettings edge = configuration.edge();
        long fitting = storage.uploadsThatFit(configuration.maxUploadBytes());
        if (fitting >= edge.maxConcurrentUploads()) {
            return edge;
        }
        LOG.atWarn()
                .addKeyValue("uploads", fitting)
                .addKeyValue("folder", storage.spoolFolder())
                .log("Fewer uploads at a time than configured, because more do not fit into the spool folder");
        return edge.withMaxConcurrentUploads((int) fitting);
    }

    private @Nullable OidcClient signIn() {
        return switch (configuration.auth()) {
            case AuthConfig.None() -> null;
            case AuthConfig.Jwt(_, var client) -> client;
        };
    }

    @Provides
    @Singleton
    UseCases useCases(
            Optional<Authenticate> authenticate,
            UploadImage uploadImage,
            ListImages listImages,
            ViewCalendar viewCalendar,
            ListTags listTags,
            ViewImage viewImage,
            EditImage editImage,
            EditImages editImages,
            DeleteImage deleteImage,
            DeleteImages deleteImages,
            ViewTrash viewTrash,
            RestoreImage restoreImage,
            FindExisting findExisting,
            Optional<FetchBlob> fetchBlob,
            CheckHealth checkHealth,
            DirectUploads directUploads,
            ResumableUploads resumableUploads,
            ReadEvents readEvents,
            Telemetry telemetry) {
        UseCases useCases = new UseCases(
                authenticate.orElse(null), uploadImage, listImages, viewCalendar, listTags, viewImage, editImage,
                editImages, deleteImage,
                deleteImages, viewTrash, restoreImage, findExisting, fetchBlob.orElse(null), checkHealth, directUploads,
                resumableUploads, readEvents);
        return InstrumentedUseCases.of(useCases, telemetry.useCases());
    }

    @Provides
    @Singleton
    DirectUploads directUploads(
            StartUpload startUpload,
            CompleteUpload completeUpload,
            CancelUpload cancelUpload,
            Optional<ReceiveBlob> receiveBlob) {
        return new DirectUploads(startUpload, completeUpload, cancelUpload, receiveBlob.orElse(null));
    }

    @Provides
    @Singleton
    ResumableUploads resumableUploads(
            StartResumableUpload startUpload, AppendToUpload appendToUpload, CancelUpload cancelUpload) {
        return new ResumableUploads(startUpload, appendToUpload, cancelUpload);
    }
}
