package dev.darkroom.domain.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.testkit.fault.Faults;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.fixture.Services;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import dev.darkroom.domain.testkit.memory.InMemoryStorage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Nothing acknowledged is lost, nothing unreferenced stays: an upload, or an upload and its deletion, with every one and
 * every two of their calls to the ports failing, before or after they take effect, then a reconciliation.
 */
class LifeOfAPictureTest {
    /** More calls than an upload, its deletion and the clean-up after both make. */
    private static final int CALLS = 14;

    private static final byte[] PICTURE = "picture:pixels".getBytes(StandardCharsets.UTF_8);

    private static final Retention WEEK = new Retention(7);

    private static final Actor ANYONE = new Actor.Anyone();

    private final InMemoryStorage storage = new InMemoryStorage();
    private final MovableClock clock = storage.clock;
    private final InMemoryBlobStore store = storage.store;
    private final InMemoryImageCatalog catalog = storage.catalog;

    @TestFactory
    Stream<DynamicTest> uploadUnderFaults() {
        return faultPlans().map(plan -> DynamicTest.dynamicTest(plan.toString(), () -> new LifeOfAPictureTest()
                .uploadThenReconcile(plan)));
    }

    @TestFactory
    Stream<DynamicTest> deletionUnderFaults() {
        return faultPlans().map(plan -> DynamicTest.dynamicTest(plan.toString(), () -> new LifeOfAPictureTest()
                .deleteThenReconcile(plan)));
    }

    @TestFactory
    Stream<DynamicTest> trashUnderFaults() {
        return faultPlans().map(plan -> DynamicTest.dynamicTest(plan.toString(), () -> new LifeOfAPictureTest()
                .trashRestoreAndDiscard(plan)));
    }

    private static Stream<Map<Integer, Faults.Kind>> faultPlans() {
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
        return plans.build();
    }

    private void uploadThenReconcile(Map<Integer, Faults.Kind> plan) {
        Optional<Image> acknowledged = upload(new Faults(plan));

        acknowledged.ifPresent(image -> assertThat(catalog.find(image.id())).contains(image));
        reconcile();

        assertThat(listed().containsAll(acknowledged.stream().toList())).isTrue();
        assertEveryImageHasItsObjectAndNoOtherIsLeft();
    }

    private void deleteThenReconcile(Map<Integer, Faults.Kind> plan) {
        Image image = upload(new Faults(Map.of())).orElseThrow();
        Optional<DeleteImage.Result> answer = delete(image, new Faults(plan));

        if (answer.isPresent()) {
            assertThat(answer).contains(new DeleteImage.Result.Deleted());
            assertThat(catalog.find(image.id())).isEmpty();
            assertThat(store.keys()).isEmpty();
        }
        // The client repeats the request because it may have received no response.
        delete(image, new Faults(Map.of()));
        assertThat(store.keys()).isEmpty();
        reconcile();

        assertThat(listed()).isEmpty();
        assertEveryImageHasItsObjectAndNoOtherIsLeft();
    }

    private void trashRestoreAndDiscard(Map<Integer, Faults.Kind> plan) {
        Image image = upload(new Faults(Map.of())).orElseThrow();
        Faults faults = new Faults(plan);
        Services troubled = services(faults).withTrash(faults.wrap(Trash.class, catalog)).withRetention(WEEK);
        Services sound = storage.services().withRetention(WEEK);
        DeleteImage.Command toTrash = new DeleteImage.Command(ANYONE, image.id(), null);
        DeleteImage.Command forGood = new DeleteImage.Command(ANYONE, image.id(), null, true);

        Faults.attempt(() -> troubled.deleteImage().delete(toTrash)).ifPresent(answer -> {
            assertThat(answer).isEqualTo(new DeleteImage.Result.Trashed());
            assertThat(catalog.state(image.id()).orElseThrow()).isInstanceOf(ImageState.Trashed.class);
        });
        sound.deleteImage().delete(toTrash);
        Faults.attempt(() -> troubled.restoreImage().restore(ANYONE, image.id())).ifPresent(answer -> {
            assertThat(answer).contains(image);
            assertThat(catalog.find(image.id())).contains(image);
        });
        assertThat(sound.restoreImage().restore(ANYONE, image.id())).contains(image);
        assertThat(listed()).containsExactly(image);
        assertEveryImageHasItsObjectAndNoOtherIsLeft();

        sound.deleteImage().delete(toTrash);
        Faults.attempt(() -> troubled.deleteImage().delete(forGood)).ifPresent(answer -> {
            assertThat(answer).isEqualTo(new DeleteImage.Result.Deleted());
            assertThat(store.keys()).isEmpty();
        });
        sound.deleteImage().delete(forGood);
        assertThat(store.keys()).isEmpty();
        reconcile();
        assertEveryImageHasItsObjectAndNoOtherIsLeft();
        assertThat(catalog.state(image.id())).isEmpty();
    }

    private Services services(Faults faults) {
        return storage.services()
                .withStorage(
                        faults.wrap(BlobStore.class, store), faults.wrap(ImageCatalog.class, catalog), storage.keys);
    }

    private Optional<Image> upload(Faults faults) {
        UploadImage upload = services(faults).uploadImage();
        try {
            var result = upload.upload(new UploadImage.Command(new Actor.Anyone(), new UserId("alice"),
                    null,
                    ImageDetails.NONE,
                    Content.of(PICTURE)));
            return Optional.of(((UploadImage.Result.Uploaded) result).image());
        } catch (StorageException.Unavailable planned) {
            return Optional.empty();
        }
    }

    private Optional<DeleteImage.Result> delete(Image image, Faults faults) {
        DeleteImage delete = services(faults).deleteImage();
        try {
            return Optional.of(delete.delete(new DeleteImage.Command(new Actor.Anyone(), image.id(), null)));
        } catch (StorageException.Unavailable planned) {
            return Optional.empty();
        }
    }

    private void reconcile() {
        clock.advance(Duration.ofHours(2));
        var report = storage.services().reconcile().reconcile(new Reconcile.Command(Duration.ofHours(1)));
        assertThat(report.failed()).isZero();
    }

    private List<Image> listed() {
        return catalog.list(new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 100))
                .images();
    }

    private void assertEveryImageHasItsObjectAndNoOtherIsLeft() {
        Set<String> expected = new TreeSet<>();
        listed().forEach(image -> expected.add(image.originalKey().value()));
        assertThat(store.keys()).isEqualTo(expected);
        assertThat(catalog.unfinished(clock.instant(), 10)).isEmpty();
    }
}
