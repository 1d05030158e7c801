package dev.darkroom.bootstrap.wiring;

import dev.darkroom.adapter.http.DirectUploads;
import dev.darkroom.adapter.http.ResumableUploads;
import dev.darkroom.adapter.http.UseCases;
import dev.darkroom.adapter.telemetry.usecase.UseCaseDecorators;
import org.jspecify.annotations.Nullable;

/** Instruments every use case that the HTTP API calls. */
final class InstrumentedUseCases {
    private InstrumentedUseCases() {}

    static UseCases of(UseCases useCases, UseCaseDecorators decorators) {
        var authenticate = useCases.authenticate();
        var fetchBlob = useCases.fetchBlob();
        return new UseCases(
                authenticate == null ? null : decorators.authenticate(authenticate),
                decorators.uploadImage(useCases.uploadImage()),
                decorators.listImages(useCases.listImages()),
                decorators.viewCalendar(useCases.viewCalendar()),
                decorators.listTags(useCases.listTags()),
                decorators.viewImage(useCases.viewImage()),
                decorators.editImage(useCases.editImage()),
                decorators.editImages(useCases.editImages()),
                decorators.deleteImage(useCases.deleteImage()),
                decorators.deleteImages(useCases.deleteImages()),
                decorators.viewTrash(useCases.viewTrash()),
                decorators.restoreImage(useCases.restoreImage()),
                decorators.findExisting(useCases.findExisting()),
                fetchBlob == null ? null : decorators.fetchBlob(fetchBlob),
                decorators.checkHealth(useCases.checkHealth()),
                of(useCases.directUploads(), decorators),
                of(useCases.resumableUploads(), decorators),
                decorators.readEvents(useCases.readEvents()));
    }

    private static @Nullable DirectUploads of(@Nullable DirectUploads uploads, UseCaseDecorators decorators) {
        if (uploads == null) {
            return null;
        }
        var receiveBlob = uploads.receiveBlob();
        return new DirectUploads(
                decorators.startUpload(uploads.startUpload()),
                decorators.completeUpload(uploads.completeUpload()),
                decorators.cancelUpload(uploads.cancelUpload()),
                receiveBlob == null ? null : decorators.receiveBlob(receiveBlob));
    }

    private static ResumableUploads of(ResumableUploads uploads, UseCaseDecorators decorators) {
        return new ResumableUploads(
                decorators.startResumableUpload(uploads.startUpload()),
                decorators.appendToUpload(uploads.appendToUpload()),
                decorators.cancelUpload(uploads.cancelUpload()));
    }
}
