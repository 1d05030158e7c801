package dev.darkroom.domain.testkit.contract;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.darkroom.domain.model.ContentCredentials;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Abandonment;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Announcement;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Revision;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Withdrawal;
import dev.darkroom.domain.testkit.fixture.Filters;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** What every {@link dev.darkroom.domain.port.out.catalog.ImageCatalog} does; what it counts is in {@link QuotaContract}. */
public interface ImageCatalogContract extends QuotaContract, ResumableUploadContract {
    Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    /** When images of {@link #NOON} are deleted. */
    Instant LATER = NOON.plusSeconds(3_600);

    /** Passes when the assertion holds, for catalogs whose lists follow with a delay: soon. */
    default void eventually(Runnable assertion) {
        assertion.run();
    }

    /**
     * Whether a list of no single owner shows an image all the time while its visibility changes: not so for catalogs that
     * read the public and the private ones one after the other.
     */
    default boolean visibilityChangesInOneStep() {
        return true;
    }

    /** How many images the random walks are over: less for a store that answers slowly. */
    default int manyImages() {
        return 300;
    }

    // Helpers

    private Image ready(ImageBuilder builder) {
        Image image = builder.build();
        testee().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(testee().publish(image)).isEqualTo(Publication.PUBLISHED);
        return image;
    }

    private ImageState.Pending pending(Instant since) {
        ImageState.Pending pending =
                new ImageState.Uploading(image().createdAt(since).build().id(), since);
        testee().announce(pending);
        return pending;
    }

    private List<Image> walk(ImageFilter filter, SortOrder order, int limit) {
        List<Image> images = new ArrayList<>();
        Position after = null;
        do {
            ImagePage page = testee().list(new PageRequest(filter, order, after, limit));
            assertThat(page.images()).hasSizeLessThanOrEqualTo(limit);
            images.addAll(page.images());
            assertThat(page.next()).as("A walk moves on").isNotEqualTo(after == null ? new Object() : after);
            after = page.next();
        } while (after != null);
        return images;
    }

    private List<Image> all() {
        return walk(ImageFilter.ALL, SortOrder.NEWEST_FIRST, 100);
    }

    private void listShows(ImageFilter filter, Image... newestFirst) {
        List<Image> expected = List.of(newestFirst);
        eventually(() -> {
            assertThat(walk(filter, SortOrder.NEWEST_FIRST, 100)).containsExactlyElementsOf(expected);
            assertThat(walk(filter, SortOrder.OLDEST_FIRST, 100)).containsExactlyElementsOf(expected.reversed());
        });
    }

    private static ImageFilter filter(
            @Nullable String owner,
            @Nullable String tag,
            @Nullable ContentType contentType,
            @Nullable Visibility visibility,
            @Nullable Instant from,
            @Nullable Instant before) {
        return Filters.of(
                owner == null ? null : new UserId(owner),
                tag == null ? null : new Tag(tag),
                contentType,
                visibility,
                from,
                before);
    }

    private static <T> List<T> inParallel(int times, ThrowingSupplier<T> call) throws Exception {
        return AtOnce.all(IntStream.range(0, times)
                .<Callable<T>>mapToObj(_ -> () -> {
                    try {
                        return call.get();
                    } catch (Exception e) {
                        throw e;
                    } catch (Throwable e) {
                        throw new AssertionError(e);
                    }
                })
                .toList());
    }

    // From pending to ready

    @Test
    default void pendingImageIsShownByNothingButItsState() {
        ImageState.Pending pending = pending(NOON);

        assertThat(testee().state(pending.id())).contains(pending);
        assertThat(testee().find(pending.id())).isEmpty();
        assertThat(all()).isEmpty();
    }

    @Test
    default void everyFieldOfADirectUploadComesBackAsItWasAnnounced() {
        String[] tags = IntStream.range(0, 30)
                .mapToObj(i -> "%02d#'\"\\%%_ 凧🪁".formatted(i) + "x".repeat(36))
                .toArray(String[]::new);
        DirectUpload full = new DirectUpload(
                new UserId("auth0|A.b_c:d@e-" + "x".repeat(112)),
                new Filename("my \"kite\"; 凧 🪁'.jpg"),
                new ImageDetails(
                        "t".repeat(199) + "🪁", "line\nline\t" + "d".repeat(2_190), Tags.of(List.of(tags)),
                        Visibility.PUBLIC),
                ContentType.AVIF,
                5_368_709_120L);
        DirectUpload bare = new DirectUpload(new UserId("a"), null, ImageDetails.NONE, ContentType.JPEG, 1);

        for (DirectUpload upload : List.of(full, bare)) {
            ImageState.Pending pending = new ImageState.AwaitingBytes(image().build().id(), NOON, upload);
            testee().announce(pending);
            assertThat(testee().state(pending.id())).contains(pending);
        }
    }

    @Test
    default void directUploadBecomesReadyOrIsAbandonedAsAnyOther() {
        DirectUpload upload = new DirectUpload(
                new UserId("alice"), new Filename("kite.jpg"), ImageDetails.NONE, ContentType.JPEG, 7);
        Image image = image().tags("sea").build();
        testee().announce(new ImageState.AwaitingBytes(image.id(), NOON.plus(Duration.ofDays(1)), upload));
        ImageId abandoned = image().build().id();
        testee().announce(new ImageState.AwaitingBytes(abandoned, NOON.plus(Duration.ofDays(1)), upload));
        eventually(() -> assertThat(testee().unfinished(NOON.plus(Duration.ofDays(1)), 100)).isEmpty());
        eventually(() -> assertThat(testee().unfinished(NOON.plus(Duration.ofDays(1)).plusMillis(1), 100))
                .containsExactlyInAnyOrder(image.id(), abandoned));

        assertThat(testee().publish(image)).isEqualTo(Publication.PUBLISHED);
        assertThat(testee().abandon(abandoned)).isEqualTo(Abandonment.ABANDONED);

        assertThat(testee().state(image.id())).contains(new ImageState.Ready(image));
        assertThat(testee().state(abandoned))
                .contains(new ImageState.Deleting(abandoned, NOON.plus(Duration.ofDays(1))));
        listShows(ImageFilter.ALL, image);
        eventually(() -> assertThat(testee().unfinished(NOON.plus(Duration.ofDays(1)).plusMillis(1), 100))
                .containsExactly(abandoned));
        testee().remove(abandoned);
        assertThat(testee().state(abandoned)).isEmpty();
    }

