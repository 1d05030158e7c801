package dev.darkroom.adapter.telemetry.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.telemetry.metrics.Meters;
import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.port.in.access.Authenticate;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.in.events.DeliverEvents;
import dev.darkroom.domain.port.in.events.ReadEvents;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.DeleteImages;
import dev.darkroom.domain.port.in.library.EditImage;
import dev.darkroom.domain.port.in.library.EditImages;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.operations.CheckHealth;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.StartResumableUpload;
import dev.darkroom.domain.port.in.upload.StartUpload;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.service.events.ReadEventsService;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import dev.darkroom.domain.testkit.memory.InMemoryEventLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each use case is measured under its name and that of its result. */
class UseCaseDecoratorsTest {
    private static final Image IMAGE = ImageBuilder.image().build();
    private static final ImageId ID = IMAGE.id();
    private static final Actor ACTOR = new Actor.Anyone();
    private static final FetchBlob.Query BLOB = new FetchBlob.Query("key", Map.of());

    private final Meters meters = new Meters("test");
    private final UseCaseDecorators decorators = new UseCaseDecorators(new UseCaseCalls(meters, Tracing.OFF));

    @AfterEach
    void close() {
        meters.close();
    }

    private void assertCounted(String... useCasesAndResults) {
        assertThat(meters.scrape()
                .lines()
                .filter(line -> line.startsWith("darkroom_use_case_seconds_count"))
                .map(line -> line.replaceAll(".*result=\"(.*)\",use_case=\"(.*)\".*", "$2 $1")))
                .containsExactlyInAnyOrder(useCasesAndResults);
    }

