package dev.darkroom.domain.service.operations;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.ImageState.Receiving.Declaration;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.model.resumable.UploadProgress;
import dev.darkroom.domain.port.in.operations.CheckImages.Finding;
import dev.darkroom.domain.port.in.operations.CheckImages.Report;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.service.content.Checksums;
import dev.darkroom.domain.testkit.fault.Overtaken;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.fixture.Pictures;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CheckImagesServiceTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final InMemoryBlobStore store = new InMemoryBlobStore(new MovableClock());
    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();
    private final List<Finding> findings = new ArrayList<>();
    private final CountedProgress progress = new CountedProgress();

    private Report check() {
        return check(store, catalog);
    }

    private Report check(BlobStore reachedStore, ImageCatalog reachedCatalog) {
        return new CheckImagesService(reachedStore, reachedCatalog, catalog).check(progress, findings::add);
    }

    private Image ready(String bytes) {
        return ready(bytes, Visibility.PRIVATE);
    }

    private Image ready(String bytes, Visibility visibility) {
        Image image = image().visibility(visibility).content(bytes.getBytes(StandardCharsets.UTF_8)).build();
        catalog.announce(new ImageState.Uploading(image.id(), NOW));
        put(image.originalKey(), bytes);
        catalog.publish(image);
        return image;
    }

    private void put(ObjectKey key, String text) {
        Content content = Pictures.content(text);
        store.put(key, content, ContentType.JPEG, Checksums.of(content));
    }

    @Test
    void storeThatMatchesItsCatalogIsClean() {
        for (int i = 0; i < 250; i++) {
            ready("picture:" + i, i % 2 == 0 ? Visibility.PRIVATE : Visibility.PUBLIC);
        }

        Image damaged = ready("picture:damaged");
        put(ObjectKey.undecodable(damaged.id()), "a renderer");

        Report report = check();

        assertThat(report.clean()).isTrue();
        assertThat(report).isEqualTo(new Report(251, 10 * 9 + 90 * 10 + 150 * 11 + 15, 0, 0, 0, 0));
        assertThat(findings).isEmpty();
        assertThat(progress.expected()).isEqualTo(251);
        assertThat(progress.steps()).isEqualTo(251);
    }

    @Test
    void findingsAreReportedInOrderAndNothingIsChanged() {
        Image missing = ready("picture:1");
        Image whole = ready("picture:2");
        Image altered = ready("picture:3");
        Image cut = ready("picture:4");
        store.delete(missing.originalKey());
        put(altered.originalKey(), "picture:X");
        put(cut.originalKey(), "picture:");
        Image unknown = image().build();
        put(unknown.originalKey(), "picture:5");
        put(new ObjectKey(whole.originalKey().prefix(), "original.png"), "of another type");
        Set<String> before = store.keys();

        Report report = check();

        assertThat(report).isEqualTo(new Report(1, 9, 1, 2, 0, 2));
        assertThat(report.clean()).isFalse();
        assertThat(findings.subList(0, 3))
                .containsExactly(
                        new Finding.Missing(missing),
                        new Finding.Damaged(
                                altered,
                                "Its SHA-256 is %s and should be %s"
                                        .formatted(
                                                Checksums.of(Pictures.content("picture:X")), altered.sha256())),
                        new Finding.Damaged(cut, "It has 8 bytes and should have 9"));
        assertThat(findings.subList(3, 5))
                .extracting(finding -> ((Finding.Extra) finding).object().key().value())
                .containsExactlyInAnyOrder(
                        unknown.originalKey().value(), whole.originalKey().prefix() + "original.png");
        assertThat(store.keys()).isEqualTo(before);
        assertThat(progress.steps()).isEqualTo(4);
    }

    @Test
    void objectsOfPendingReadyAndDeletingImagesAreNotExtra() {
        Image image = ready("picture:1");
        for (RenditionDefinition name : RenditionDefinition.DEFAULTS) {
            for (ContentType format : List.of(ContentType.JPEG, ContentType.WEBP, ContentType.AVIF)) {
                put(new Rendition(name, format).key(image.id()), "a rendition");
            }
        }
        put(new ObjectKey(image.originalKey().prefix(), "avatar-96x96-cover-q80.webp"),
                "a rendition of an old definition");
        put(ObjectKey.upload(image.id()), "left by a completion that failed");
        Image pending = image().build();
        catalog.announce(new ImageState.Uploading(pending.id(), NOW));
        put(pending.originalKey(), "picture:2");
        Image uploaded = image().build();
        ImageState.Receiving receiving = new ImageState.Receiving(image().build().id(), uploaded.id(), NOW,
                new Declaration(uploaded.owner(), null, uploaded.details(), null), UploadProgress.none(9L), null);
        catalog.announce(receiving);
        put(new ObjectKey(new ObjectPrefix(receiving.id()), "part-0-first-0123456789abcdef"), "picture");
        Image deleting = ready("picture:3");
        catalog.withdraw(deleting.id(), VersionCondition.ANY, NOW);

        assertThat(check()).isEqualTo(new Report(1, 9, 0, 0, 0, 0));
    }

    @Test
    void imageThatIsDeletedMeanwhileIsNoFinding() {
        Image image = ready("picture:1");
        ready("picture:2");
        BlobStore overtaken = Overtaken.before(BlobStore.class, "stat", store, key -> {
            if (key.contains(image.originalKey())) {
                delete(image);
            }
        });

        assertThat(check(overtaken, catalog)).isEqualTo(new Report(1, 9, 0, 0, 0, 0));
        assertThat(findings).isEmpty();
    }

    @Test
    void objectThatIsRemovedBeforeItsRowIsReadIsNotExtra() {
        Image image = ready("picture:1");
        AtomicInteger reads = new AtomicInteger();
        ImageCatalog overtaken = Overtaken.before(ImageCatalog.class, "state", catalog, _ -> {
            reads.incrementAndGet();
            delete(image);
        });

        assertThat(check(store, overtaken)).isEqualTo(new Report(1, 9, 0, 0, 0, 0));
        assertThat(reads).hasValue(1);
    }

    @Test
    void objectWhoseRowIsAddedMeanwhileIsNotExtra() {
        Image image = image().content("picture:1".getBytes(StandardCharsets.UTF_8)).build();
        put(image.originalKey(), "picture:1");
        BlobStore overtaken = Overtaken.before(
                BlobStore.class, "stat", store, _ -> catalog.announce(new ImageState.Uploading(image.id(), NOW)));

        assertThat(check(overtaken, catalog).clean()).isTrue();
    }

    @Test
    void unreadableOriginalIsAFindingAndAnUnavailableStoreEndsTheCheck() {
        Image unreadable = ready("picture:1");
        ready("picture:2");
        BlobStore failing = Overtaken.before(BlobStore.class, "open", store, arguments -> {
            if (arguments.contains(unreadable.originalKey())) {
                throw new StorageException.Unavailable("a bad sector", null);
            }
        });

        assertThat(check(failing, catalog)).isEqualTo(new Report(1, 9, 0, 0, 1, 0));
        assertThat(findings).containsExactly(new Finding.Unreadable(unreadable, "a bad sector"));

        store.setOutOfReach(true);
        assertThatThrownBy(this::check).isInstanceOf(StorageException.Unavailable.class);
    }

    private void delete(Image image) {
        catalog.withdraw(image.id(), VersionCondition.ANY, NOW);
        store.deleteAll(image.originalKey().prefix());
        catalog.remove(image.id());
    }
}
