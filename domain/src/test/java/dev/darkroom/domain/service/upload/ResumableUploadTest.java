package dev.darkroom.domain.service.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.InvalidValueException;
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
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.resumable.UploadProgress;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.AppendToUpload.Result;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.in.upload.StartResumableUpload;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.testkit.contract.AtOnce;
import dev.darkroom.domain.testkit.fault.Faults;
import dev.darkroom.domain.testkit.fixture.Services;
import dev.darkroom.domain.testkit.memory.InMemoryStorage;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Uploads whose bytes arrive in several requests. */
class ResumableUploadTest {
    /** More calls than an upload of two parts makes. */
    private static final int CALLS = 24;

    private static final String PICTURE = "picture:pixels#secret";
    private static final long LENGTH = PICTURE.length();
    private static final long MAX_BYTES = 1_000;
    private static final Actor ALICE = new Actor.User(new UserId("alice"));
    private static final Actor BOB = new Actor.User(new UserId("bob"));
    private static final ImageDetails DETAILS =
            new ImageDetails("A kite", "At the sea", Tags.of(List.of("sea", "kite")), Visibility.PUBLIC);

    @TempDir
    Path spoolFolder;

    private InMemoryStorage storage = new InMemoryStorage();
    private Quota quota = Quota.NONE;

    private Services services() {
        return storage.services().withSpoolFolder(spoolFolder).withMaxDirectUploadBytes(MAX_BYTES).withQuota(quota);
    }

    private Services services(Faults faults) {
        return services()
                .withStorage(
                        faults.wrap(BlobStore.class, storage.store),
                        faults.wrap(ImageCatalog.class, storage.catalog),
                        storage.keys);
    }

    private static StartResumableUpload.Command command(@Nullable Long length) {
        return new StartResumableUpload.Command(ALICE, null, new Filename("kite.png"), DETAILS, length, "a text");
    }

    private StartResumableUpload.Result tryStart(@Nullable Long length) {
        return services().startResumableUpload().start(command(length));
    }

    private ImageId start(@Nullable Long length) {
        return ((StartResumableUpload.Result.Started) tryStart(length)).id();
    }

    private static AppendToUpload.Command part(ImageId id, long offset, String text) {
        return new AppendToUpload.Command(
                ALICE, id, offset, Content.of(text.getBytes(StandardCharsets.UTF_8)), null, false);
    }

    private static AppendToUpload.Command last(ImageId id, long offset, String text) {
        return new AppendToUpload.Command(
                ALICE, id, offset, Content.of(text.getBytes(StandardCharsets.UTF_8)), null, true);
    }

    private Result append(AppendToUpload.Command command) {
        return services().appendToUpload().append(command);
    }

    private Result append(ImageId id, long offset, String text) {
        return append(part(id, offset, text));
    }

    private Result find(Actor actor, ImageId id) {
        return services().appendToUpload().find(actor, id);
    }

    private static long offset(Result result) {
        return ((Result.Receiving) result).offset();
    }

