package dev.darkroom.adapter.telemetry.usecase;

import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.domain.port.in.access.Authenticate;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.in.events.DeliverEvents;
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
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.trash.RestoreImage;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.StartResumableUpload;
import dev.darkroom.domain.port.in.upload.StartUpload;
import dev.darkroom.domain.port.in.upload.UploadImage;
import org.jspecify.annotations.Nullable;

/**
 * Decorates use cases: each returned use case behaves like the given one, and its calls are measured. If telemetry is off,
 * each method returns its argument. Thread-safe.
 */
public final class UseCaseDecorators {
    private final @Nullable UseCaseCalls calls;

    /** @param calls measures the calls, or null if telemetry is off */
    public UseCaseDecorators(@Nullable UseCaseCalls calls) {
        this.calls = calls;
    }

    public Authenticate authenticate(Authenticate useCase) {
        return calls == null ? useCase : new InstrumentedAuthenticate(useCase, calls);
    }

    public UploadImage uploadImage(UploadImage useCase) {
        return calls == null ? useCase : new InstrumentedUploadImage(useCase, calls);
    }

    public StartUpload startUpload(StartUpload useCase) {
        return calls == null ? useCase : new InstrumentedStartUpload(useCase, calls);
    }

    public CompleteUpload completeUpload(CompleteUpload useCase) {
        return calls == null ? useCase : new InstrumentedCompleteUpload(useCase, calls);
    }

    public CancelUpload cancelUpload(CancelUpload useCase) {
        return calls == null ? useCase : new InstrumentedCancelUpload(useCase, calls);
    }

    public StartResumableUpload startResumableUpload(StartResumableUpload useCase) {
        return calls == null ? useCase
                : command -> calls.timed(StartResumableUpload.class, () -> useCase.start(command));
    }

    public AppendToUpload appendToUpload(AppendToUpload useCase) {
        return calls == null ? useCase : new InstrumentedAppendToUpload(useCase, calls);
    }

    public ListImages listImages(ListImages useCase) {
        return calls == null ? useCase : query -> calls.timed(ListImages.class, () -> useCase.list(query));
    }

    public ViewCalendar viewCalendar(ViewCalendar useCase) {
        return calls == null ? useCase : query -> calls.timed(ViewCalendar.class, () -> useCase.view(query));
    }

    public ListTags listTags(ListTags useCase) {
        return calls == null ? useCase : query -> calls.timed(ListTags.class, () -> useCase.list(query));
    }

    public ViewImage viewImage(ViewImage useCase) {
        return calls == null ? useCase : query -> calls.timed(ViewImage.class, () -> useCase.view(query));
    }

    public EditImage editImage(EditImage useCase) {
        return calls == null ? useCase : command -> calls.timed(EditImage.class, () -> useCase.edit(command));
    }

    public EditImages editImages(EditImages useCase) {
        return calls == null ? useCase : command -> calls.timedAsOk(EditImages.class, () -> useCase.edit(command));
    }

    public DeleteImage deleteImage(DeleteImage useCase) {
        return calls == null ? useCase : command -> calls.timed(DeleteImage.class, () -> useCase.delete(command));
    }

    public DeleteImages deleteImages(DeleteImages useCase) {
        return calls == null ? useCase : command -> calls.timedAsOk(DeleteImages.class, () -> useCase.delete(command));
    }

    public FindExisting findExisting(FindExisting useCase) {
        return calls == null ? useCase : query -> calls.timedAsOk(FindExisting.class, () -> useCase.find(query));
    }

    public ViewTrash viewTrash(ViewTrash useCase) {
        return calls == null ? useCase : new InstrumentedViewTrash(useCase, calls);
    }

    public RestoreImage restoreImage(RestoreImage useCase) {
        return calls == null ? useCase
                : (actor, id) -> calls.timedAsOk(RestoreImage.class, () -> useCase.restore(actor, id));
    }

    public FetchBlob fetchBlob(FetchBlob useCase) {
        return calls == null ? useCase : new InstrumentedFetchBlob(useCase, calls);
    }

    public ReceiveBlob receiveBlob(ReceiveBlob useCase) {
        return calls == null ? useCase : new InstrumentedReceiveBlob(useCase, calls);
    }

    /** The reads have no spans. They are made in the background, several in a second. */
    public ReadEvents readEvents(ReadEvents useCase) {
        return calls == null ? useCase
                : new InstrumentedReadEvents(useCase, new UseCaseCalls(calls.meters(), Tracing.OFF));
    }

    /** As {@link #readEvents}. Adds {@code darkroom_webhook_events_total}, {@code darkroom_webhook_waiting} and {@code darkroom_webhook_oldest_seconds}. */
    public DeliverEvents deliverEvents(DeliverEvents useCase) {
        return calls == null ? useCase
                : new InstrumentedDeliverEvents(useCase, new UseCaseCalls(calls.meters(), Tracing.OFF));
    }

    public CheckHealth checkHealth(CheckHealth useCase) {
        return calls == null ? useCase : new InstrumentedCheckHealth(useCase, calls);
    }

    public Reconcile reconcile(Reconcile useCase) {
        return calls == null ? useCase : new InstrumentedReconcile(useCase, calls);
    }
}
