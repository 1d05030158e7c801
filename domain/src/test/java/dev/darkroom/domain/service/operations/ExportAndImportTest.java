package dev.darkroom.domain.service.operations;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.operations.ExportImages;
import dev.darkroom.domain.port.in.operations.ImportImages;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.out.archive.Archive;
import dev.darkroom.domain.port.out.archive.Archive.Entry;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.service.content.Checksums;
import dev.darkroom.domain.testkit.fault.Faults;
import dev.darkroom.domain.testkit.fault.Overtaken;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.fixture.Pictures;
import dev.darkroom.domain.testkit.memory.InMemoryArchive;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryIdempotencyStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportAndImportTest {
    private static final Duration GRACE = Duration.ofHours(1);

    private final MovableClock clock = new MovableClock();
    private final Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    private final Instant longAgo = now.minus(Duration.ofDays(400));
    private final Place here = new Place();
    private final Place there = new Place();
    private final InMemoryArchive archive = new InMemoryArchive();
    private final CountedProgress progress = new CountedProgress();
    private final List<ExportImages.Failure> notExported = new ArrayList<>();
    private final List<String> notImported = new ArrayList<>();

    @TempDir
    private Path spoolFolder;

    /** A store and its catalog. */
    private final class Place {
        private final InMemoryBlobStore store = new InMemoryBlobStore(clock);
        private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();

        Image put(String text) {
            return put(text, picture(text));
        }

        Image put(String text, ImageBuilder builder) {
            Image image = builder.build();
            catalog.announce(new ImageState.Uploading(image.id(), now));
            store.put(image.originalKey(), Pictures.content(text), image.contentType(), image.sha256());
            catalog.publish(image);
            return image;
        }

        List<Image> images() {
            List<Image> images = new ArrayList<>();
            new AllImages(catalog, catalog).forEach(archived -> images.add(archived.image()));
            return images;
        }

        void reconcile() {
            Reconcile reconcile = new ReconcileService(store, catalog, catalog, Retention.NONE,
                    new InMemoryIdempotencyStore(), EventLog.OFF, clock);
            reconcile.reconcile(new Reconcile.Command(GRACE));
        }

        void delete(Image image) {
            catalog.withdraw(image.id(), VersionCondition.ANY, now);
            store.deleteAll(image.originalKey().prefix());
        }
    }

    private ImageBuilder picture(String text) {
        return image().content(text.getBytes(StandardCharsets.UTF_8))
                .contentType(ContentType.PNG)
                .dimensions(4, 3)
                .createdAt(longAgo);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private ExportImages.Report export(Archive to) {
        return export(here.store, here.catalog, to);
    }

    private ExportImages.Report export(BlobStore store, ImageCatalog catalog, Archive to) {
        return new ExportImagesService(store, catalog, here.catalog, to, spoolFolder).export(progress,
                notExported::add);
    }

    private ImportImages.Report importFrom(Archive from) {
        return importFrom(from, there.store, there.catalog);
    }

    private ImportImages.Report importFrom(Archive from, BlobStore store, ImageCatalog catalog) {
        return new ImportImagesService(new Pictures(), store, catalog, there.catalog, from, clock)
                .importAll(progress, notImported::add);
    }

    @AfterEach
    void nothingTemporaryIsLeft() {
        assertThat(spoolFolder).isEmptyDirectory();
        assertThat(archive.unreleased()).isZero();
    }

    @Test
    void exportAndImportKeepEverything() {
        for (int i = 0; i < 250; i++) {
            Visibility visibility = i % 2 == 0 ? Visibility.PRIVATE : Visibility.PUBLIC;
            Image image = here.put(
                    "picture:" + i,
                    picture("picture:" + i).visibility(visibility)
                            .tags("t" + i % 7)
                            .placeholder("AAAA")
                            .createdAt(longAgo.plus(i, ChronoUnit.HOURS)));
            if (i % 3 == 0) {
                here.catalog.revise(image, image.edited(ImageDetails.NONE, now));
            }
        }
        List<Image> images = here.images();
        Set<String> keys = here.store.keys();

        assertThat(export(archive)).isEqualTo(new ExportImages.Report(250, 0, 10 * 9 + 90 * 10 + 150 * 11, 0));
        assertThat(progress.expected()).isEqualTo(250);
        assertThat(progress.steps()).isEqualTo(250);
        assertThat(archive.images()).isEqualTo(images);
        assertThat(importFrom(archive))
                .isEqualTo(new ImportImages.Report(250, 10 * 9 + 90 * 10 + 150 * 11, 0, 0, 0, 0));

        assertThat(there.images()).isEqualTo(images);
        assertThat(there.store.keys()).isEqualTo(new TreeSet<>(keys));
        assertThat(new CheckImagesService(there.store, there.catalog, there.catalog).check(progress, _ -> {}).clean())
                .isTrue();
        assertThat(notExported).isEmpty();
        assertThat(notImported).isEmpty();
    }

    @Test
    void missingAndDamagedOriginalsAreReportedAndTheRestIsExported() {
        Image missing = here.put("picture:1");
        Image whole = here.put("picture:2");
        Image damaged = here.put("picture:3");
        here.store.delete(missing.originalKey());
        Content other = Pictures.content("picture:X");
        here.store.put(damaged.originalKey(), other, ContentType.PNG, Checksums.of(other));

        assertThat(export(archive)).isEqualTo(new ExportImages.Report(1, 0, 9, 2));

        assertThat(archive.images()).containsExactly(whole);
        assertThat(notExported)
                .containsExactly(
                        new ExportImages.Failure(missing, "Its original is missing"),
                        new ExportImages.Failure(
                                damaged,
                                "Its original is damaged. Its SHA-256 is " + Checksums.of(other) + " and should be "
                                        + damaged.sha256()));
    }

    @Test
    void imageThatIsDeletedMeanwhileIsLeftOut() {
        Image deleted = here.put("picture:1");
        Image kept = here.put("picture:2");
        BlobStore overtaken = Overtaken.before(BlobStore.class, "stat", here.store, arguments -> {
            if (arguments.contains(deleted.originalKey())) {
                here.delete(deleted);
            }
        });

        assertThat(export(overtaken, here.catalog, archive)).isEqualTo(new ExportImages.Report(1, 0, 9, 0));

        assertThat(archive.images()).containsExactly(kept);
        assertThat(notExported).isEmpty();
    }

    @Test
    void interruptedExportContinues() {
        for (int i = 0; i < 20; i++) {
            here.put("picture:" + i);
        }
        Image last = here.images().getLast();
        BlobStore failing = Overtaken.before(BlobStore.class, "open", here.store, arguments -> {
            if (arguments.contains(last.originalKey())) {
                here.store.setOutOfReach(true);
            }
        });
        assertThatThrownBy(() -> export(failing, here.catalog, archive))
                .isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(archive::images).isInstanceOf(StorageException.Corrupted.class);
        here.store.setOutOfReach(false);

        ExportImages.Report report = export(archive);

        assertThat(report.copied() + report.held()).isEqualTo(20);
        assertThat(report.held()).isPositive();
        assertThat(archive.images()).isEqualTo(here.images());
    }

    @Test
    void repeatedImportRestoresMissingOriginals() {
        Image first = here.put("picture:1");
        here.put("picture:2");
        export(archive);
        importFrom(archive);
        Image edited = first.edited(ImageDetails.NONE, now);
        there.catalog.revise(first, edited);

        assertThat(importFrom(archive)).isEqualTo(new ImportImages.Report(0, 0, 0, 2, 0, 0));
        assertThat(there.catalog.find(first.id())).contains(edited);

        ObjectKey note = ObjectKey.undecodable(first.id());
        Content renderer = Content.of("a renderer".getBytes(StandardCharsets.UTF_8));
        there.store.put(note, renderer, first.contentType(), Checksums.of(renderer));
        there.store.delete(first.originalKey());
        assertThat(importFrom(archive)).isEqualTo(new ImportImages.Report(0, 0, 0, 2, 1, 0));
        assertThat(there.store.stat(first.originalKey())).isPresent();
        assertThat(there.store.stat(note)).as("a note about the original that was removed").isEmpty();
    }

    @Test
    void differentImageWithTheSameIdStays() {
        Image present = there.put("picture:1");
        byte[] others = bytes("picture:2");
        Image other = present.withBytes(others.length, ImageBuilder.checksum(others));

        // Twice: the second image must not be mistaken for the first.
        InMemoryArchive strange =
                InMemoryArchive.of(InMemoryArchive.picture(other, others), InMemoryArchive.picture(other, others));

        assertThat(importFrom(strange)).isEqualTo(new ImportImages.Report(0, 0, 0, 0, 0, 2));
        assertThat(notImported)
                .containsOnly("Image " + present.id() + ": Another image has its id here, and was left alone");
        assertThat(there.images()).containsExactly(present);
        assertThat(new CheckImagesService(there.store, there.catalog, there.catalog).check(progress, _ -> {}).clean())
                .isTrue();
    }

    @Test
    void oneOfTwoImagesWithOneIdIsStoredWhole() {
        Image image = picture("picture:1").build();
        byte[] others = bytes("picture:2");
        Image other = image.withBytes(others.length, ImageBuilder.checksum(others));

        ImportImages.Report report = importFrom(
                InMemoryArchive.of(
                        InMemoryArchive.picture(image, bytes("picture:1")), InMemoryArchive.picture(other, others)));

        assertThat(report.stored()).isEqualTo(1);
        assertThat(report.failed()).isEqualTo(1);
        assertThat(new CheckImagesService(there.store, there.catalog, there.catalog).check(progress, _ -> {}).clean())
                .isTrue();
    }

    @Test
    void imageThatDoesNotMatchItsMetadataIsRefused() {
        Image good = picture("picture:1").build();
        refused(InMemoryArchive.picture(good, bytes("picture:2")), "Its original is damaged: its SHA-256 is ");
        refused(entry("no picture", picture("no picture")), "not a picture");
        refused(entry("picture", picture("picture")), "cut short");
        refused(
                entry("picture:", picture("picture:").contentType(ContentType.JPEG)),
                "Its original is image/png of 4 × 3 pixels, not image/jpeg of 4 × 3");
        refused(
                entry("picture:", picture("picture:").dimensions(3, 4)),
                "Its original is image/png of 4 × 3 pixels, not image/png of 3 × 4");
        for (ImageBuilder implausible : List.of(
                picture("picture:").createdAt(now.plus(Duration.ofDays(2))),
                picture("picture:").createdAt("1969-12-31T23:59:59Z"),
                picture("picture:").version(Long.MAX_VALUE),
                picture("picture:").takenAt(Instant.MAX))) {
            refused(entry("picture:", implausible), "Its times or its version can't be those of a stored image");
        }

        assertThat(there.store.keys()).isEmpty();
        assertThat(there.catalog.unfinished(now.plus(GRACE), 10)).isEmpty();
    }

    private static Entry.Picture entry(String text, ImageBuilder builder) {
        return InMemoryArchive.picture(builder.build(), bytes(text));
    }

    private void refused(Entry.Picture picture, String detail) {
        notImported.clear();
        assertThat(importFrom(InMemoryArchive.of(picture)).failed()).isEqualTo(1);
        assertThat(notImported).hasSize(1);
        assertThat(notImported.getFirst()).startsWith("Image " + picture.image().id() + ": " + detail);
    }

    @Test
    void importRemovesPrivateMetadataAndCanBeRepeated() {
        Entry.Picture secret = entry("picture:1#secret", picture("picture:1#secret"));

        assertThat(importFrom(InMemoryArchive.of(secret))).isEqualTo(new ImportImages.Report(1, 9, 1, 0, 0, 0));
        Image stored = there.images().getFirst();
        assertThat(stored).isEqualTo(secret.image().withBytes(9, ImageBuilder.checksum(bytes("picture:1"))));
        assertThat(importFrom(InMemoryArchive.of(secret))).isEqualTo(new ImportImages.Report(0, 0, 0, 1, 0, 0));
        assertThat(new CheckImagesService(there.store, there.catalog, there.catalog).check(progress, _ -> {}).clean())
                .isTrue();
    }

    @Test
    void unusableEntriesAreReportedInOrder() {
        Entry.Picture first = entry("picture", picture("picture"));
        Entry.Picture last = entry("picture:", picture("picture:"));

        importFrom(InMemoryArchive.of(first, new Entry.Unusable("a link"), last));

        assertThat(notImported).containsExactly("Image " + first.image().id() + ": cut short", "a link");
        assertThat(there.images()).containsExactly(last.image());
    }

    @Test
    void importCanBeRepeatedAfterAnyFailureAndLeavesNothingUnreferenced() {
        Image image = here.put("picture:1");
        export(archive);
        for (int call = 0; call < 6; call++) {
            for (Faults.Kind kind : Faults.Kind.values()) {
                Place place = new Place();
                Faults faults = new Faults(Map.of(call, kind));

                importFrom(
                        archive,
                        faults.wrap(BlobStore.class, place.store),
                        faults.wrap(ImageCatalog.class, place.catalog));

                assertThat(new CheckImagesService(place.store, place.catalog, place.catalog).check(progress, _ -> {})
                        .clean())
                        .as("call %d %s", call, kind)
                        .isTrue();
                importFrom(archive, place.store, place.catalog);
                assertThat(place.images()).as("call %d %s", call, kind).containsExactly(image);

                Place given = new Place();
                Faults again = new Faults(Map.of(call, kind));
                importFrom(
                        archive,
                        again.wrap(BlobStore.class, given.store),
                        again.wrap(ImageCatalog.class, given.catalog));
                clock.advance(GRACE.plusSeconds(1));
                given.reconcile();
                assertThat(given.store.keys()).hasSameSizeAs(given.images());
            }
        }
    }

    @Test
    void deletingImagesAndDirectUploadsStay() {
        Image image = here.put("picture:1");
        export(archive);
        there.put("picture:1", picture("picture:1"));
        Image gone = there.images().getFirst();
        there.catalog.announce(
                new ImageState.AwaitingBytes(
                        image.id(),
                        now,
                        new DirectUpload(image.owner(), null, ImageDetails.NONE, ContentType.PNG, 9)));
        there.delete(gone);

        importFrom(InMemoryArchive.of(InMemoryArchive.picture(gone, bytes("picture:1"))));
        importFrom(archive);

        assertThat(notImported)
                .containsExactly(
                        "Image " + gone.id()
                                + ": It was deleted here, and its row is not gone yet: import it again in two hours",
                        "Image " + image.id() + ": An upload in progress has its id here");
        assertThat(there.store.keys()).isEmpty();
    }

    @Test
    void reconciliationDoesNotUndoARunningImport() {
        Image image = here.put("picture:1");
        export(archive);
        BlobStore reconciled = Overtaken.before(
                BlobStore.class,
                "put",
                there.store,
                _ -> there.reconcile());

        assertThat(importFrom(archive, reconciled, there.catalog).stored()).isEqualTo(1);

        assertThat(there.images()).containsExactly(image);
    }

    @Test
    void imageThatIsAbandonedWhileItIsStoredLeavesNothing() {
        Image image = here.put("picture:1");
        export(archive);
        ImageCatalog overtaken = Overtaken.before(ImageCatalog.class, "publish", there.catalog, _ -> {
            there.catalog.abandon(image.id());
            there.catalog.remove(image.id());
        });

        assertThat(importFrom(archive, there.store, overtaken).failed()).isEqualTo(1);

        assertThat(there.store.keys()).isEmpty();
        assertThat(importFrom(archive).stored()).isEqualTo(1);
    }

    @Test
    void unavailableStoreEndsTheImport() {
        here.put("picture:1");
        export(archive);
        there.store.setOutOfReach(true);

        assertThatThrownBy(() -> importFrom(archive)).isInstanceOf(StorageException.Unavailable.class);

        there.store.setOutOfReach(false);
        assertThat(importFrom(archive).stored()).isEqualTo(1);
        assertThat(there.store.keys())
                .containsExactly(ObjectKey.original(here.images().getFirst().id(), ContentType.PNG).value());
    }

    @Test
    void imagesInTheTrashAreInTheTrashOfTheOtherPlace() {
        Image kept = here.put("picture:kept");
        Image trashed = here.put("picture:trashed");
        Instant at = now.minusSeconds(60);
        here.catalog.put(trashed.id(), VersionCondition.ANY, at);
        InMemoryArchive archive = new InMemoryArchive();

        assertThat(export(archive).failed()).isZero();
        assertThat(archive.images()).containsExactly(kept, trashed);
        assertThat(importFrom(archive).failed()).isZero();

        assertThat(there.catalog.state(kept.id())).contains(new ImageState.Ready(kept));
        assertThat(there.catalog.state(trashed.id())).contains(new ImageState.Trashed(trashed, at));
        var report = new CheckImagesService(there.store, there.catalog, there.catalog).check(progress, _ -> {});
        assertThat(report.clean()).isTrue();
        assertThat(report.whole()).isEqualTo(2);
        assertThat(importFrom(archive).failed()).as("Imported again").isZero();
        assertThat(there.catalog.state(trashed.id())).contains(new ImageState.Trashed(trashed, at));
    }

    @Test
    void imageThatWasTrashedBeforeItWasStoredIsRefused() {
        Image image = picture("picture:kite").build();
        for (Instant trashedAt : List.of(image.createdAt().minusMillis(1), Instant.parse("-0001-01-01T00:00:00Z"),
                now.plus(Duration.ofDays(2)))) {
            InMemoryArchive archive = InMemoryArchive.of(new Archive.Entry.Picture(
                    new Archive.Archived(image, trashedAt), Content.of(bytes("picture:kite")), () -> {}));
            assertThat(importFrom(archive).failed()).as("%s", trashedAt).isEqualTo(1);
        }
        assertThat(there.images()).isEmpty();
    }
}
