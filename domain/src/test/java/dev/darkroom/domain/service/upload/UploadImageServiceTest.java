package dev.darkroom.domain.service.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.in.upload.UploadImage.Result;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.testkit.fault.Overtaken;
import dev.darkroom.domain.testkit.fixture.LabelRenderer;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.fixture.Pictures;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import dev.darkroom.domain.testkit.memory.InMemoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadImageServiceTest {
    private static final ImageDetails DETAILS =
            new ImageDetails("Kite", "At the sea", Tags.of(List.of("sea")), Visibility.PUBLIC);

    private final InMemoryStorage storage = new InMemoryStorage();
    private final MovableClock clock = storage.clock;
    private final InMemoryBlobStore store = storage.store;
    private final InMemoryImageCatalog catalog = storage.catalog;
    private final LabelRenderer renderer = storage.renderer;

    @TempDir
    private Path spoolFolder;

    private UploadImage upload(Executor spare, Executor later) {
        return storage.services()
                .withSpoolFolder(spoolFolder)
                .withPlaceholdersMadeBy(spare, later)
                .uploadImage();
    }

    private UploadImage upload() {
        return upload(Runnable::run, UploadImageServiceTest::reject);
    }

    @Test
    void pictureHasAPlaceholderAtOnceIfAProcessorIsIdle() {
        assertThat(uploaded(upload("picture:pixels")).placeholder()).isEqualTo(LabelRenderer.PLACEHOLDER);
        renderer.refusal = "The pixels are damaged.";

        Image without = uploaded(upload("picture:pixels"));

        assertThat(without.placeholder()).isNull();
        assertThat(catalog.find(without.id())).contains(without);
    }

    @Test
    void uploadDoesNotWaitForAPlaceholderThatIsBeingMade() {
        List<Runnable> spare = new ArrayList<>();

        Image image = uploaded(upload(spare::add, UploadImageServiceTest::reject).upload(command()));

        assertThat(image.placeholder()).isNull();
        spare.forEach(Runnable::run);
        assertThat(catalog.find(image.id())).contains(image.withPlaceholder(LabelRenderer.PLACEHOLDER));
    }

    @Test
    void placeholderIsMadeFromTheQueueIfNoProcessorIsIdle() {
        List<Runnable> later = new ArrayList<>();

        Image image = uploaded(upload(UploadImageServiceTest::reject, later::add).upload(command()));

        assertThat(image.placeholder()).isNull();
        assertThat(later).hasSize(1).allSatisfy(Runnable::run);
        assertThat(catalog.find(image.id())).contains(image.withPlaceholder(LabelRenderer.PLACEHOLDER));
        assertThat(spoolFolder).isEmptyDirectory();
    }

    @Test
    void pictureIsStoredWithoutAPlaceholderIfTheQueueIsFull() {
        UploadImage busy = upload(UploadImageServiceTest::reject, UploadImageServiceTest::reject);

        assertThat(uploaded(busy.upload(command())).placeholder()).isNull();
    }

    @Test
    void placeholderOfAPictureThatIsDeletedMeanwhileIsNotMade() {
        List<Runnable> later = new ArrayList<>();
        Image image = uploaded(upload(UploadImageServiceTest::reject, later::add).upload(command()));
        storage.services().deleteImage()
                .delete(new DeleteImage.Command(new Actor.Anyone(), image.id(), null));

        assertThat(later).hasSize(1).allSatisfy(Runnable::run);

        assertThat(renderer.placeholders).hasValue(0);
        assertThat(catalog.find(image.id())).isEmpty();
    }

    @Test
    void uploadThatFailsLeavesNoPlaceholderToBeMade() {
        List<Runnable> later = new ArrayList<>();
        UploadImage waiting = upload(UploadImageServiceTest::reject, later::add);
        store.setOutOfReach(true);

        assertThatThrownBy(() -> waiting.upload(command())).isInstanceOf(StorageException.Unavailable.class);

        assertThat(later).isEmpty();
    }

    private static UploadImage.Command command() {
        return new UploadImage.Command(new Actor.Anyone(), new UserId("alice"), null, DETAILS,
                Pictures.content("picture:pixels"));
    }

    private static void reject(Runnable task) {
        throw new RejectedExecutionException();
    }

    private Result upload(String text) {
        return upload(text, new Filename("kite.jpg"));
    }

    private Result upload(String text, @Nullable Filename filename) {
        return upload().upload(new UploadImage.Command(new Actor.Anyone(), new UserId("alice"), filename, DETAILS,
                Pictures.content(text)));
    }

    private static Image uploaded(Result result) {
        assertThat(result).isInstanceOf(Result.Uploaded.class);
        return ((Result.Uploaded) result).image();
    }

    private static Checksum checksum(String text) {
        return Checksum.of(Checksum.newDigest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String stored(Image image) throws IOException {
        try (InputStream in = store.open(image.originalKey(), new ByteRange(0, Long.MAX_VALUE))
                .orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void pictureIsStoredWithTheTypeOfItsBytes() throws IOException {
        Image image = uploaded(upload("picture:pixels"));

        assertThat(image.owner()).isEqualTo(new UserId("alice"));
        assertThat(image.filename()).isEqualTo(new Filename("kite.jpg"));
        assertThat(image.contentType()).isEqualTo(ContentType.PNG);
        assertThat(image.dimensions()).isEqualTo(new Dimensions(4, 3));
        assertThat(image.details()).isEqualTo(DETAILS);
        assertThat(image.sizeBytes()).isEqualTo(14);
        assertThat(image.sha256()).isEqualTo(checksum("picture:pixels"));
        assertThat(image.version()).isEqualTo(1);
        assertThat(stored(image)).isEqualTo("picture:pixels");
        assertThat(catalog.find(image.id())).contains(image);
    }

    @Test
    void timesHaveWholeMilliseconds() {
        Image image = uploaded(upload("picture:pixels"));

        assertThat(image.createdAt()).isEqualTo(Instant.parse("2026-11-22T23:26:11.123Z"));
        assertThat(image.updatedAt()).isEqualTo(image.createdAt());
    }

    @Test
    void sizeAndChecksumAreOfTheBytesStored() throws IOException {
        Image image = uploaded(upload("picture:pixels#secret"));

        assertThat(stored(image)).isEqualTo("picture:pixels");
        assertThat(image.sizeBytes()).isEqualTo(14);
        assertThat(image.sha256()).isEqualTo(checksum("picture:pixels"));
    }

    @Test
    void pictureWithoutANameGetsADefaultName() {
        assertThat(uploaded(upload("picture:pixels", null)).filename()).isEqualTo(new Filename("image.png"));
    }

    @Test
    void refusedContentLeavesNothing() {
        assertThat(upload("text")).isEqualTo(new Result.Unsupported("not a picture"));
        assertThat(upload("picture")).isEqualTo(new Result.Damaged("cut short"));

        assertNothingIsLeft();
    }

    /** Says that it has this checksum. */
    private record WronglyChecked(Content content, Checksum sha256) implements Content {
        @Override
        public long sizeBytes() {
            return content.sizeBytes();
        }

        @Override
        public InputStream open() throws IOException {
            return content.open();
        }
    }

    @Test
    void contentWithAWrongChecksumLeavesNothing() {
        UploadImage.Command command = new UploadImage.Command(new Actor.Anyone(), new UserId("alice"), null, DETAILS,
                new WronglyChecked(Pictures.content("picture:pixels"), checksum("other")));

        assertThatThrownBy(() -> upload().upload(command)).isInstanceOf(StorageException.Corrupted.class);

        assertNothingIsLeft();
    }

    @Test
    void unavailableStoreIsReportedAndReconciliationRemovesTheRest() {
        store.setOutOfReach(true);

        assertThatThrownBy(() -> upload("picture:pixels")).isInstanceOf(StorageException.Unavailable.class);

        store.setOutOfReach(false);
        storage.services().reconcile().reconcile(new Reconcile.Command(Duration.ZERO));
        assertNothingIsLeft();
    }

    @Test
    void anotherPictureThatIsReadyUnderTheIdKeepsItsRowAndItsBytes() throws IOException {
        byte[] bytes = "picture:other".getBytes(StandardCharsets.UTF_8);
        List<Image> others = new ArrayList<>();
        ImageCatalog overtaken = Overtaken.before(ImageCatalog.class, "publish", catalog, arguments -> {
            Image any = (Image) arguments.getFirst();
            Image other = any.withBytes(bytes.length, checksum("picture:other"));
            store.put(other.originalKey(), Content.of(bytes), other.contentType(), other.sha256());
            assertThat(catalog.publish(other)).isEqualTo(ImageCatalog.Publication.PUBLISHED);
            others.add(other);
        });
        UploadImage upload = storage.services().withStorage(store, overtaken, storage.keys).uploadImage();

        assertThatThrownBy(() -> upload.upload(new UploadImage.Command(
                new Actor.Anyone(), new UserId("alice"), null, DETAILS, Pictures.content("picture:pixels"))))
                .hasMessageContaining("is in use");

        Image other = others.getFirst();
        assertThat(catalog.find(other.id())).contains(other);
        try (InputStream in = store.open(other.originalKey(), new ByteRange(0, 100)).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    private void assertNothingIsLeft() {
        assertThat(store.keys()).isEmpty();
        clock.advance(Duration.ofHours(1));
        storage.services().reconcile().reconcile(new Reconcile.Command(Duration.ZERO));
        assertThat(store.keys()).isEmpty();
        assertThat(catalog.unfinished(clock.instant(), 10)).isEmpty();
    }
}