    private List<Image> listed() {
        return storage.catalog.list(new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 100)).images();
    }

    private Reconcile.Report reconcile() {
        return services().reconcile().reconcile(new Reconcile.Command(Duration.ofHours(1)));
    }

    private void assertNothingIsStored() {
        assertThat(storage.store.keys()).isEmpty();
        assertThat(spoolFolder).isEmptyDirectory();
    }

    private void assertOnlyTheOriginalIsStored() {
        assertThat(storage.store.keys()).containsExactly(listed().getFirst().originalKey().value());
        assertThat(spoolFolder).isEmptyDirectory();
    }

    @Test
    void partsMakeOneImageWithTheDeclaredDetails() {
        ImageId id = start(LENGTH);
        Result.Receiving none = (Result.Receiving) find(ALICE, id);
        assertThat(none.offset()).isZero();
        assertThat(none.length()).isEqualTo(LENGTH);
        assertThat(none.metadata()).isEqualTo("a text");
        assertThat(none.expiresAt()).isEqualTo(
                storage.clock.instant().truncatedTo(ChronoUnit.MILLIS).plus(Duration.ofDays(1)));

        assertThat(offset(append(id, 0, PICTURE.substring(0, 7)))).isEqualTo(7);
        assertThat(offset(append(id, 7, PICTURE.substring(7, 8)))).isEqualTo(8);
        assertThat(listed()).isEmpty();
        Result.Finished finished = (Result.Finished) append(id, 8, PICTURE.substring(8));

        assertThat(listed()).containsExactly(finished.image());
        assertThat(finished.length()).isEqualTo(LENGTH);
        assertThat(finished.image().details()).isEqualTo(DETAILS);
        assertThat(finished.image().owner()).isEqualTo(new UserId("alice"));
        assertThat(finished.image().filename()).isEqualTo(new Filename("kite.png"));
        assertOnlyTheOriginalIsStored();
    }

    @Test
    void finishedUploadIsFoundForADay() {
        ImageId id = start(LENGTH);
        Result finished = append(id, 0, PICTURE);

        assertThat(find(ALICE, id)).isEqualTo(finished);
        assertThat(append(id, LENGTH, "")).isEqualTo(finished);
        assertThat(append(id, 0, PICTURE)).isEqualTo(new Result.WrongOffset(LENGTH));
        assertThat(listed()).hasSize(1);

        storage.clock.advance(Duration.ofHours(26));
        assertThat(find(ALICE, id)).isEqualTo(new Result.NotFound());
        assertThat(reconcile()).isEqualTo(new Reconcile.Report(1, 0, 0));
        assertThat(storage.catalog.state(id)).isEmpty();
        assertThat(listed()).hasSize(1);
    }

    @Test
    void lengthMayBeToldLaterOrByTheLastPart() {
        ImageId later = start(null);
        append(later, 0, PICTURE.substring(0, 7));
        assertThat(append(new AppendToUpload.Command(ALICE, later, 7, Content.of(new byte[0]), LENGTH, false)))
                .isInstanceOf(Result.Receiving.class);
        assertThat(((Result.Receiving) find(ALICE, later)).length()).isEqualTo(LENGTH);
        assertThat(append(later, 7, PICTURE.substring(7))).isInstanceOf(Result.Finished.class);

        ImageId last = start(null);
        append(last, 0, PICTURE.substring(0, 7));
        assertThat(append(last(last, 7, PICTURE.substring(7)))).isInstanceOf(Result.Finished.class);
        assertThat(listed()).hasSize(2);
    }

    @Test
    void appendThatContradictsTheUploadChangesNothing() {
        ImageId id = start(LENGTH);
        append(id, 0, PICTURE.substring(0, 7));
        Result before = find(ALICE, id);
        Set<String> keys = storage.store.keys();

        assertThat(append(id, 0, PICTURE)).isEqualTo(new Result.WrongOffset(7));
        assertThat(append(id, 8, "x")).isEqualTo(new Result.WrongOffset(7));
        assertThat(append(id, 7, PICTURE)).isInstanceOf(Result.WrongLength.class);
        assertThat(append(last(id, 7, "x"))).isInstanceOf(Result.WrongLength.class);
        assertThat(append(new AppendToUpload.Command(ALICE, id, 7, Content.of(new byte[1]), LENGTH + 1, false)))
                .isInstanceOf(Result.WrongLength.class);

        assertThat(find(ALICE, id)).isEqualTo(before);
        assertThat(storage.store.keys()).isEqualTo(keys);
    }

    @Test
    void uploadIsNotLargerThanTheLimit() {
        assertThat(tryStart(MAX_BYTES + 1)).isEqualTo(new StartResumableUpload.Result.TooLarge(MAX_BYTES));
        ImageId id = start(null);
        append(id, 0, "x".repeat(999));

        assertThat(append(id, 999, "xx")).isEqualTo(new Result.TooLarge(MAX_BYTES));
        assertThat(append(new AppendToUpload.Command(ALICE, id, 999, Content.of(new byte[0]), MAX_BYTES + 1, false)))
                .isEqualTo(new Result.TooLarge(MAX_BYTES));
        assertThat(offset(append(id, 999, "x"))).isEqualTo(MAX_BYTES);
    }

    @Test
    void negativeLengthIsRefused() {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> command(-1L));
        assertThat(append(new AppendToUpload.Command(ALICE, start(null), 0, Content.of(new byte[0]), -1L, false)))
                .isInstanceOf(Result.WrongLength.class);
    }

    @Test
    void numberOfPartsIsBounded() {
        ImageId id = start(LENGTH);
        ImageState.Receiving upload = (ImageState.Receiving) storage.catalog.state(id).orElseThrow();
        append(id, 0, "p");
        UploadProgress one = ((ImageState.Receiving) storage.catalog.state(id).orElseThrow()).progress();
        storage.catalog.advance(
                upload.id(), one, new UploadProgress(1, LENGTH, UploadProgress.MAX_PARTS, one.last()));

        assertThat(append(id, 1, "i")).isEqualTo(new Result.TooManyParts(UploadProgress.MAX_PARTS));
        assertThat(storage.store.keys()).hasSize(1);
    }

    @Test
    void uploadBelongsToItsOwner() {
        ImageId id = start(LENGTH);
        append(id, 0, PICTURE.substring(0, 7));

        assertThat(find(BOB, id)).isEqualTo(new Result.NotFound());
        assertThat(append(new AppendToUpload.Command(BOB, id, 7, Content.of(new byte[1]), null, false)))
                .isEqualTo(new Result.NotFound());
        assertThat(services().cancelUpload().cancel(BOB, id)).isEqualTo(new CancelUpload.Result.NotFound());
        assertThat(services().startResumableUpload().start(new StartResumableUpload.Command(
                BOB, new UserId("alice"), null, DETAILS, 1L, null)))
                .isEqualTo(new StartResumableUpload.Result.NotAllowed());
        assertThat(offset(find(ALICE, id))).isEqualTo(7);
    }

    @Test
    void unknownUploadIsNotFound() {
        ImageId image = ((Result.Finished) append(start(LENGTH), 0, PICTURE)).image().id();
        for (ImageId id : List.of(image, storage.services().ids().next(storage.clock.instant()))) {
            assertThat(find(ALICE, id)).isEqualTo(new Result.NotFound());
            assertThat(append(id, 0, "x")).isEqualTo(new Result.NotFound());
        }
    }

    @Test
    void uploadThatIsNotAPictureIsRemoved() {
        ImageId text = start(9L);
        append(text, 0, "some ");
        assertThat(append(text, 5, "text")).isInstanceOf(Result.Unsupported.class);
        assertThat(find(ALICE, text)).isEqualTo(new Result.NotFound());

        assertThat(append(last(start(null), 0, ""))).isInstanceOf(Result.Unsupported.class);
        assertNothingIsStored();
        assertThat(listed()).isEmpty();
    }

    @Test
    void cancellationOfAFinishedUploadForgetsItAndKeepsTheImage() {
        ImageId id = start(LENGTH);
        append(id, 0, PICTURE);

        assertThat(services().cancelUpload().cancel(ALICE, id)).isEqualTo(new CancelUpload.Result.Completed());

        assertThat(find(ALICE, id)).isEqualTo(new Result.NotFound());
        assertThat(services().cancelUpload().cancel(ALICE, id)).isEqualTo(new CancelUpload.Result.NotFound());
        assertThat(listed()).hasSize(1);
        assertOnlyTheOriginalIsStored();
    }

    @Test
    void cancellationRemovesTheParts() {
        quota = new Quota(LENGTH);
        ImageId id = start(LENGTH);
        append(id, 0, PICTURE.substring(0, 7));

        assertThat(services().cancelUpload().cancel(ALICE, id)).isEqualTo(new CancelUpload.Result.Cancelled());

        assertThat(find(ALICE, id)).isEqualTo(new Result.NotFound());
        assertNothingIsStored();
        assertThat(tryStart(LENGTH)).as("the quota is free").isInstanceOf(StartResumableUpload.Result.Started.class);
    }

    @Test
    void uploadThatIsNeverFinishedIsRemovedAfterADay() {
        quota = new Quota(LENGTH);
        ImageId id = start(LENGTH);
        append(id, 0, PICTURE.substring(0, 7));

        storage.clock.advance(Duration.ofHours(24).plusMillis(1));
        assertThat(append(id, 7, "x")).isEqualTo(new Result.NotFound());
        storage.clock.advance(Duration.ofHours(1));
        assertThat(reconcile()).isEqualTo(new Reconcile.Report(2, 0, 0));

        assertNothingIsStored();
        assertThat(tryStart(LENGTH)).isInstanceOf(StartResumableUpload.Result.Started.class);
    }

    @Test
    void quotaCountsAnUploadFromItsStartOrAsItGrows() {
        quota = new Quota(LENGTH + 5);
        assertThat(tryStart(LENGTH + 6)).isInstanceOf(StartResumableUpload.Result.QuotaExceeded.class);
        ImageId growing = start(null);
        assertThat(offset(append(growing, 0, "0123456789"))).isEqualTo(10);
        assertThat(tryStart(LENGTH)).isEqualTo(new StartResumableUpload.Result.QuotaExceeded(quota.bytes(), 10));
        services().cancelUpload().cancel(ALICE, growing);

        ImageId id = start(LENGTH);
        ImageId second = start(null);
        assertThat(append(second, 0, "012345")).isEqualTo(new Result.QuotaExceeded(quota.bytes(), LENGTH));
        Image image = ((Result.Finished) append(id, 0, PICTURE)).image();
        assertThat(offset(append(second, 0, "01234"))).isEqualTo(5);

        services().deleteImage().delete(new DeleteImage.Command(ALICE, image.id(), null));
        assertThat(find(ALICE, id)).as("its image is deleted").isEqualTo(new Result.NotFound());
        assertThat(append(second, 5, "5")).isInstanceOf(Result.Receiving.class);
    }

    @Test
    void ofAppendsAtOnceOneWinsAndNothingIsMixed() throws Exception {
        ImageId id = start(LENGTH);
        for (int offset = 0; offset < LENGTH; offset++) {
            int at = offset;
            String next = PICTURE.substring(at, at + 1);
            List<Result> results = AtOnce.all(IntStream.range(0, 4)
                    .<Callable<Result>>mapToObj(_ -> () -> append(id, at, next)).toList());
            boolean isLast = at == LENGTH - 1;
            assertThat(results).filteredOn(
                    result -> isLast ? result instanceof Result.Finished : result instanceof Result.Receiving)
                    .hasSize(1);
            assertThat(results).filteredOn(result -> result.equals(new Result.WrongOffset(at + 1L))).hasSize(3);
        }
        assertThat(listed()).hasSize(1);
        assertOnlyTheOriginalIsStored();
    }

    @Test
    void partThatAnotherAppendFollowsStaysAlthoughTheRepeatedAdvanceIsOvertaken() {
        ImageId id = start(LENGTH);
        ImageCatalog lossy = (ImageCatalog) Proxy.newProxyInstance(
                ImageCatalog.class.getClassLoader(), new Class<?>[]{ImageCatalog.class}, (_, method, args) -> {
                    if (method.getName().equals("advance")) {
                        // The response is lost. Before the adapter repeats the call, another request continues the upload.
                        method.invoke(storage.catalog, args);
                        assertThat(offset(append(id, 7, PICTURE.substring(7, 9)))).isEqualTo(9);
                    }
                    return method.invoke(storage.catalog, args);
                });
        AppendToUpload uploads =
                services().withStorage(storage.store, lossy, storage.keys).appendToUpload();

        assertThat(uploads.append(part(id, 0, PICTURE.substring(0, 7)))).isEqualTo(new Result.WrongOffset(9));

        assertThat(append(id, 9, PICTURE.substring(9))).isInstanceOf(Result.Finished.class);
        assertOnlyTheOriginalIsStored();
    }

    // Every port call failing

    @TestFactory
    Stream<DynamicTest> uploadUnderFaults() {
        List<Map<Integer, Faults.Kind>> plans = new ArrayList<>();
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
        return plans.stream().flatMap(plan -> Stream.of(PICTURE, "text:that is no image").map(
                text -> DynamicTest.dynamicTest(text + " " + plan, () -> {
                    storage = new InMemoryStorage();
                    uploadThenReconcile(text, new Faults(plan));
                })));
    }

    /** The client asks for the offset and continues there, until the upload is finished or refused. */
    private void uploadThenReconcile(String text, Faults faults) {
        Services services = services(faults);
        Set<Image> finished = new HashSet<>();
        Optional<ImageId> started =
                Faults.attempt(() -> ((StartResumableUpload.Result.Started) services.startResumableUpload()
                        .start(command((long) text.length()))).id());
        if (started.isPresent()) {
            AppendToUpload uploads = services.appendToUpload();
            long acknowledged = 0;
            for (int tries = 0; tries < 8; tries++) {
                Optional<Result> found = Faults.attempt(() -> uploads.find(ALICE, started.get()));
                if (found.isPresent() && found.get() instanceof Result.Receiving(long offset, _, _, _)) {
                    assertThat(offset).isGreaterThanOrEqualTo(acknowledged);
                    int from = (int) offset;
                    int to = Math.min(text.length(), from + 11);
                    found = Faults.attempt(() -> uploads.append(part(started.get(), from, text.substring(from, to))));
                }
                if (found.isPresent() && found.get() instanceof Result.Receiving(long offset, _, _, _)) {
                    acknowledged = offset;
                }
                if (found.isPresent() && found.get() instanceof Result.Finished(Image image, _, _, _)) {
                    finished.add(image);
                }
            }
            assertThat(finished).hasSize(text.equals(PICTURE) ? 1 : 0);
        }
        storage.clock.advance(Duration.ofHours(26));
        assertThat(reconcile().failed()).isZero();

        assertThat(listed()).containsExactlyElementsOf(finished);
        Set<String> keys = new TreeSet<>();
        finished.forEach(image -> keys.add(image.originalKey().value()));
        assertThat(storage.store.keys()).isEqualTo(keys);
        assertThat(storage.catalog.unfinished(storage.clock.instant(), 10)).isEmpty();
        assertThat(spoolFolder).isEmptyDirectory();
    }
}
