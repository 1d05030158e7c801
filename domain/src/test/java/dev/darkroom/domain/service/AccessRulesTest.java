package dev.darkroom.domain.service;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.summary.TagPage;
import dev.darkroom.domain.port.in.access.Authenticate;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.library.ListTags;
import dev.darkroom.domain.port.in.library.ViewCalendar;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.StartUpload;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.security.TokenVerifier.Verification;
import dev.darkroom.domain.service.access.AuthenticateService;
import dev.darkroom.domain.testkit.fixture.Filters;
import dev.darkroom.domain.testkit.fixture.Pictures;
import dev.darkroom.domain.testkit.fixture.Services;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import dev.darkroom.domain.testkit.memory.InMemoryStorage;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The use cases enforce what an actor may see and change, without help from the routes. */
class AccessRulesTest {
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");
    private static final Actor AS_ALICE = new Actor.User(ALICE);
    private static final Actor AS_BOB = new Actor.User(BOB);
    private static final Actor AS_ADMIN = new Actor.Admin(new UserId("root"));
    private static final Actor AS_ANYONE = new Actor.Anyone();
    private static final String PICTURE = "picture:pixels";

    @TempDir
    Path spoolFolder;

    private final InMemoryStorage storage = new InMemoryStorage();
    private final InMemoryBlobStore store = storage.store;
    private final InMemoryImageCatalog catalog = storage.catalog;
    private final ListImages list = storage.services().listImages();
    private final DeleteImage delete = storage.services().deleteImage();

    private Services services() {
        return storage.services().withSpoolFolder(spoolFolder);
    }

    @Test
    void usersStorePicturesForThemselvesAndAdminsForEveryOwner() {
        assertThat(ownerOfUploaded(AS_ALICE, null)).isEqualTo(ALICE);
        assertThat(ownerOfUploaded(AS_ALICE, ALICE)).isEqualTo(ALICE);
        assertThat(ownerOfUploaded(AS_ADMIN, ALICE)).isEqualTo(ALICE);
        assertThat(ownerOfUploaded(AS_ANYONE, ALICE)).isEqualTo(ALICE);
        assertThat(ownerOfStarted(AS_ALICE, null)).isEqualTo(ALICE);
        assertThat(ownerOfStarted(AS_ADMIN, ALICE)).isEqualTo(ALICE);
    }

    @Test
    void pictureForAnotherOwnerIsRefusedAndStoresNothing() {
        assertThat(ownerOfUploaded(AS_BOB, ALICE)).isNull();
        assertThat(ownerOfUploaded(AS_ANYONE, null)).isNull();
        assertThat(ownerOfStarted(AS_BOB, ALICE)).isNull();
        assertThat(ownerOfStarted(AS_ANYONE, null)).isNull();

        assertThat(store.keys()).isEmpty();
        assertThat(page(AS_ADMIN, null, null)).isEmpty();
    }

    @Test
    void privatePictureIsVisibleToItsOwnerAndAdmins() {
        Image hidden = stored(ALICE, Visibility.PRIVATE);
        Image shown = stored(ALICE, Visibility.PUBLIC);

        for (Actor actor : List.of(AS_ALICE, AS_ADMIN, AS_ANYONE)) {
            assertThat(isSeen(actor, hidden)).isTrue();
            assertThat(isSeen(actor, shown)).isTrue();
        }
        assertThat(isSeen(AS_BOB, hidden)).isFalse();
        assertThat(isSeen(AS_BOB, shown)).isTrue();
    }

    /** A client can know an id before its image is published: a direct upload returns it. */
    @Test
    void pictureThatIsPublishedDuringADeletionByAnotherUserStays() {
        Image image = image().owner(ALICE.value()).build();
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        ImageCatalog publishing = (ImageCatalog) Proxy.newProxyInstance(
                ImageCatalog.class.getClassLoader(), new Class<?>[]{ImageCatalog.class}, (_, method, arguments) -> {
                    Object result = method.invoke(catalog, arguments);
                    if (method.getName().equals("find")) {
                        catalog.publish(image);
                    }
                    return result;
                });

        assertThat(storage.services()
                .withStorage(store, publishing, storage.keys)
                .deleteImage()
                .delete(new DeleteImage.Command(AS_BOB, image.id(), null)))
                .isEqualTo(new DeleteImage.Result.NotFound());
        assertThat(catalog.find(image.id())).contains(image);
    }

    @Test
    void onlyTheOwnerAndAdminsDeleteAPicture() {
        for (Visibility visibility : Visibility.values()) {
            for (Actor actor : List.of(AS_ALICE, AS_ADMIN, AS_ANYONE)) {
                Image image = stored(ALICE, visibility);

                assertThat(delete.delete(new DeleteImage.Command(AS_BOB, image.id(), null)))
                        .isEqualTo(new DeleteImage.Result.NotFound());
                // A user who may not see the image learns nothing about its version.
                assertThat(delete.delete(new DeleteImage.Command(AS_BOB, image.id(), 77L)))
                        .isEqualTo(new DeleteImage.Result.NotFound());
                assertThat(store.keys()).contains(image.originalKey().toString());

                assertThat(delete.delete(new DeleteImage.Command(actor, image.id(), null)))
                        .isEqualTo(new DeleteImage.Result.Deleted());
            }
        }
    }