    /** A command that the stub of a use case does not read. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unread() {
        return null;
    }

    private static AppendToUpload finishing(boolean existed) {
        return new AppendToUpload() {
            @Override
            public AppendToUpload.Result find(Actor actor, ImageId id, boolean returnsExisting) {
                return new AppendToUpload.Result.NotFound();
            }

            @Override
            public AppendToUpload.Result append(AppendToUpload.Command command) {
                return new AppendToUpload.Result.Finished(IMAGE, existed, 9, null);
            }
        };
    }

    @Test
    void useCasesOfTheLibrary() {
        decorators.listImages(_ -> new ListImages.Result.Page(List.of(), null)).list(unread());
        decorators.viewImage(_ -> new ViewImage.Result.RenditionUnavailable("busy")).view(unread());
        decorators.editImage(_ -> new EditImage.Result.VersionMismatch()).edit(unread());
        assertThat(decorators.editImages(_ -> Map.of(ID, new EditImages.Result.Edited(2))).edit(unread()))
                .containsOnlyKeys(ID);
        decorators.deleteImage(_ -> new DeleteImage.Result.Deleted()).delete(unread());
        DeleteImages deleteImages = decorators.deleteImages(DeleteImages.Command::ids);
        assertThat(deleteImages.delete(new DeleteImages.Command(ACTOR, Set.of(ID)))).containsExactly(ID);
        assertThat(deleteImages.delete(new DeleteImages.Command(ACTOR, Set.of()))).isEmpty();

        assertCounted("list_images page", "view_image rendition_unavailable", "edit_image version_mismatch",
                "edit_images ok",
                "delete_image deleted", "delete_images ok");
    }

    @Test
    void useCasesOfTheTrashAndOfDuplicates() {
        ViewTrash viewTrash = decorators.viewTrash(new ViewTrash() {
            @Override
            public Optional<TrashedImage> find(Actor actor, ImageId id) {
                return Optional.of(new TrashedImage(IMAGE, IMAGE.createdAt(), IMAGE.createdAt()));
            }

            @Override
            public ViewTrash.Result list(ListImages.Query query) {
                return new ViewTrash.Result.OrderUnsupported();
            }
        });
        assertThat(viewTrash.find(ACTOR, ID)).map(ViewTrash.TrashedImage::image).contains(IMAGE);
        viewTrash.list(unread());
        assertThat(decorators.restoreImage((_, _) -> Optional.of(IMAGE)).restore(ACTOR, ID)).contains(IMAGE);
        assertThat(decorators.findExisting(_ -> Optional.of(Map.of())).find(unread())).isPresent();

        assertCounted("view_trash ok", "view_trash order_unsupported", "restore_image ok", "find_existing ok");
    }

    @Test
    void anExistingImageIsNotCountedAsStored() {
        decorators.uploadImage(_ -> new UploadImage.Result.Existing(IMAGE)).upload(unread());
        decorators.completeUpload((_, _, _) -> new CompleteUpload.Result.Existing(IMAGE)).complete(ACTOR, ID, true);
        decorators.appendToUpload(finishing(true)).append(unread());

        assertCounted("upload_image existing", "complete_upload existing", "append_to_upload finished");
        assertThat(meters.scrape()).doesNotContain("darkroom_upload_bytes_count");
    }

    @Test
    void useCasesOfDirectUploads() {
        decorators.startUpload(_ -> new StartUpload.Result.TooLarge(7)).start(unread());
        decorators.receiveBlob(_ -> new ReceiveBlob.Result.AlreadyThere()).receive(BLOB);
        decorators.completeUpload((_, _, _) -> new CompleteUpload.Result.Completed(IMAGE)).complete(ACTOR, ID);
        decorators.cancelUpload((_, _) -> new CancelUpload.Result.Cancelled()).cancel(ACTOR, ID);

        assertCounted("start_upload too_large", "receive_blob already_there", "complete_upload completed",
                "cancel_upload cancelled");
        assertThat(meters.scrape()).contains("darkroom_upload_bytes_count{way=\"direct\"} 1");
    }

    @Test
    void useCasesOfResumableUploads() {
        decorators.startResumableUpload(_ -> new StartResumableUpload.Result.TooLarge(7)).start(unread());
        AppendToUpload uploads = decorators.appendToUpload(finishing(false));
        uploads.append(unread());
        uploads.find(ACTOR, ID);

        assertCounted("start_resumable_upload too_large", "append_to_upload finished");
        assertThat(meters.scrape()).contains("darkroom_upload_bytes_count{way=\"resumable\"} 1");
    }

    @Test
    void deliveriesAreCountedByReceiver() {
        ReceiverId receiver = new ReceiverId("hooks");
        DeliverEvents deliver = decorators.deliverEvents(new DeliverEvents() {
            @Override
            public List<ReceiverId> receivers() {
                return List.of(receiver);
            }

            @Override
            public Report deliver(DeliverEvents.Command command) {
                return new Report(5, 4, 1, 3, Duration.ofMillis(1_500), State.UP, null, Duration.ZERO);
            }
        });
        assertThat(deliver.receivers()).containsExactly(receiver);
        assertThat(meters.scrape()).contains("darkroom_webhook_events_total{receiver=\"hooks\",result=\"failed\"} 0.0");
        deliver.deliver(new DeliverEvents.Command(receiver, () -> true));

        assertCounted("deliver_events report");
        assertThat(meters.scrape()).contains(
                "darkroom_webhook_events_total{receiver=\"hooks\",result=\"delivered\"} 5.0",
                "darkroom_webhook_events_total{receiver=\"hooks\",result=\"failed\"} 4.0",
                "darkroom_webhook_events_total{receiver=\"hooks\",result=\"dropped\"} 1.0",
                "darkroom_webhook_waiting{receiver=\"hooks\"} 3.0",
                "darkroom_webhook_oldest_seconds{receiver=\"hooks\"} 1.5");
    }

    @Test
    void otherUseCases() {
        decorators.authenticate(_ -> new Authenticate.Result.Refused("No")).authenticate("token");
        decorators.fetchBlob(_ -> new FetchBlob.Result.Expired()).fetch(BLOB);
        decorators.checkHealth(() -> new CheckHealth.Report(null, null, "none")).check();

        assertCounted("authenticate refused", "fetch_blob expired", "check_health report");
    }

    @Test
    void readsOfTheLogOfEventsAreMeasured() {
        ReadEvents events = decorators.readEvents(new ReadEventsService(new InMemoryEventLog()));

        assertThat(events.isRecording()).isTrue();
        assertThat(events.read(events.end(), 1).entries()).isEmpty();

        assertCounted("read_events ok");
    }

    @Test
    void useCaseThatThrowsIsMeasuredToo() {
        CheckHealth health = decorators.checkHealth(() -> {
            throw new StorageException.Unavailable("The catalog is gone", null);
        });

        assertThatThrownBy(health::check).isInstanceOf(StorageException.Unavailable.class);

        assertCounted("check_health unavailable");
    }

    @Test
    void withoutTelemetryUseCasesAreNotDecorated() {
        CheckHealth health = () -> new CheckHealth.Report(null, null, "none");

        assertThat(new UseCaseDecorators(null).checkHealth(health)).isSameAs(health);
    }
}