    @Test
    default void announcingAgainChangesNothing() {
        ImageState.Pending pending = pending(NOON);

        testee().announce(pending);

        assertThat(testee().state(pending.id())).contains(pending);
    }

    @Test
    default void announcingAnIdOfALaterStateIsRefused() {
        Image ready = ready(image());
        Image deleting = ready(image());
        testee().withdraw(deleting.id(), VersionCondition.ANY, LATER);

        for (Image image : List.of(ready, deleting)) {
            ImageState before = testee().state(image.id()).orElseThrow();
            assertThat(testee().announce(new ImageState.Uploading(image.id(), image.createdAt())))
                    .isEqualTo(new Announcement.IdInUse());
            assertThat(testee().state(image.id())).contains(before);
        }
    }

    @Test
    default void publishedImageIsReadableByIdAtOnce() {
        Image image = ready(image());

        assertThat(testee().find(image.id())).contains(image);
        assertThat(testee().state(image.id())).contains(new ImageState.Ready(image));
    }

    @Test
    default void publishedImageIsListed() {
        Image image = ready(image());

        listShows(ImageFilter.ALL, image);
    }

    @Test
    default void everyFieldComesBackAsItWasPublished() {
        String[] tags = IntStream.range(0, 30)
                .mapToObj(i -> "%02d#'\"\\%%_ 凧🪁".formatted(i) + "x".repeat(36))
                .toArray(String[]::new);
        Image full = ready(image().owner("auth0|A.b_c:d@e-" + "x".repeat(112))
                .filename("my \"kite\"; 凧 🪁'.jpg")
                .contentType(ContentType.AVIF)
                .title("t".repeat(199) + "🪁")
                .description("line\nline\t" + "d".repeat(2_190))
                .tags(tags)
                .visibility(Visibility.PUBLIC)
                .takenAt(Instant.parse("1999-12-31T23:59:59.999Z"))
                .placeholder("3OcRJYB4d3h/iIeHeEh3eIhw+j2w")
                .receivedSha256(ImageBuilder.checksum(new byte[]{7}))
                .contentCredentials(ContentCredentials.REMOVED)
                .version(7));
        Image bare = ready(image());

        assertThat(testee().find(full.id())).contains(full);
        assertThat(testee().find(bare.id())).contains(bare);
        listShows(ImageFilter.ALL, bare, full);
    }

    @Test
    default void publishingAgainAfterALostAnswerIsPublished() {
        Image image = ready(image().tags("sea", "kite"));

        assertThat(testee().publish(image)).isEqualTo(Publication.PUBLISHED);

        listShows(ImageFilter.ALL, image);
        listShows(filter(null, "sea", null, null, null, null), image);
    }

    @Test
    default void publishingAnotherImageUnderAReadyIdChangesNothing() {
        Image ready = ready(image().tags("sea").sizeBytes(10));
        Image bobs = withId(ready.id(), image().owner("bob").tags("kite").sizeBytes(90).build());
        Image otherBytes = ready.withBytes(11, ImageBuilder.checksum(new byte[]{1}));
        Image laterVersion = ready.edited(details("Never stored", Visibility.PUBLIC, "kite"), NOON);

        for (Image other : List.of(bobs, otherBytes, laterVersion)) {
            assertThat(testee().publish(other)).isEqualTo(Publication.ID_IN_USE);
            assertThat(testee().find(ready.id())).contains(ready);
        }
        listShows(ImageFilter.ALL, ready);
        listShows(filter(null, "sea", null, null, null, null), ready);
        listShows(filter(null, "kite", null, null, null, null));
        listShows(filter("bob", null, null, null, null, null));
        assertThat(testee().announce(
                new ImageState.Uploading(image().build().id(), NOON).claiming(new QuotaReservation(ALICE, 91)),
                HUNDRED))
                .isEqualTo(new Reservation.QuotaExceeded(10));
    }

    /** An image that is the same but for its id. */
    static Image withId(ImageId id, Image any) {
        return new Image(id, any.owner(), any.filename(), any.contentType(), any.sizeBytes(), any.dimensions(),
                any.sha256(), any.receivedSha256(), any.details(), any.takenAt(), any.contentCredentials(),
                any.placeholder(), any.createdAt(), any.updatedAt(),
                any.version());
    }

    @Test
    default void imagesAreFoundByTheBytesThatTheirOwnersSent() {
        Checksum bytes = ImageBuilder.checksum(new byte[]{1});
        Checksum others = ImageBuilder.checksum(new byte[]{2});
        UserId alice = new UserId("alice");
        Image second = ready(image().receivedSha256(bytes).createdAt(NOON.plusMillis(1)));
        Image first = ready(image().receivedSha256(bytes).createdAt(NOON));
        Image bobs = ready(image().owner("bob").receivedSha256(others));
        ready(image());
        ImageId pending = pending(NOON).id();

        assertThat(testee().findReceived(alice, bytes)).contains(first);
        assertThat(testee().findReceived(alice, others)).isEmpty();
        assertThat(testee().findReceived(new UserId("bob"), others)).contains(bobs);
        assertThat(testee().findReceived(new UserId("bob"), bytes)).isEmpty();
        assertThat(testee().findReceived(alice, first.sha256())).as("Without a checksum of the bytes sent").isEmpty();

        Image next = first.edited(ImageDetails.NONE, LATER);
        assertThat(testee().revise(first, next)).isEqualTo(Revision.REVISED);
        assertThat(testee().findReceived(alice, bytes)).contains(next);
        testee().withdraw(first.id(), VersionCondition.ANY, LATER);
        assertThat(testee().findReceived(alice, bytes)).contains(second);
        testee().remove(first.id());
        testee().withdraw(second.id(), VersionCondition.ANY, LATER);
        assertThat(testee().findReceived(alice, bytes)).isEmpty();
        testee().abandon(pending);
    }

