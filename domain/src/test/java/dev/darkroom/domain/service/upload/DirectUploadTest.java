package dev.darkroom.domain.service.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload.Result;
import dev.darkroom.domain.port.in.upload.StartUpload;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.service.blob.ReceiveBlobService;
import dev.darkroom.domain.testkit.fault.Faults;
import dev.darkroom.domain.testkit.fixture.Services;
import dev.darkroom.domain.testkit.memory.InMemoryStorage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Uploads whose bytes go straight to the store. */
class DirectUploadTest {
    /** More calls than a completion that is tried twice makes. */
    private static final int CALLS = 16;

    private static final String PICTURE = "picture:pixels#secret";
    private static final long MAX_BYTES = 1_000;
    private static final ImageDetails DETAILS =
            new ImageDetails("A kite", "At the sea", Tags.of(List.of("sea", "kite")), Visibility.PUBLIC);

    @TempDir
    Path spoolFolder;

    private InMemoryStorage storage = new InMemoryStorage();

    private Services services() {
        return storage.services().withSpoolFolder(spoolFolder).withMaxDirectUploadBytes(MAX_BYTES);
    }

    private Services services(Faults faults) {
        return services()
                .withStorage(
                        faults.wrap(BlobStore.class, storage.store),
                        faults.wrap(ImageCatalog.class, storage.catalog),
                        storage.keys);
    }

    private static StartUpload.Command declared(String text) {
        return new StartUpload.Command(
                new Actor.Anyone(), new UserId("alice"), new Filename("kite.png"), DETAILS, ContentType.PNG,
                text.length());
    }

    private StartUpload.Result.Started start(String text) {
        return (StartUpload.Result.Started) services().startUpload().start(declared(text));
    }

    private void arrives(ImageId id, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        storage.store.put(ObjectKey.upload(id), Content.of(bytes), ContentType.PNG, checksum(bytes));
    }

    private static Checksum checksum(byte[] bytes) {
        return Checksum.of(Checksum.newDigest().digest(bytes));
    }

    private Result complete(ImageId id) {
        return services().completeUpload().complete(new Actor.Anyone(), id);
    }

    private CancelUpload.Result cancel(ImageId id) {
        return services().cancelUpload().cancel(new Actor.Anyone(), id);
    }

    private Reconcile.Report reconcile(Duration grace) {
        return services().reconcile().reconcile(new Reconcile.Command(grace));
    }