    @Test
    void onlyTheOwnerAndAdminsCompleteADirectUpload() {
        CompleteUpload complete = services().completeUpload();
        for (Actor actor : List.of(AS_ALICE, AS_ADMIN, AS_ANYONE)) {
            ImageId id = arrived();

            assertThat(complete.complete(AS_BOB, id)).isEqualTo(new CompleteUpload.Result.NotFound());
            assertThat(complete.complete(actor, id)).isInstanceOf(CompleteUpload.Result.Completed.class);
            // It is a public image now. Other users have no upload to complete.
            assertThat(complete.complete(AS_BOB, id)).isEqualTo(new CompleteUpload.Result.NotFound());
            assertThat(complete.complete(actor, id)).isInstanceOf(CompleteUpload.Result.Completed.class);
        }
    }

    @Test
    void onlyTheOwnerAndAdminsCancelADirectUpload() {
        CancelUpload cancel = services().cancelUpload();
        for (Actor actor : List.of(AS_ALICE, AS_ADMIN, AS_ANYONE)) {
            ImageId id = arrived();

            assertThat(cancel.cancel(AS_BOB, id)).isEqualTo(new CancelUpload.Result.NotFound());
            assertThat(store.keys()).contains(ObjectKey.upload(id).toString());
            assertThat(cancel.cancel(actor, id)).isEqualTo(new CancelUpload.Result.Cancelled());
        }
    }

    @Test
    void listsShowWhatTheActorMaySee() {
        Image hers = stored(ALICE, Visibility.PRIVATE);
        Image hersShown = stored(ALICE, Visibility.PUBLIC);
        Image his = stored(BOB, Visibility.PRIVATE);
        Image hisShown = stored(BOB, Visibility.PUBLIC);

        assertThat(page(AS_ALICE, null, null)).containsExactlyInAnyOrder(hers, hersShown);
        assertThat(page(AS_ALICE, null, Visibility.PRIVATE)).containsExactly(hers);
        assertThat(page(AS_ALICE, null, Visibility.PUBLIC)).containsExactlyInAnyOrder(hersShown, hisShown);
        assertThat(page(AS_ALICE, BOB, null)).containsExactly(hisShown);
        assertThat(page(AS_ALICE, BOB, Visibility.PRIVATE)).isEmpty();
        for (Actor actor : List.of(AS_ADMIN, AS_ANYONE)) {
            assertThat(page(actor, null, null)).containsExactlyInAnyOrder(hers, hersShown, his, hisShown);
            assertThat(page(actor, BOB, Visibility.PRIVATE)).containsExactly(his);
        }
    }

    @Test
    void cursorOfOneUserIsInvalidForAnother() {
        stored(ALICE, Visibility.PRIVATE);
        stored(ALICE, Visibility.PRIVATE);
        stored(BOB, Visibility.PRIVATE);
        stored(BOB, Visibility.PRIVATE);
        ListImages.Result.Page first = (ListImages.Result.Page) list(AS_ALICE, null, null, 1, null);

        assertThat(first.nextCursor()).isNotNull();
        assertThat(list(AS_ALICE, null, null, 1, first.nextCursor())).isInstanceOf(ListImages.Result.Page.class);
        assertThat(list(AS_BOB, null, null, 1, first.nextCursor())).isEqualTo(new ListImages.Result.InvalidCursor());
        assertThat(list(AS_BOB, ALICE, null, 1, first.nextCursor())).isEqualTo(new ListImages.Result.InvalidCursor());
    }

    @Test
    void subjectOfATokenBecomesAUserOrAnAdmin() {
        assertThat(signIn(new Verification.Valid("alice", Set.of("editor"))))
                .isEqualTo(new Authenticate.Result.Authenticated(AS_ALICE));
        assertThat(signIn(new Verification.Valid("root", Set.of("editor", "admin"))))
                .isEqualTo(new Authenticate.Result.Authenticated(AS_ADMIN));
        assertThat(signIn(new Verification.Valid("a b", Set.of("admin"))))
                .isInstanceOf(Authenticate.Result.Refused.class);
        assertThat(signIn(new Verification.Invalid("The token has expired")))
                .isEqualTo(new Authenticate.Result.Refused("The token has expired"));
    }

    private static Authenticate.Result signIn(Verification verification) {
        return new AuthenticateService(_ -> verification).authenticate("token");
    }

    private static ImageDetails details(Visibility visibility) {
        return new ImageDetails(null, null, Tags.of(List.of()), visibility);
    }