    @Test
    default void timesComeBackToTheMillisecondAndThatOfTheCameraExactly() {
        for (String takenAt : List.of("1999-12-31T23:59:59.123456789Z", "1900-01-01T00:00:00.001Z",
                "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z")) {
            Instant created = Instant.parse("2026-12-31T23:59:59.998Z");
            Image image = image().createdAt(created).takenAt(Instant.parse(takenAt)).build();
            ImageState.Pending pending = new ImageState.Uploading(image.id(), created.plusMillis(1));
            testee().announce(pending);
            assertThat(testee().state(image.id())).contains(pending);

            testee().publish(image);
            assertThat(testee().find(image.id())).contains(image);
            listShows(ImageFilter.ALL, image);

            Image edited = image.edited(ImageDetails.NONE, created.plusMillis(3));
            assertThat(testee().revise(image, edited)).isEqualTo(Revision.REVISED);
            assertThat(testee().find(image.id())).contains(edited);
            listShows(ImageFilter.ALL, edited);

            testee().withdraw(image.id(), VersionCondition.ANY, created.plusMillis(5));
            assertThat(testee().state(image.id()))
                    .contains(new ImageState.Deleting(image.id(), created.plusMillis(5)));
        }
    }

    // Several instances

    /**
     * Another instance on the same rows, as another process would have it. The testee itself for a catalog that only one
     * process can open.
     */
    default ImageCatalog another() {
        return testee();
    }

    @Test
    default void instancesSeeEachOthersChangesAtOnce() {
        ImageCatalog other = another();
        Image image = image().tags("sea").sizeBytes(60).build();
        testee().announce(new ImageState.Uploading(image.id(), NOON).claiming(new QuotaReservation(ALICE, 60)),
                HUNDRED);
        assertThat(other.announce(
                new ImageState.Uploading(image().build().id(), NOON).claiming(new QuotaReservation(ALICE, 41)),
                HUNDRED))
                .isEqualTo(new Reservation.QuotaExceeded(60));
        assertThat(other.publish(image)).isEqualTo(Publication.PUBLISHED);
        assertThat(testee().find(image.id())).contains(image);

        Image second = image.edited(details("By the other", Visibility.PUBLIC, "kite"), NOON);
        assertThat(other.revise(image, second)).isEqualTo(Revision.REVISED);
        assertThat(testee().find(image.id())).contains(second);
        assertThat(testee().revise(image, image.edited(details("Too late", Visibility.PRIVATE), NOON)))
                .isEqualTo(Revision.VERSION_MISMATCH);
        listShows(filter(null, "kite", null, Visibility.PUBLIC, null, null), second);

        other.addPlaceholder(image.id(), PLACEHOLDER);
        assertThat(testee().find(image.id())).contains(second.withPlaceholder(PLACEHOLDER));

        assertThat(other.withdraw(image.id(), new VersionCondition.Exactly(2), LATER))
                .isEqualTo(Withdrawal.WITHDRAWN);
        assertThat(testee().find(image.id())).isEmpty();
        assertThat(testee().withdraw(image.id(), VersionCondition.ANY, LATER)).isEqualTo(Withdrawal.ALREADY_DELETING);
        assertThat(testee().publish(image)).isEqualTo(Publication.NOT_PENDING);
        other.remove(image.id());
        assertThat(testee().state(image.id())).isEmpty();
    }

    @Test
    default void ofRevisionsByTwoInstancesAtOnceOneWins() throws Exception {
        ImageCatalog other = another();
        Image image = ready(image());
        List<Callable<Revision>> revisions = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Image next = image.edited(details("By " + i, Visibility.PUBLIC, "t" + i), NOON);
            ImageCatalog one = i % 2 == 0 ? other : testee();
            revisions.add(() -> one.revise(image, next));
        }

