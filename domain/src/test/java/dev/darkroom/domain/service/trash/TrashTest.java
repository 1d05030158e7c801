package dev.darkroom.domain.service.trash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.DeleteImage.Result;
import dev.darkroom.domain.port.in.library.DeleteImages;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.trash.ViewTrash;
import dev.darkroom.domain.port.in.trash.ViewTrash.TrashedImage;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.testkit.fixture.Pictures;
import dev.darkroom.domain.testkit.fixture.Services;
import dev.darkroom.domain.testkit.memory.InMemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrashTest {
    private static final Retention WEEK = new Retention(7);
    private static final Actor ALICE = new Actor.User(new UserId("alice"));
    private static final Actor BOB = new Actor.User(new UserId("bob"));
    private static final Actor ADMIN = new Actor.Admin(new UserId("root"));

    private final InMemoryStorage storage = new InMemoryStorage();

    private Services services() {
        return storage.services().withRetention(WEEK);
    }

    private Image upload(String text, String... tags) {
        ImageDetails details = new ImageDetails(text, null, Tags.of(List.of(tags)), Visibility.PUBLIC);
        return ((UploadImage.Result.Uploaded) services().uploadImage().upload(new UploadImage.Command(
                ALICE, null, null, details, Pictures.content("picture:" + text)))).image();
    }

    private Result delete(Actor actor, Image image, boolean isPermanent) {
        return services().deleteImage().delete(new DeleteImage.Command(actor, image.id(), null, isPermanent));
    }

    private ListImages.Query query(Actor actor, ImageFilter filter, int limit, @Nullable String cursor) {
        return new ListImages.Query(actor, filter, null, SortKey.CREATED_AT, SortOrder.NEWEST_FIRST, limit, cursor);
    }

    private List<Image> trash(Actor actor, ImageFilter filter) {
        ViewTrash.Result.Page page =
                (ViewTrash.Result.Page) services().viewTrash().list(query(actor, filter, 100, null));
        assertThat(page.nextCursor()).isNull();
        return page.images().stream().map(TrashedImage::image).toList();
    }

    private Reconcile.Report reconcile(Retention retention) {
        return storage.services().withRetention(retention).reconcile()
                .reconcile(new Reconcile.Command(Duration.ofHours(1)));
    }

    @Test
    void deletionMovesAnImageToTheTrashAndKeepsItsObjects() {
        Image image = upload("kite");
        Set<String> objects = Set.copyOf(storage.store.keys());
        Instant at = storage.clock.instant().truncatedTo(ChronoUnit.MILLIS);

        assertThat(delete(ALICE, image, false)).isEqualTo(new Result.Trashed());
        assertThat(delete(ALICE, image, false)).as("Repeated").isEqualTo(new Result.NotFound());

        assertThat(storage.store.keys()).isEqualTo(objects);
        assertThat(storage.catalog.find(image.id())).isEmpty();
        assertThat(services().viewTrash().find(ALICE, image.id()))
                .contains(new TrashedImage(image, at, at.plus(Duration.ofDays(7))));
        assertThat(trash(ALICE, ImageFilter.ALL)).containsExactly(image);
    }

    @Test
    void onlyTheOwnerAndAdminsSeeAndRestoreWhatIsInTheTrash() {
        Image image = upload("kite");
        delete(ALICE, image, false);

        assertThat(services().viewTrash().find(BOB, image.id())).isEmpty();
        assertThat(trash(BOB, ImageFilter.ALL)).isEmpty();
        assertThat(trash(BOB, ImageFilter.ALL.withOwner(image.owner()))).isEmpty();
        assertThat(trash(BOB, ImageFilter.ALL.withVisibility(Visibility.PUBLIC))).isEmpty();
        assertThat(services().restoreImage().restore(BOB, image.id())).isEmpty();
        assertThat(delete(BOB, image, true)).isEqualTo(new Result.NotFound());
        assertThat(storage.catalog.state(image.id()).orElseThrow()).isInstanceOf(ImageState.Trashed.class);

        assertThat(services().viewTrash().find(ADMIN, image.id())).isPresent();
        assertThat(trash(ADMIN, ImageFilter.ALL)).containsExactly(image);
        assertThat(services().restoreImage().restore(ADMIN, image.id())).contains(image);
        assertThat(services().restoreImage().restore(ALICE, image.id())).as("Repeated").contains(image);
        assertThat(storage.catalog.find(image.id())).contains(image);
        assertThat(trash(ADMIN, ImageFilter.ALL)).isEmpty();
    }

    @Test
    void permanentDeletionRemovesReadyAndTrashedImages() {
        Image ready = upload("kite");
        Image trashed = upload("sea");
        delete(ALICE, trashed, false);

        assertThat(delete(ALICE, ready, true)).isEqualTo(new Result.Deleted());
        assertThat(delete(ALICE, trashed, true)).isEqualTo(new Result.Deleted());

        assertThat(storage.store.keys()).isEmpty();
        assertThat(delete(ALICE, trashed, true)).isEqualTo(new Result.NotFound());
        assertThat(services().restoreImage().restore(ALICE, trashed.id())).isEmpty();
    }

    @Test
    void versionIsCheckedBeforeAnImageIsMovedOrDiscarded() {
        Image image = upload("kite");
        assertThat(services().deleteImage().delete(new DeleteImage.Command(ALICE, image.id(), 2L, false)))
                .isEqualTo(new Result.VersionMismatch());
        assertThat(services().deleteImage().delete(new DeleteImage.Command(ALICE, image.id(), 1L, false)))
                .isEqualTo(new Result.Trashed());
        assertThat(services().deleteImage().delete(new DeleteImage.Command(ALICE, image.id(), 2L, true)))
                .isEqualTo(new Result.VersionMismatch());
        assertThat(services().deleteImage().delete(new DeleteImage.Command(ALICE, image.id(), 1L, true)))
                .isEqualTo(new Result.Deleted());
    }

    @Test
    void severalImagesAreMovedOrRemovedAtOnce() {
        Set<ImageId> ids = Set.of(upload("a").id(), upload("b").id());
        assertThat(services().deleteImages().delete(new DeleteImages.Command(ALICE, ids))).isEqualTo(ids);
        assertThat(trash(ALICE, ImageFilter.ALL)).hasSize(2);
        assertThat(services().deleteImages().delete(new DeleteImages.Command(ALICE, ids))).isEmpty();
        assertThat(services().deleteImages().delete(new DeleteImages.Command(BOB, ids, true))).isEmpty();
        assertThat(services().deleteImages().delete(new DeleteImages.Command(ALICE, ids, true))).isEqualTo(ids);
        assertThat(storage.store.keys()).isEmpty();
    }

    @Test
    void trashIsEmptiedADayAfterTheTimeThatIsTold() {
        Image image = upload("kite");
        delete(ALICE, image, false);

        storage.clock.advance(Duration.ofDays(8).minusMillis(1));
        assertThat(reconcile(WEEK)).isEqualTo(new Reconcile.Report(0, 0, 0, 0));
        assertThat(services().viewTrash().find(ALICE, image.id())).isPresent();
        storage.clock.advance(Duration.ofMillis(1));
        assertThat(reconcile(WEEK)).isEqualTo(new Reconcile.Report(0, 0, 1, 0));

        assertThat(storage.store.keys()).isEmpty();
        assertThat(services().restoreImage().restore(ALICE, image.id())).isEmpty();
        storage.clock.advance(Duration.ofHours(2));
        assertThat(reconcile(WEEK)).isEqualTo(new Reconcile.Report(0, 1, 0, 0));
        assertThat(storage.catalog.state(image.id())).isEmpty();
    }

    @Test
    void imageThatIsTrashedAgainStaysForTheWholeTime() {
        Image image = upload("kite");
        delete(ALICE, image, false);
        storage.clock.advance(Duration.ofDays(7));
        services().restoreImage().restore(ALICE, image.id());
        delete(ALICE, image, false);
        storage.clock.advance(Duration.ofDays(7));

        assertThat(reconcile(WEEK)).isEqualTo(new Reconcile.Report(0, 0, 0, 0));
        assertThat(services().restoreImage().restore(ALICE, image.id())).contains(image);
    }

    @Test
    void allThatIsDueIsRemovedInBatches() {
        for (int i = 0; i < 250; i++) {
            delete(ALICE, upload("picture " + i), false);
        }
        storage.clock.advance(Duration.ofDays(9));
        assertThat(reconcile(Retention.NONE)).as("A process that does not know the trash")
                .isEqualTo(new Reconcile.Report(0, 0, 0, 0));
        assertThat(reconcile(WEEK)).isEqualTo(new Reconcile.Report(0, 0, 250, 0));
        assertThat(storage.store.keys()).isEmpty();
    }

    @Test
    void filtersWordsAndPagesApplyToTheTrash() {
        List<Image> kites = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Image image = upload(i % 3 == 0 ? "kite " + i : "sea " + i, i % 2 == 0 ? "even" : "odd");
            if (i % 3 == 0) {
                kites.addFirst(image);
            }
            storage.clock.advance(Duration.ofSeconds(1));
            delete(ALICE, image, false);
        }
        assertThat(trash(ALICE, ImageFilter.ALL.withTags(List.of(new Tag("odd"))))).hasSize(15);
        List<Image> found = new ArrayList<>();
        String cursor = null;
        do {
            ViewTrash.Result.Page page = (ViewTrash.Result.Page) services().viewTrash().list(new ListImages.Query(
                    ALICE, ImageFilter.ALL, Words.of("kite"), SortKey.CREATED_AT, SortOrder.NEWEST_FIRST, 3, cursor));
            assertThat(page.images()).hasSizeLessThanOrEqualTo(3);
            page.images().forEach(trashed -> found.add(trashed.image()));
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(found).isEqualTo(kites);
    }

    @Test
    void cursorBelongsToItsList() {
        for (int i = 0; i < 3; i++) {
            delete(ALICE, upload("picture " + i), false);
        }
        ViewTrash.Result.Page page =
                (ViewTrash.Result.Page) services().viewTrash().list(query(ALICE, ImageFilter.ALL, 1, null));
        String cursor = page.nextCursor();
        assertThat(services().viewTrash().list(query(ALICE, ImageFilter.ALL, 1, cursor)))
                .isInstanceOf(ViewTrash.Result.Page.class);
        assertThat(services().viewTrash().list(query(ADMIN, ImageFilter.ALL, 1, cursor)))
                .isEqualTo(new ViewTrash.Result.InvalidCursor());
        assertThat(services().listImages().list(query(ALICE, ImageFilter.ALL, 1, cursor)))
                .isEqualTo(new ListImages.Result.InvalidCursor());
    }

    @Test
    void pageThatFindsLittleEndsAndContinues() {
        for (int i = 0; i < 1_100; i++) {
            Image image = upload("picture " + i, i == 0 ? "first" : "other");
            storage.clock.advance(Duration.ofMillis(1));
            delete(ALICE, image, false);
        }
        ImageFilter filter = ImageFilter.ALL.withTags(List.of(new Tag("first")));
        ViewTrash.Result.Page empty =
                (ViewTrash.Result.Page) services().viewTrash().list(query(ALICE, filter, 1, null));
        assertThat(empty.images()).isEmpty();
        ViewTrash.Result.Page last = (ViewTrash.Result.Page) services().viewTrash()
                .list(query(ALICE, filter, 1, empty.nextCursor()));
        assertThat(last.images()).hasSize(1);
        assertThat(last.nextCursor()).isNull();
    }
}