    /** Null when it is not allowed. */
    private @Nullable UserId ownerOfUploaded(Actor actor, @Nullable UserId asked) {
        UploadImage upload = services().uploadImage();
        return switch (upload.upload(new UploadImage.Command(actor, asked, null, details(Visibility.PRIVATE),
                Pictures.content(PICTURE)))) {
            case UploadImage.Result.Uploaded(Image image) -> image.owner();
            case UploadImage.Result.NotAllowed() -> null;
            case UploadImage.Result other -> throw new AssertionError(other);
        };
    }

    /** Null when it is not allowed. */
    private @Nullable UserId ownerOfStarted(Actor actor, @Nullable UserId asked) {
        return switch (start(actor, asked)) {
            case StartUpload.Result.Started started -> started.owner();
            case StartUpload.Result.NotAllowed() -> null;
            case StartUpload.Result other -> throw new AssertionError(other);
        };
    }

    private StartUpload.Result start(Actor actor, @Nullable UserId asked) {
        return services().startUpload()
                .start(new StartUpload.Command(actor, asked, null, details(Visibility.PUBLIC), ContentType.PNG,
                        PICTURE.length()));
    }

    /** A direct upload of alice whose bytes are there. */
    private ImageId arrived() {
        ImageId id = ((StartUpload.Result.Started) start(AS_ALICE, null)).id();
        store.put(ObjectKey.upload(id), Pictures.content(PICTURE), ContentType.PNG, checksum());
        return id;
    }

    private static Checksum checksum() {
        return Checksum.of(Checksum.newDigest().digest(PICTURE.getBytes(StandardCharsets.UTF_8)));
    }

    private Image stored(UserId owner, Visibility visibility) {
        byte[] bytes = {1};
        Image image = image().owner(owner.value()).visibility(visibility).build();
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        store.put(image.originalKey(), Content.of(bytes), image.contentType(),
                Checksum.of(Checksum.newDigest().digest(bytes)));
        catalog.publish(image);
        return image;
    }

    private boolean isSeen(Actor actor, Image image) {
        ViewImage view = services().viewImage();
        return switch (view.view(new ViewImage.Query(actor, image.id(),
                new ViewImage.Address.Fresh(Duration.ofMinutes(5), null), null))) {
            case ViewImage.Result.Found found -> found.image().equals(image);
            case ViewImage.Result.NotFound() -> false;
            case ViewImage.Result other -> throw new AssertionError(other);
        };
    }

    @Test
    void privatePictureOfAnotherUserIsInNoSearchAndNoCount() {
        Image image = image().owner("alice").title("Heron").tags("heron").build();
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        catalog.publish(image);

        for (UserId owner : new @Nullable UserId[]{null, ALICE, BOB}) {
            for (Visibility visibility : new @Nullable Visibility[]{null, Visibility.PRIVATE, Visibility.PUBLIC}) {
                assertThat(found(AS_BOB, owner, visibility)).isEmpty();
                assertThat(counted(AS_BOB, owner, visibility)).isZero();
                assertThat(tags(AS_BOB, owner, visibility)).isEmpty();
            }
        }
        for (Actor actor : List.of(AS_ALICE, AS_ADMIN, AS_ANYONE)) {
            assertThat(found(actor, null, null)).containsExactly(image);
            assertThat(counted(actor, null, null)).isEqualTo(1);
            assertThat(tags(actor, null, null)).containsExactly(new TagPage.TagCount(new Tag("heron"), 1));
        }
    }

    private List<Image> found(Actor actor, @Nullable UserId owner, @Nullable Visibility visibility) {
        return ((ListImages.Result.Page) list.list(new ListImages.Query(
                actor, Filters.of(owner, null, null, visibility, null, null), Words.of("heron"), SortKey.TAKEN_AT,
                SortOrder.NEWEST_FIRST, 100, null))).images();
    }

    private long counted(Actor actor, @Nullable UserId owner, @Nullable Visibility visibility) {
        return ((ViewCalendar.Result.Counted) storage.services().viewCalendar().view(new ViewCalendar.Query(
                actor, Filters.of(owner, null, null, visibility, null, null)))).calendar().total();
    }

    private List<TagPage.TagCount> tags(Actor actor, @Nullable UserId owner, @Nullable Visibility visibility) {
        return ((ListTags.Result.Page) storage.services().listTags().list(
                new ListTags.Query(actor, owner, visibility, "", 100, null))).tags();
    }

    private List<Image> page(Actor actor, @Nullable UserId owner, @Nullable Visibility visibility) {
        return ((ListImages.Result.Page) list(actor, owner, visibility, 100, null)).images();
    }

    private ListImages.Result list(
            Actor actor, @Nullable UserId owner, @Nullable Visibility visibility, int limit, @Nullable String cursor) {
        return list.list(new ListImages.Query(actor, Filters.of(owner, null, null, visibility, null, null),
                SortOrder.NEWEST_FIRST, limit, cursor));
    }
}