        assertThat(AtOnce.all(revisions)).containsOnlyOnce(Revision.REVISED).contains(Revision.VERSION_MISMATCH);
        assertThat(testee().find(image.id())).isEqualTo(other.find(image.id()));
    }

    @Test
    default void publishingWhatWasNeverAnnouncedIsRefused() {
        Image image = image().build();

        assertThat(testee().publish(image)).isEqualTo(Publication.NOT_PENDING);

        assertThat(testee().state(image.id())).isEmpty();
        assertThat(all()).isEmpty();
    }

    @Test
    default void publishingWhatWasGivenUpIsRefused() {
        Image abandoned = image().build();
        testee().announce(new ImageState.Uploading(abandoned.id(), abandoned.createdAt()));
        testee().abandon(abandoned.id());
        Image withdrawn = ready(image());
        testee().withdraw(withdrawn.id(), VersionCondition.ANY, LATER);
        Image removed = ready(image());
        testee().withdraw(removed.id(), VersionCondition.ANY, LATER);
        testee().remove(removed.id());

        for (Image image : List.of(abandoned, withdrawn, removed)) {
            assertThat(testee().publish(image)).isEqualTo(Publication.NOT_PENDING);
            assertThat(testee().find(image.id())).isEmpty();
        }
        eventually(() -> assertThat(all()).isEmpty());
    }

    @Test
    default void eitherPublishOrAbandonWins() throws Exception {
        for (int round = 0; round < 10; round++) {
            Image image = image().tags("sea").build();
            testee().announce(new ImageState.Uploading(image.id(), image.createdAt()));
            AtomicBoolean publish = new AtomicBoolean();

            List<Boolean> won = inParallel(2, () -> publish.getAndSet(true)
                    ? testee().abandon(image.id()) == Abandonment.ABANDONED
                    : testee().publish(image) == Publication.PUBLISHED);

            assertThat(won).containsExactlyInAnyOrder(true, false);
        }
    }

    // Deleting

    @Test
    default void withdrawnImageIsShownByNothingButItsState() {
        Image image = ready(image().tags("sea"));

        assertThat(testee().withdraw(image.id(), VersionCondition.ANY, LATER)).isEqualTo(Withdrawal.WITHDRAWN);

        assertThat(testee().state(image.id())).contains(new ImageState.Deleting(image.id(), LATER));
        assertThat(testee().find(image.id())).isEmpty();
        listShows(ImageFilter.ALL);
        listShows(filter(null, "sea", null, null, null, null));
        listShows(filter("alice", null, null, null, null, null));
        listShows(filter("alice", "sea", null, null, null, null));
    }

    @Test
    default void withdrawingOnlyAVersionComparesIt() {
        Image image = ready(image().version(3));

        assertThat(testee().withdraw(image.id(), new VersionCondition.Exactly(2), LATER))
                .isEqualTo(Withdrawal.VERSION_MISMATCH);
        assertThat(testee().find(image.id())).contains(image);

        assertThat(testee().withdraw(image.id(), new VersionCondition.Exactly(3), LATER))
                .isEqualTo(Withdrawal.WITHDRAWN);
    }

    @Test
    default void withdrawingAgainTellsThatItIsBeingDeleted() {
        Image image = ready(image());
        testee().withdraw(image.id(), VersionCondition.ANY, LATER);

        assertThat(testee().withdraw(image.id(), VersionCondition.ANY, LATER)).isEqualTo(Withdrawal.ALREADY_DELETING);
        assertThat(testee().withdraw(image.id(), new VersionCondition.Exactly(99), LATER))
                .isEqualTo(Withdrawal.ALREADY_DELETING);
    }

    @Test
    default void withdrawingAPendingOrUnknownImageFindsNothing() {
        ImageState.Pending pending = pending(NOON);

        assertThat(testee().withdraw(pending.id(), VersionCondition.ANY, LATER)).isEqualTo(Withdrawal.NOT_FOUND);
        assertThat(testee().withdraw(image().build().id(), VersionCondition.ANY, LATER))
                .isEqualTo(Withdrawal.NOT_FOUND);
        assertThat(testee().state(pending.id())).contains(pending);
    }

    @Test
    default void ofManyWithdrawalsAtOnceOneWins() throws Exception {
        Image image = ready(image().tags("sea", "kite"));

        List<Withdrawal> withdrawals =
                inParallel(16, () -> testee().withdraw(image.id(), new VersionCondition.Exactly(1), LATER));

        assertThat(withdrawals).containsOnlyOnce(Withdrawal.WITHDRAWN);
        assertThat(new HashSet<>(withdrawals))
                .isEqualTo(Set.of(Withdrawal.WITHDRAWN, Withdrawal.ALREADY_DELETING));
    }

    @Test
    default void abandonGivesUpOnlyWhatIsPending() {
        ImageState.Pending pending = pending(NOON);
        Image ready = ready(image());

        assertThat(testee().abandon(pending.id())).isEqualTo(Abandonment.ABANDONED);
        assertThat(testee().abandon(pending.id())).as("again").isEqualTo(Abandonment.ABANDONED);
        assertThat(testee().abandon(ready.id())).isEqualTo(Abandonment.NOT_PENDING);
        assertThat(testee().abandon(image().build().id())).isEqualTo(Abandonment.NOT_PENDING);

        assertThat(testee().state(pending.id())).contains(new ImageState.Deleting(pending.id(), NOON));
        assertThat(testee().find(ready.id())).contains(ready);
    }

    @Test
    default void removeRemovesOnlyWhatIsBeingDeleted() {
        ImageState.Pending pending = pending(NOON);
        Image ready = ready(image());
        Image deleting = ready(image());
        testee().withdraw(deleting.id(), VersionCondition.ANY, LATER);

        for (ImageId id : List.of(pending.id(), ready.id(), deleting.id(), deleting.id())) {
            testee().remove(id);
        }

        assertThat(testee().state(pending.id())).contains(pending);
        assertThat(testee().state(ready.id())).contains(new ImageState.Ready(ready));
        assertThat(testee().state(deleting.id())).isEmpty();
    }

    // Editing

    String PLACEHOLDER = "3OcRJYB4d3h/iIeHeEh3eIhw+j2w";

    private static ImageDetails details(@Nullable String title, Visibility visibility, String... tags) {
        return new ImageDetails(title, null, Tags.of(List.of(tags)), visibility);
    }

    private Image revised(Image current, ImageDetails details) {
        Image next = current.edited(details, current.updatedAt().plusMillis(1));
        assertThat(testee().revise(current, next)).isEqualTo(Revision.REVISED);
        return next;
    }

    @Test
    default void revisedImageIsReadableByIdAtOnce() {
        Image image = ready(image().title("Kite").tags("sea"));

        Image next = revised(image, details("Kites", Visibility.PUBLIC, "sea", "kite"));

        assertThat(next.version()).isEqualTo(2);
        assertThat(testee().find(image.id())).contains(next);
        assertThat(testee().state(image.id())).contains(new ImageState.Ready(next));
    }

    @Test
    default void everyFieldComesBackAsItWasRevised() {
        String[] tags = IntStream.range(0, 30)
                .mapToObj(i -> "%02d#'\"\\%%_ 凧🪁".formatted(i) + "x".repeat(36))
                .toArray(String[]::new);
        String[] others = IntStream.range(0, 30).mapToObj(i -> "other " + i).toArray(String[]::new);
        Image image = ready(image().tags(others)
                .takenAt(Instant.parse("1999-12-31T23:59:59.999Z"))
                .placeholder("3OcRJYB4d3h/iIeHeEh3eIhw+j2w")
                .receivedSha256(ImageBuilder.checksum(new byte[]{7}))
                .contentCredentials(ContentCredentials.REMOVED)
                .version(7));

        Image full = revised(image, new ImageDetails(
                "t".repeat(199) + "🪁", "line\nline\t" + "d".repeat(2_190), Tags.of(List.of(tags)), Visibility.PUBLIC));
        assertThat(testee().find(image.id())).contains(full);
        listShows(ImageFilter.ALL, full);

        Image bare = revised(full, ImageDetails.NONE);
        assertThat(testee().find(image.id())).contains(bare);
        listShows(ImageFilter.ALL, bare);
    }

    @Test
    default void revisedImageLeavesTheListsOfItsOldTagsAndJoinsThoseOfTheNew() {
        Image other = ready(image().tags("sea", "kite", "sky").createdAt(NOON.plusMillis(1)));
        Image image = ready(image().tags("sea", "kite").createdAt(NOON));

        Image next = revised(image, details(null, Visibility.PRIVATE, "kite", "sky"));

        for (String owner : new @Nullable String[]{null, "alice"}) {
            listShows(filter(owner, "sea", null, null, null, null), other);
            listShows(filter(owner, "kite", null, null, null, null), other, next);
            listShows(filter(owner, "sky", null, null, null, null), other, next);
        }
        listShows(ImageFilter.ALL, other, next);

        Image untagged = revised(next, ImageDetails.NONE);

        for (String tag : new String[]{"sea", "kite", "sky"}) {
            listShows(filter(null, tag, null, null, null, null), other);
        }
        listShows(ImageFilter.ALL, other, untagged);

        Image tagged = revised(untagged, details(null, Visibility.PRIVATE, "sea"));

        listShows(filter(null, "sea", null, null, null, null), other, tagged);
    }

    @Test
    default void revisedImageMovesBetweenTheListsOfTheVisibilities() {
        Image image = ready(image().tags("sea"));
        for (Visibility visibility : new Visibility[]{Visibility.PUBLIC, Visibility.PRIVATE}) {
            Visibility other = visibility == Visibility.PUBLIC ? Visibility.PRIVATE : Visibility.PUBLIC;

            image = revised(image, details(null, visibility, "sea"));

            for (String owner : new @Nullable String[]{null, "alice"}) {
                for (String tag : new @Nullable String[]{null, "sea"}) {
                    listShows(filter(owner, tag, null, visibility, null, null), image);
                    listShows(filter(owner, tag, null, other, null, null));
                    listShows(filter(owner, tag, null, null, null, null), image);
                }
            }
        }
    }

    @Test
    default void revisedImageKeepsItsPlaceInTheOrder() {
        Image newest = ready(image().createdAt(NOON.plus(Duration.ofDays(3))));
        Image image = ready(image().createdAt(NOON));
        Image oldest = ready(image().createdAt(NOON.minus(Duration.ofDays(3))));

        Image next = revised(image, details("Kite", Visibility.PRIVATE));

        listShows(ImageFilter.ALL, newest, next, oldest);
    }

    @Test
    default void revisingAgainAfterALostAnswerIsRevised() {
        for (String[] tags : new String[][]{{}, {"sea", "kite"}}) {
            Image image = ready(image().tags(tags));
            Image next = revised(image, details("Kite", Visibility.PUBLIC, tags));

            assertThat(testee().revise(image, next)).isEqualTo(Revision.REVISED);

            assertThat(testee().find(image.id())).contains(next);
        }
    }

    @Test
    default void revisingAnotherVersionChangesNothing() {
        for (String[] tags : new String[][]{{}, {"sea", "kite"}}) {
            Image image = ready(image().owner("tags" + tags.length).tags(tags));
            Image next = revised(image, details("Second", Visibility.PRIVATE, tags));
            Image late = image.edited(details("Late", Visibility.PUBLIC, "late"), image.updatedAt());
            Image early = next.edited(ImageDetails.NONE, next.updatedAt())
                    .edited(details("Early", Visibility.PUBLIC, "early"), next.updatedAt());

            assertThat(testee().revise(image, late)).isEqualTo(Revision.VERSION_MISMATCH);
            assertThat(testee().revise(next.edited(ImageDetails.NONE, next.updatedAt()), early))
                    .isEqualTo(Revision.VERSION_MISMATCH);

            assertThat(testee().find(image.id())).contains(next);
            listShows(filter("tags" + tags.length, null, null, null, null, null), next);
            listShows(filter(null, "late", null, null, null, null));
            listShows(filter(null, "early", null, null, null, null));
        }
    }

    // Placeholders

    @Test
    default void placeholderIsAddedInEveryListAndNothingElseChanges() {
        for (String[] tags : new String[][]{{}, {"sea", "kite"}}) {
            String owner = "tags" + tags.length;
            Image image = ready(image().owner(owner).tags(tags));

            testee().addPlaceholder(image.id(), PLACEHOLDER);

            Image with = image.withPlaceholder(PLACEHOLDER);
            assertThat(testee().find(image.id())).contains(with);
            listShows(filter(owner, null, null, null, null, null), with);
            for (String tag : tags) {
                listShows(filter(owner, tag, null, null, null, null), with);
            }
        }
    }

    @Test
    default void placeholderThatIsThereStays() {
        Image image = ready(image().tags("sea").placeholder(PLACEHOLDER));

        testee().addPlaceholder(image.id(), "AAAA");

        assertThat(testee().find(image.id())).contains(image);
    }

    /** An unknown image, an announced one and a withdrawn one. */
    private List<Image> notReady() {
        Image unknown = image().build();
        Image announced = image().build();
        testee().announce(new ImageState.Uploading(announced.id(), announced.createdAt()));
        Image withdrawn = ready(image());
        testee().withdraw(withdrawn.id(), VersionCondition.ANY, LATER);
        return List.of(unknown, announced, withdrawn);
    }

    @Test
    default void onlyReadyImagesGetAPlaceholder() {
        for (Image image : notReady()) {
            var before = testee().state(image.id());

            testee().addPlaceholder(image.id(), PLACEHOLDER);

            assertThat(testee().state(image.id())).isEqualTo(before);
        }
    }

    @Test
    default void placeholderSurvivesAnEditByWhoReadBefore() {
        for (String[] tags : new String[][]{{}, {"sea"}}) {
            Image image = ready(image().owner("tags" + tags.length).tags(tags));
            testee().addPlaceholder(image.id(), PLACEHOLDER);

            Image next = revised(image, details("Kite", Visibility.PRIVATE, tags));

            assertThat(testee().find(image.id())).contains(next.withPlaceholder(PLACEHOLDER));
            listShows(filter("tags" + tags.length, null, null, null, null, null), next.withPlaceholder(PLACEHOLDER));
            assertThat(testee().revise(image, next)).as("again").isEqualTo(Revision.REVISED);
        }
    }

    @Test
    default void publishingAgainFindsTheImageWithItsPlaceholder() {
        Image image = ready(image());
        testee().addPlaceholder(image.id(), PLACEHOLDER);

        assertThat(testee().publish(image)).isEqualTo(Publication.PUBLISHED);

        assertThat(testee().find(image.id())).contains(image.withPlaceholder(PLACEHOLDER));
    }

    @Test
    default void revisingWhatIsNotReadyFindsNothing() {
        for (Image image : notReady()) {
            for (String[] tags : new String[][]{{}, {"sea"}}) {
                var before = testee().state(image.id());

                Image next = image.edited(details("Kite", Visibility.PUBLIC, tags), NOON);

                assertThat(testee().revise(image, next)).isEqualTo(Revision.NOT_FOUND);
                assertThat(testee().state(image.id())).isEqualTo(before);
            }
        }
        listShows(ImageFilter.ALL);
        listShows(filter(null, "sea", null, null, null, null));
    }

    @Test
    default void publishingAgainAfterALostAnswerAndAnEditIsPublished() {
        Image image = ready(image().tags("sea"));
        Image next = revised(image, details("Kite", Visibility.PRIVATE, "kite"));

        assertThat(testee().publish(image)).isEqualTo(Publication.PUBLISHED);

        assertThat(testee().find(image.id())).contains(next);
        listShows(filter(null, "sea", null, null, null, null));
    }

    @Test
    default void withdrawnImageLeavesTheListsThatItJoinedByAnEdit() {
        Image image = ready(image().tags("sea"));
        revised(image, details(null, Visibility.PUBLIC, "kite"));

        assertThat(testee().withdraw(image.id(), new VersionCondition.Exactly(1), LATER))
                .isEqualTo(Withdrawal.VERSION_MISMATCH);
        assertThat(testee().withdraw(image.id(), new VersionCondition.Exactly(2), LATER))
                .isEqualTo(Withdrawal.WITHDRAWN);

        listShows(ImageFilter.ALL);
        listShows(filter(null, "kite", null, null, null, null));
        listShows(filter("alice", "kite", null, null, null, null));
    }

    @Test
    default void ofManyRevisionsAtOnceOneWinsPerVersion() throws Exception {
        Image image = ready(image().tags("sea", "kite"));
        for (int round = 0; round < 5; round++) {
            Image current = testee().find(image.id()).orElseThrow();
            AtomicInteger numbers = new AtomicInteger();
            Set<Image> winners = ConcurrentHashMap.newKeySet();

            List<Revision> revisions = inParallel(12, () -> {
                int number = numbers.incrementAndGet();
                Image next = current.edited(
                        details("By " + number, number % 2 == 0 ? Visibility.PUBLIC : Visibility.PRIVATE, "t" + number),
                        NOON);
                Revision revision = testee().revise(current, next);
                if (revision == Revision.REVISED) {
                    winners.add(next);
                }
                return revision;
            });

            assertThat(revisions).containsOnlyOnce(Revision.REVISED).contains(Revision.VERSION_MISMATCH);
            assertThat(testee().find(image.id())).contains(winners.iterator().next());
        }
        Image last = testee().find(image.id()).orElseThrow();
        assertThat(last.version()).isEqualTo(6);
        listShows(ImageFilter.ALL, last);
        for (int number = 1; number <= 12; number++) {
            String tag = "t" + number;
            listShows(filter(null, tag, null, null, null, null),
                    last.details().tags().values().contains(new Tag(tag)) ? new Image[]{last} : new Image[0]);
        }
    }

    @Test
    default void eitherReviseOrWithdrawIsFirst() throws Exception {
        for (int round = 0; round < 10; round++) {
            Image image = ready(image().tags("sea"));
            Image next = image.edited(details("Kite", Visibility.PUBLIC, "kite"), NOON);
            AtomicBoolean withdraw = new AtomicBoolean();
            AtomicReference<Withdrawal> withdrawal = new AtomicReference<>();

            inParallel(2, () -> {
                if (withdraw.getAndSet(true)) {
                    return testee().revise(image, next);
                }
                Withdrawal outcome = testee().withdraw(image.id(), VersionCondition.ANY, LATER);
                withdrawal.set(outcome);
                return outcome;
            });

            assertThat(withdrawal).hasValue(Withdrawal.WITHDRAWN);
            assertThat(testee().state(image.id())).contains(new ImageState.Deleting(image.id(), LATER));
        }
        listShows(ImageFilter.ALL);
        listShows(filter(null, "sea", null, null, null, null));
        listShows(filter(null, "kite", null, null, null, null));
    }

    @Test
    default void walkShowsOnceWhatMatchesThroughoutWhileImagesAreRevised() throws Exception {
        List<Image> retagged = new ArrayList<>();
        List<Image> moving = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            (i % 2 == 0 ? retagged : moving)
                    .add(ready(image().tags("sea").createdAt(NOON.plus(Duration.ofMinutes(i * 37L)))));
        }
        Set<ImageId> stayingIds = ids(retagged);
        Set<ImageId> movingIds = ids(moving);
        eventually(() -> assertThat(all()).hasSize(40));
        AtomicBoolean over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> changes = threads.submit(() -> {
                for (int i = 0; i < 40 || (!over.get() && i < 4_000); i++) {
                    int index = i * 7 % 20;
                    retagged.set(index, revised(
                            retagged.get(index), details("By " + i, Visibility.PRIVATE, "sea", "t" + i % 3)));
                    moving.set(index, revised(
                            moving.get(index),
                            details("By " + i, i / 20 % 2 == 0 ? Visibility.PUBLIC : Visibility.PRIVATE, "sea")));
                }
            });
            for (SortOrder order : SortOrder.values()) {
                for (String owner : new @Nullable String[]{null, "alice"}) {
                    for (String tag : new @Nullable String[]{null, "sea"}) {
                        List<ImageId> seen = walk(filter(owner, tag, null, null, null, null), order, 7).stream()
                                .map(Image::id)
                                .toList();
                        assertThat(seen).doesNotHaveDuplicates().containsAll(stayingIds);
                        if (owner != null || visibilityChangesInOneStep()) {
                            assertThat(seen).containsAll(movingIds);
                        }
                    }
                }
            }
            over.set(true);
            changes.get();
        }
    }

    private static Set<ImageId> ids(List<Image> images) {
        return images.stream().map(Image::id).collect(Collectors.toUnmodifiableSet());
    }

    // Lists

    @Test
    default void orderIsThatOfCreationAndWithinAMillisecondThatOfTheIds() {
        Image second = ready(image().createdAt(NOON));
        Image third = ready(image().createdAt(NOON));
        Image first = ready(image().createdAt(NOON.minusMillis(1)));
        Image fourth = ready(image().createdAt(NOON.plus(Duration.ofDays(40))));

        listShows(ImageFilter.ALL, fourth, third, second, first);
    }

    @Test
    default void orderWithinAMillisecondIsThatOfTheBytesOfTheIds() {
        List<Image> images = new ArrayList<>();
        for (String id : List.of(
                "00000000-0000-7000-8000-000000000000",
                "0fffffff-ffff-7fff-bfff-ffffffffffff",
                "7fffffff-ffff-7000-8000-000000000000",
                "80000000-0000-7000-8000-000000000000",
                "a0000000-0000-7000-8000-000000000000",
                "ffffffff-ffff-7fff-8000-000000000000",
                "ffffffff-ffff-7fff-bfff-ffffffffffff")) {
            Image image = withId(
                    ImageId.parse(id).orElseThrow(), image().tags("sea").createdAt(NOON).build());
            testee().announce(new ImageState.Uploading(image.id(), NOON));
            testee().publish(image);
            images.add(image);
        }

        for (String owner : new @Nullable String[]{null, "alice"}) {
            for (String tag : new @Nullable String[]{null, "sea"}) {
                ImageFilter filter = filter(owner, tag, null, null, null, null);
                eventually(() -> {
                    assertThat(walk(filter, SortOrder.OLDEST_FIRST, 2)).containsExactlyElementsOf(images);
                    assertThat(walk(filter, SortOrder.NEWEST_FIRST, 2)).containsExactlyElementsOf(images.reversed());
                });
            }
        }
    }

    /** Letters that some languages sort or compare as one, wildcards, prefixes, and the separators of composed keys. */
    @Test
    default void ownersAndTagsAreComparedByTheirBytes() {
        List<String> tags =
                List.of("a", "\u00e4", "a\u0308", "ss", "\u00df", "i", "\u0131", "\u4e00", "_", "%", "a_", "ab",
                        "a b", "a#b", "a|b", "\uff41");
        List<String> owners = List.of("a", "A", "ab", "a_", "a-b", "a.b", "a|b", "a:b", "a@b", "alice", "Alice");
        List<Image> images = new ArrayList<>();
        for (String tag : tags) {
            images.add(ready(image().owner("a").tags(tag).createdAt(NOON.plusMillis(images.size()))));
        }
        for (String owner : owners.subList(1, owners.size())) {
            images.add(ready(image().owner(owner).tags("a").createdAt(NOON.plusMillis(images.size()))));
        }

        for (String tag : tags) {
            for (String owner : owners) {
                listShows(filter(owner, tag, null, null, null, null), matching(images, owner, tag));
            }
            listShows(filter(null, tag, null, null, null, null), matching(images, null, tag));
        }
        for (String owner : owners) {
            listShows(filter(owner, null, null, null, null, null), matching(images, owner, null));
        }
        assertThat(matching(images, "a", "ss")).hasSize(1);
    }

    private static Image[] matching(List<Image> images, @Nullable String owner, @Nullable String tag) {
        return images.reversed().stream()
                .filter(image -> owner == null || image.owner().value().equals(owner))
                .filter(image -> tag == null
                        || image.details().tags().values().stream().anyMatch(each -> each.value().equals(tag)))
                .toArray(Image[]::new);
    }

    @Test
    default void filtersShowWhatMatchesAndNothingElse() {
        Image a = ready(image().owner("alice").tags("sea", "kite").createdAt(NOON));
        Image b = ready(image().owner("bob").tags("sea").createdAt(NOON.plusMillis(1)));
        Image c = ready(image().owner("alice")
                .contentType(ContentType.PNG)
                .visibility(Visibility.PUBLIC)
                .createdAt(NOON.plusMillis(2)));
        Image d = ready(image().owner("alice")
                .tags("kite")
                .visibility(Visibility.PUBLIC)
                .createdAt(NOON.plus(Duration.ofDays(1))));

        listShows(filter("alice", null, null, null, null, null), d, c, a);
        listShows(filter("bob", null, null, null, null, null), b);
        listShows(filter("carol", null, null, null, null, null));
        listShows(filter(null, "sea", null, null, null, null), b, a);
        listShows(filter(null, "kite", null, null, null, null), d, a);
        listShows(filter("alice", "kite", null, null, null, null), d, a);
        listShows(filter("alice", "sea", null, null, null, null), a);
        listShows(filter(null, null, ContentType.PNG, null, null, null), c);
        listShows(filter(null, null, null, Visibility.PUBLIC, null, null), d, c);
        listShows(filter(null, null, null, Visibility.PRIVATE, null, null), b, a);
        listShows(filter("alice", null, null, Visibility.PUBLIC, null, null), d, c);
        listShows(filter(null, "kite", null, Visibility.PUBLIC, null, null), d);
        listShows(filter("alice", "kite", null, Visibility.PRIVATE, null, null), a);
        listShows(filter("alice", "kite", ContentType.JPEG, Visibility.PRIVATE, NOON, NOON.plusMillis(1)), a);
    }

    @Test
    default void createdRangeIncludesItsStartAndExcludesItsEnd() {
        Image a = ready(image().tags("sea").createdAt(NOON));
        Image b = ready(image().tags("sea").createdAt(NOON.plusMillis(1)));
        Image c = ready(image().tags("sea").createdAt(NOON.plusMillis(2)));
        Image d = ready(image().tags("sea").createdAt(NOON.plus(Duration.ofDays(3))));

        for (String tag : new @Nullable String[]{null, "sea"}) {
            for (String owner : new @Nullable String[]{null, "alice"}) {
                listShows(filter(owner, tag, null, null, NOON, NOON.plusMillis(2)), b, a);
                listShows(filter(owner, tag, null, null, NOON.plusMillis(1), null), d, c, b);
                listShows(filter(owner, tag, null, null, null, NOON.plusMillis(2)), b, a);
                listShows(filter(owner, tag, null, null, NOON.plusMillis(2), NOON.plusMillis(2)));
                listShows(filter(owner, tag, null, null, NOON.plusMillis(3), NOON.plusMillis(2)));
                // Bounds between two milliseconds.
                listShows(filter(owner, tag, null, null, NOON.plusNanos(1), NOON.plusNanos(1_000_001)), b);
            }
        }
    }

    @Test
    default void lastPageHasNoNextAlsoWhenItIsFull() {
        for (int i = 0; i < 4; i++) {
            ready(image().createdAt(NOON.plusMillis(i)));
        }

        eventually(() -> {
            assertThat(walk(ImageFilter.ALL, SortOrder.NEWEST_FIRST, 2)).hasSize(4);
            assertThat(walk(ImageFilter.ALL, SortOrder.NEWEST_FIRST, 4)).hasSize(4);
            assertThat(walk(ImageFilter.ALL, SortOrder.NEWEST_FIRST, 1)).hasSize(4);
        });
    }

    @Test
    default void walksOfAnyFilterOrderAndLimitShowExactlyWhatMatches() {
        Random random = new Random(42);
        List<Image> images = new ArrayList<>();
        String[] users = {"alice", "bob", "carol"};
        String[] tags = {"sea", "kite", "sun"};
        for (int i = 0; i < manyImages(); i++) {
            images.add(ready(image().owner(users[random.nextInt(3)])
                    .tags(IntStream.range(0, random.nextInt(3))
                            .mapToObj(_ -> tags[random.nextInt(3)])
                            .toArray(String[]::new))
                    .contentType(random.nextInt(10) == 0 ? ContentType.GIF : ContentType.JPEG)
                    .visibility(random.nextInt(4) == 0 ? Visibility.PUBLIC : Visibility.PRIVATE)
                    .createdAt(NOON.plus(Duration.ofHours(random.nextInt(20 * 24)))
                            .plusMillis(random.nextInt(2)))));
        }
        List<Image> oldestFirst = images.stream()
                .sorted(Comparator.comparing(Image::position))
                .toList();

        for (int round = 0; round < 60; round++) {
            ImageFilter filter = filter(
                    random.nextInt(2) == 0 ? null : users[random.nextInt(3)],
                    random.nextInt(2) == 0 ? null : tags[random.nextInt(3)],
                    random.nextInt(3) != 0 ? null : ContentType.GIF,
                    random.nextInt(2) == 0 ? null : (random.nextBoolean() ? Visibility.PUBLIC : Visibility.PRIVATE),
                    random.nextInt(2) == 0 ? null : NOON.plus(Duration.ofHours(random.nextInt(10 * 24))),
                    random.nextInt(2) == 0 ? null : NOON.plus(Duration.ofHours(random.nextInt(20 * 24))));
            SortOrder order = random.nextBoolean() ? SortOrder.NEWEST_FIRST : SortOrder.OLDEST_FIRST;
            int limit = 1 + random.nextInt(40);
            List<Image> matching = new ArrayList<>(
                    oldestFirst.stream().filter(filter::matches).toList());
            if (order == SortOrder.NEWEST_FIRST) {
                Collections.reverse(matching);
            }
            eventually(() -> assertThat(walk(filter, order, limit))
                    .as("%s %s %d", filter, order, limit)
                    .containsExactlyElementsOf(matching));
        }
    }

    @Test
    default void walkShowsWhatStaysExactlyOnceWhileOthersComeAndGo() throws Exception {
        List<Image> staying = new ArrayList<>();
        List<Image> going = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            (i % 3 == 0 ? going : staying)
                    .add(ready(image().tags("sea").createdAt(NOON.plus(Duration.ofMinutes(i * 37L)))));
        }
        eventually(() -> assertThat(all()).hasSize(60));
        AtomicBoolean over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> changes = threads.submit(() -> {
                for (int i = 0; i < going.size() || (!over.get() && i < 2_000); i++) {
                    ready(image().tags("sea").createdAt(NOON.plus(Duration.ofMinutes(i * 11L % 2_220))));
                    if (i < going.size()) {
                        testee().withdraw(going.get(i).id(), VersionCondition.ANY, LATER);
                    }
                }
            });
            for (SortOrder order : SortOrder.values()) {
                for (ImageFilter filter : List.of(ImageFilter.ALL, filter("alice", "sea", null, null, null, null))) {
                    List<ImageId> seen = walk(filter, order, 7).stream()
                            .map(Image::id)
                            .toList();
                    assertThat(seen).doesNotHaveDuplicates();
                    assertThat(seen).containsAll(staying.stream().map(Image::id).toList());
                }
            }
            over.set(true);
            changes.get();
        }
    }

    // Work left to do

    @Test
    default void unfinishedAreThePendingAndTheDeletingOnesOfBefore() {
        ImageState.Pending old = pending(NOON);
        ImageState.Pending young = pending(NOON.plusSeconds(60));
        Image deleting = ready(image().createdAt(NOON.minusSeconds(120)));
        testee().withdraw(deleting.id(), VersionCondition.ANY, NOON.plusSeconds(30));
        ImageState.Pending abandoned = pending(NOON.plusSeconds(59));
        testee().abandon(abandoned.id());
        Image ready = ready(image().createdAt(NOON));
        Image removed = ready(image().createdAt(NOON));
        testee().withdraw(removed.id(), VersionCondition.ANY, NOON);
        testee().remove(removed.id());

        eventually(() -> {
            assertThat(testee().unfinished(NOON.plusSeconds(60), 100))
                    .containsExactly(old.id(), deleting.id(), abandoned.id())
                    .doesNotContain(young.id(), ready.id());
            assertThat(testee().unfinished(NOON.plusSeconds(30), 100)).containsExactly(old.id());
            assertThat(testee().unfinished(NOON, 100)).isEmpty();
        });
    }

    @Test
    default void withdrawingAgainKeepsTheTimeOfTheFirst() {
        Image image = ready(image());
        testee().withdraw(image.id(), VersionCondition.ANY, LATER);

        testee().withdraw(image.id(), VersionCondition.ANY, LATER.plusSeconds(1));

        assertThat(testee().state(image.id())).contains(new ImageState.Deleting(image.id(), LATER));
    }

    @Test
    default void unfinishedGivesTheOldestFirstUpToTheLimit() {
        List<ImageId> ids = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ids.add(pending(NOON.plusSeconds(i)).id());
        }

        eventually(() -> {
            assertThat(testee().unfinished(NOON.plusSeconds(60), 5)).containsExactlyElementsOf(ids.subList(0, 5));
            assertThat(testee().unfinished(NOON.plusSeconds(60), 100)).containsExactlyElementsOf(ids);
        });
    }

    @Test
    default void checkOfAUsableCatalogReturns() {
        assertThatCode(testee()::check).doesNotThrowAnyException();
    }
}