    private List<Image> listed() {
        return storage.catalog.list(new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 100)).images();
    }

    private void assertNothingIsLeftOf(ImageId id) {
        assertThat(storage.catalog.find(id)).isEmpty();
        assertThat(storage.store.keys()).isEmpty();
        assertThat(spoolFolder).isEmptyDirectory();
    }

    @Test
    void completedUploadIsAnImageWithTheDeclaredDetails() {
        ImageId id = start(PICTURE).id();
        arrives(id, PICTURE);
        storage.clock.advance(Duration.ofHours(23));

        Image image = ((Result.Completed) complete(id)).image();

        assertThat(image.id()).isEqualTo(id);
        assertThat(image.owner()).isEqualTo(new UserId("alice"));
        assertThat(image.filename()).isEqualTo(new Filename("kite.png"));
        assertThat(image.details()).isEqualTo(DETAILS);
        assertThat(image.sizeBytes()).isEqualTo("picture:pixels".length());
        assertThat(image.sha256()).isEqualTo(checksum("picture:pixels".getBytes(StandardCharsets.UTF_8)));
        assertThat(listed()).containsExactly(image);
        assertThat(storage.store.keys()).containsExactly(image.originalKey().value());
        assertThat(spoolFolder).isEmptyDirectory();
    }

    @Test
    void repeatedCompletionReturnsTheSameImage() {
        ImageId id = start(PICTURE).id();
        arrives(id, PICTURE);
        Result first = complete(id);
        storage.clock.advance(Duration.ofDays(30));

        assertThat(complete(id)).isEqualTo(first);

        services().deleteImage().delete(new DeleteImage.Command(new Actor.Anyone(), id, null));
        assertThat(complete(id)).isEqualTo(new Result.NotFound());
    }

    @Test
    void concurrentCompletionsMakeOneImage() throws Exception {
        for (int round = 0; round < 20; round++) {
            storage = new InMemoryStorage();
            ImageId id = start(PICTURE).id();
            arrives(id, PICTURE);
            CompleteUpload completion = services().completeUpload();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Result> results = new ArrayList<>();
                for (Future<Result> result : threads.invokeAll(
                        Stream.<Callable<Result>>generate(() -> () -> completion.complete(new Actor.Anyone(), id))
                                .limit(8)
                                .toList())) {
                    results.add(result.get());
                }
                assertThat(Set.copyOf(results)).containsExactly(new Result.Completed(listed().getFirst()));
            }
            assertThat(listed()).hasSize(1);
            assertThat(storage.store.keys()).containsExactly(listed().getFirst().originalKey().value());
        }
    }

    @Test
    void completionBeforeTheBytesChangesNothing() {
        ImageId id = start(PICTURE).id();

        assertThat(complete(id)).isEqualTo(new Result.Incomplete());

        arrives(id, PICTURE);
        assertThat(complete(id)).isInstanceOf(Result.Completed.class);
    }

    @Test
    void bytesThatFailACheckAreRemovedWithTheirUpload() {
        for (String[] declaredAndArrived : new String[][]{
            {PICTURE, PICTURE + "more"}, {PICTURE, "picture:"}, {"some text", "some text"}, {"picture", "picture"}
        }) {
            ImageId id = start(declaredAndArrived[0]).id();
            arrives(id, declaredAndArrived[1]);

            assertThat(complete(id)).isInstanceOf(
                    declaredAndArrived[0].equals("some text") ? Result.Unsupported.class : Result.Damaged.class);

            assertNothingIsLeftOf(id);
            assertThat(complete(id)).isEqualTo(new Result.NotFound());
        }
    }

    @Test
    void sizeOverTheLimitIsRefusedAndAnnouncesNothing() {
        StartUpload start = services().startUpload();

        assertThat(start.start(declared("x".repeat(1_001)))).isEqualTo(new StartUpload.Result.TooLarge(MAX_BYTES));
        assertThat(storage.catalog.unfinished(storage.clock.instant().plus(Duration.ofDays(9)), 9)).isEmpty();
        assertThat(start.start(declared("x".repeat(1_000)))).isInstanceOf(StartUpload.Result.Started.class);
    }

    @Test
    void onlyAnOpenDirectUploadCanBeCompletedOrCancelled() {
        ImageId unknown = storage.ids.next(storage.clock.instant());
        ImageId inOneRequest = storage.ids.next(storage.clock.instant());
        var pending = new ImageState.Uploading(inOneRequest, storage.clock.instant().truncatedTo(ChronoUnit.MILLIS));
        storage.catalog.announce(pending);
        ImageId cancelled = start(PICTURE).id();
        assertThat(cancel(cancelled)).isEqualTo(new CancelUpload.Result.Cancelled());

        for (ImageId id : List.of(unknown, inOneRequest, cancelled)) {
            assertThat(complete(id)).isEqualTo(new Result.NotFound());
            assertThat(cancel(id)).isEqualTo(new CancelUpload.Result.NotFound());
        }
        assertThat(storage.catalog.state(inOneRequest)).contains(pending);
    }

    @Test
    void bytesThatArriveAfterACancellationAreRemovedAfterTheDeadline() {
        ImageId id = start(PICTURE).id();
        cancel(id);
        // The address that was given out still works.
        arrives(id, PICTURE);
        reconcile(Duration.ofHours(1));
        assertThat(storage.catalog.state(id)).containsInstanceOf(ImageState.Deleting.class);

        storage.clock.advance(Duration.ofHours(26));
        reconcile(Duration.ofHours(1));

        assertNothingIsLeftOf(id);
        assertThat(storage.catalog.state(id)).isEmpty();
    }

    @Test
    void cancellationRemovesAnUploadAndLeavesACompletedOne() {
        ImageId cancelled = start(PICTURE).id();
        arrives(cancelled, PICTURE);
        assertThat(cancel(cancelled)).isEqualTo(new CancelUpload.Result.Cancelled());
        assertNothingIsLeftOf(cancelled);

        ImageId completed = start(PICTURE).id();
        arrives(completed, PICTURE);
        complete(completed);
        assertThat(cancel(completed)).isEqualTo(new CancelUpload.Result.NotFound());
        assertThat(listed()).hasSize(1);
    }

    @Test
    void uploadThatIsNeverCompletedIsRemovedAfterADayAndNotBefore() {
        ImageId id = start(PICTURE).id();
        arrives(id, PICTURE);

        storage.clock.advance(Duration.ofHours(24).minusMillis(1));
        assertThat(reconcile(Duration.ZERO)).as("as after a restart").isEqualTo(new Reconcile.Report(0, 0, 0));
        assertThat(storage.store.keys()).hasSize(1);

        storage.clock.advance(Duration.ofMillis(1));
        // The clock is finer than what is kept.
        assertThat(complete(id)).isEqualTo(new Result.NotFound());
        assertThat(reconcile(Duration.ofHours(1))).as("a completion may be running")
                .isEqualTo(new Reconcile.Report(0, 0, 0));

        storage.clock.advance(Duration.ofHours(1));
        assertThat(reconcile(Duration.ofHours(1))).isEqualTo(new Reconcile.Report(1, 0, 0));
        assertNothingIsLeftOf(id);
    }

    // Every port call failing

    @TestFactory
    Stream<DynamicTest> completionUnderFaults() {
        Stream.Builder<Map<Integer, Faults.Kind>> plans = Stream.builder();
        for (int first = 0; first < CALLS; first++) {
            for (Faults.Kind firstKind : Faults.Kind.values()) {
                plans.add(Map.of(first, firstKind));
                for (int second = first + 1; second < CALLS; second++) {
                    for (Faults.Kind secondKind : Faults.Kind.values()) {
                        plans.add(Map.of(first, firstKind, second, secondKind));
                    }
                }
            }
        }
        return plans.build().flatMap(plan -> Stream.of(PICTURE, "some text").map(text -> DynamicTest.dynamicTest(
                text + " " + plan, () -> {
                    storage = new InMemoryStorage();
                    completeTwiceThenReconcile(text, plan);
                })));
    }

    private void completeTwiceThenReconcile(String text, Map<Integer, Faults.Kind> plan) {
        Faults faults = new Faults(plan);
        StartUpload start = services(faults).startUpload();
        Optional<ImageId> started =
                Faults.attempt(() -> ((StartUpload.Result.Started) start.start(declared(text))).id());
        Set<Image> acknowledged = started.stream().flatMap(id -> {
            arrives(id, text);
            // The client repeats the request because it may have received no response.
            return Stream.of(faults, faults, new Faults(Map.of()))
                    .map(with -> Faults
                            .attempt(() -> services(with).completeUpload().complete(new Actor.Anyone(), id)));
        })
                .flatMap(Optional::stream)
                .flatMap(result -> result instanceof Result.Completed(var image) ? Stream.of(image) : Stream.empty())
                .collect(Collectors.toSet());

        assertThat(acknowledged).hasSize(started.isPresent() && text.equals(PICTURE) ? 1 : 0);
        storage.clock.advance(Duration.ofHours(26));
        assertThat(reconcile(Duration.ofHours(1)).failed()).isZero();

        assertThat(listed()).containsExactlyElementsOf(acknowledged);
        Set<String> keys = new TreeSet<>();
        acknowledged.forEach(image -> keys.add(image.originalKey().value()));
        assertThat(storage.store.keys()).isEqualTo(keys);
        assertThat(storage.catalog.unfinished(storage.clock.instant(), 10)).isEmpty();
        assertThat(spoolFolder).isEmptyDirectory();
    }

    // This server's own addresses

    private ReceiveBlob.Result receive(URI url) {
        String[] parameter = url.getQuery().split("=", 2);
        return new ReceiveBlobService(storage.links, storage.store, storage.catalog).receive(new FetchBlob.Query(
                url.getPath().substring("/blobs/".length()), Map.of(parameter[0], parameter[1])));
    }

    private static ReceiveBlob.Writing write(ReceiveBlob.Result granted, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ((ReceiveBlob.Result.Granted) granted).writer().write(Content.of(bytes));
    }

    @Test
    void urlAcceptsTheBytesOnce() {
        var started = start(PICTURE);
        ReceiveBlob.Result second = receive(started.upload().url());

        assertThat(write(receive(started.upload().url()), PICTURE)).isEqualTo(ReceiveBlob.Writing.STORED);

        assertThat(receive(started.upload().url())).isEqualTo(new ReceiveBlob.Result.AlreadyThere());
        assertThat(write(second, PICTURE)).isEqualTo(ReceiveBlob.Writing.ALREADY_THERE);
        assertThat(complete(started.id())).isInstanceOf(Result.Completed.class);
        assertThat(receive(started.upload().url())).isEqualTo(new ReceiveBlob.Result.NotFound());
        assertThat(write(second, PICTURE)).isEqualTo(ReceiveBlob.Writing.NOT_FOUND);
        assertThat(storage.store.keys()).hasSize(1);
    }

    @Test
    void bytesOfACancelledUploadAreNotStored() {
        var started = start(PICTURE);
        ReceiveBlob.Result granted = receive(started.upload().url());
        cancel(started.id());

        assertThat(write(granted, PICTURE)).isEqualTo(ReceiveBlob.Writing.NOT_FOUND);

        assertThat(receive(started.upload().url())).isEqualTo(new ReceiveBlob.Result.NotFound());
        assertThat(storage.store.keys()).isEmpty();
    }
}
