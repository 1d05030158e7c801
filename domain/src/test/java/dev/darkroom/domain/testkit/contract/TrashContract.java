package dev.darkroom.domain.testkit.contract;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.summary.TagRequest;
import dev.darkroom.domain.model.trash.TrashPage;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Abandonment;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Ability;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Announcement;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Revision;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Withdrawal;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.catalog.Trash.Exit;
import dev.darkroom.domain.port.out.catalog.Trash.Move;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link Trash} does, together with its catalog. */
public interface TrashContract {
    /** When images of these tests are stored. */
    Instant STORED = Instant.parse("2026-11-22T12:00:00.123Z");

    /** When they are moved to the trash. */
    Instant TRASHED = STORED.plusSeconds(60);

    /** When they leave it. */
    Instant LATER = TRASHED.plusSeconds(60);

    Trash testee();

    /** The catalog of the trash. Only this test uses it. */
    ImageCatalog catalog();

    /** Passes when the assertion holds, for catalogs whose lists follow with a delay: soon. */
    default void eventually(Runnable assertion) {
        assertion.run();
    }

    // Helpers

    private Image ready(ImageBuilder builder) {
        Image image = builder.createdAt(STORED).build();
        catalog().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(catalog().publish(image)).isEqualTo(Publication.PUBLISHED);
        return image;
    }

    private ImageState.Trashed trashed(Image image, Instant at) {
        assertThat(testee().put(image.id(), VersionCondition.ANY, at)).isEqualTo(Move.TRASHED);
        return new ImageState.Trashed(image, at);
    }

    private ImageState.Trashed trashed(Image image) {
        return trashed(image, TRASHED);
    }

    private List<ImageState.Trashed> walk(@Nullable UserId owner, SortKey key, SortOrder order, int limit) {
        List<ImageState.Trashed> images = new ArrayList<>();
        Position after = null;
        do {
            TrashPage page = testee().list(new TrashRequest(owner, key, order, after, limit));
            assertThat(page.images()).hasSizeLessThanOrEqualTo(limit);
            images.addAll(page.images());
            after = page.next();
        } while (after != null);
        return images;
    }

    private List<ImageState.Trashed> walk(@Nullable UserId owner) {
        return walk(owner, SortKey.CREATED_AT, SortOrder.OLDEST_FIRST, 100);
    }

    private List<Image> listed(ImageFilter filter, @Nullable Words words, SortKey key) {
        return catalog().list(new PageRequest(filter, words, key, SortOrder.OLDEST_FIRST, null, 100)).images();
    }

    /** Told by the refusal of a claim for which there is never room. */
    private long used(UserId owner) {
        ImageState.Pending tooMuch = new ImageState.Uploading(
                image().build().id(), STORED, new QuotaReservation(owner, Long.MAX_VALUE));
        return ((Reservation.QuotaExceeded) catalog().announce(tooMuch, new Quota(1))).usedBytes();
    }

    // Contract

    @Test
    default void everyFieldComesBackFromTheTrashAsItWas() {
        for (ImageBuilder builder : List.of(
                image(),
                image().title("t \"凧\"").description("d\n🪁").tags("sea", "凧🪁'\"\\%_").visibility(Visibility.PUBLIC)
                        .takenAt(Instant.parse("2019-08-02T10:11:12.123456789Z")).placeholder("abc=")
                        .receivedSha256(ImageBuilder.checksum(new byte[]{7})))) {
            Image image = ready(builder);
            ImageState.Trashed trashed = trashed(image);
            assertThat(catalog().state(image.id())).contains(trashed);
            assertThat(catalog().find(image.id())).isEmpty();

            assertThat(testee().restore(trashed, LATER)).isEqualTo(Exit.DONE);
            assertThat(catalog().state(image.id())).contains(new ImageState.Ready(image));
            assertThat(catalog().find(image.id())).contains(image);
        }
    }

    @Test
    default void onlyTheTrashShowsAnImageUntilItIsRestored() {
        Image image = ready(image().title("kite").tags("sea").visibility(Visibility.PUBLIC));
        UserId owner = image.owner();
        List<Runnable> shown = new ArrayList<>();
        List<Runnable> hidden = new ArrayList<>();
        for (ImageFilter filter : List.of(
                ImageFilter.ALL, ImageFilter.ALL.withOwner(owner), ImageFilter.ALL.withTags(List.of(new Tag("sea"))),
                ImageFilter.ALL.withOwner(owner).withTags(List.of(new Tag("sea"))),
                ImageFilter.ALL.withVisibility(Visibility.PUBLIC))) {
            for (SortKey key : catalog().abilities().contains(Ability.TAKEN_ORDER)
                    ? SortKey.values()
                    : new SortKey[]{SortKey.CREATED_AT}) {
                shown.add(() -> assertThat(listed(filter, null, key)).containsExactly(image));
                hidden.add(() -> assertThat(listed(filter, null, key)).isEmpty());
            }
            if (catalog().abilities().contains(Ability.COUNTS)) {
                shown.add(() -> assertThat(catalog().calendar(filter).total()).isEqualTo(1));
                hidden.add(() -> assertThat(catalog().calendar(filter).total()).isZero());
            }
        }
        if (catalog().abilities().contains(Ability.SEARCH)) {
            Words words = Words.of("kite");
            shown.add(() -> assertThat(listed(ImageFilter.ALL, words, SortKey.CREATED_AT)).containsExactly(image));
            hidden.add(() -> assertThat(listed(ImageFilter.ALL, words, SortKey.CREATED_AT)).isEmpty());
        }
        if (catalog().abilities().contains(Ability.COUNTS)) {
            TagRequest tags = new TagRequest(owner, null, "", null, 10);
            shown.add(() -> assertThat(catalog().tags(tags).tags()).hasSize(1));
            hidden.add(() -> assertThat(catalog().tags(tags).tags()).isEmpty());
        }
        eventually(() -> shown.forEach(Runnable::run));

        ImageState.Trashed trashed = trashed(image);
        eventually(() -> {
            hidden.forEach(Runnable::run);
            assertThat(walk(null)).containsExactly(trashed);
            assertThat(walk(owner)).containsExactly(trashed);
            assertThat(walk(new UserId("bob"))).isEmpty();
        });

        assertThat(testee().restore(trashed, LATER)).isEqualTo(Exit.DONE);
        eventually(() -> {
            shown.forEach(Runnable::run);
            assertThat(walk(null)).isEmpty();
            assertThat(walk(owner)).isEmpty();
        });
    }

    @Test
    default void imageInTheTrashCountsInTheQuotaUntilItIsDiscarded() {
        Image image = ready(image().sizeBytes(60));
        long ready = used(image.owner());
        ImageState.Trashed trashed = trashed(image);
        assertThat(used(image.owner())).isEqualTo(ready);
        assertThat(testee().restore(trashed, LATER)).isEqualTo(Exit.DONE);
        assertThat(used(image.owner())).isEqualTo(ready);

        assertThat(testee().discard(trashed(image, LATER), LATER)).isEqualTo(Exit.DONE);

        assertThat(used(image.owner())).isEqualTo(ready - 60);
        assertThat(catalog().state(image.id())).contains(new ImageState.Deleting(image.id(), LATER));
        eventually(() -> {
            assertThat(walk(null)).isEmpty();
            assertThat(catalog().unfinished(LATER.plusMillis(1), 10)).containsExactly(image.id());
        });
        catalog().remove(image.id());
        assertThat(catalog().state(image.id())).isEmpty();
        assertThat(used(image.owner())).isEqualTo(ready - 60);
    }

    @Test
    default void onlyAReadyImageOfTheRightVersionIsMoved() {
        Image image = ready(image());
        assertThat(testee().put(image.id(), VersionCondition.of(2L), TRASHED)).isEqualTo(Move.VERSION_MISMATCH);
        assertThat(catalog().find(image.id())).contains(image);
        assertThat(testee().put(image.id(), VersionCondition.of(1L), TRASHED)).isEqualTo(Move.TRASHED);
        assertThat(testee().put(image.id(), VersionCondition.of(1L), TRASHED)).as("Repeated").isEqualTo(Move.TRASHED);
        assertThat(testee().put(image.id(), VersionCondition.ANY, LATER)).isEqualTo(Move.NOT_FOUND);

        assertThat(testee().put(image().build().id(), VersionCondition.ANY, TRASHED)).isEqualTo(Move.NOT_FOUND);
        ImageId pending = image().build().id();
        catalog().announce(new ImageState.Uploading(pending, STORED));
        assertThat(testee().put(pending, VersionCondition.ANY, TRASHED)).isEqualTo(Move.NOT_FOUND);
        catalog().abandon(pending);
        assertThat(testee().put(pending, VersionCondition.ANY, TRASHED)).isEqualTo(Move.NOT_FOUND);
    }

    @Test
    default void imageLeavesTheTrashOnlyAsItWasRead() {
        Image image = ready(image());
        ImageState.Trashed first = trashed(image);
        assertThat(testee().restore(first, LATER)).isEqualTo(Exit.DONE);
        assertThat(testee().restore(first, LATER)).as("Repeated").isEqualTo(Exit.DONE);
        assertThat(testee().discard(first, LATER)).as("It is ready").isEqualTo(Exit.NOT_TRASHED);
        assertThat(catalog().find(image.id())).contains(image);

        ImageState.Trashed second = trashed(image, LATER);
        assertThat(testee().discard(first, LATER)).as("Trashed again").isEqualTo(Exit.NOT_TRASHED);
        assertThat(testee().restore(first, LATER)).isEqualTo(Exit.NOT_TRASHED);
        assertThat(catalog().state(image.id())).contains(second);

        assertThat(testee().discard(second, LATER)).isEqualTo(Exit.DONE);
        assertThat(testee().discard(second, LATER.plusSeconds(1))).as("Repeated").isEqualTo(Exit.DONE);
        assertThat(testee().restore(second, LATER)).isEqualTo(Exit.NOT_TRASHED);
        assertThat(catalog().state(image.id())).contains(new ImageState.Deleting(image.id(), LATER));
        catalog().remove(image.id());
        assertThat(testee().restore(second, LATER)).isEqualTo(Exit.NOT_TRASHED);
        assertThat(testee().discard(second, LATER)).isEqualTo(Exit.NOT_TRASHED);
    }

    @Test
    default void otherChangesLeaveAnImageInTheTrashAlone() {
        Image image = ready(image().tags("sea"));
        ImageState.Trashed trashed = trashed(image);

        assertThat(catalog().announce(new ImageState.Uploading(image.id(), STORED)))
                .isEqualTo(new Announcement.IdInUse());
        assertThat(catalog().publish(image)).isEqualTo(Publication.PUBLISHED);
        assertThat(catalog().publish(image.withBytes(7, ImageBuilder.checksum(new byte[7]))))
                .isEqualTo(Publication.ID_IN_USE);
        assertThat(catalog().revise(image, image.edited(ImageDetails.NONE, LATER))).isEqualTo(Revision.NOT_FOUND);
        assertThat(catalog().withdraw(image.id(), VersionCondition.ANY, LATER)).isEqualTo(Withdrawal.NOT_FOUND);
        assertThat(catalog().abandon(image.id())).isEqualTo(Abandonment.NOT_PENDING);
        catalog().addPlaceholder(image.id(), "abc=");
        catalog().remove(image.id());

        assertThat(catalog().state(image.id())).contains(trashed);
        eventually(() -> assertThat(catalog().unfinished(LATER.plusSeconds(3_600), 10)).isEmpty());
    }

    @Test
    default void bytesOfAnImageInTheTrashAreNotFound() {
        Image image = ready(image().receivedSha256(ImageBuilder.checksum(new byte[]{1})));
        assertThat(catalog().findReceived(image.owner(), ImageBuilder.checksum(new byte[]{1}))).contains(image);
        ImageState.Trashed trashed = trashed(image);
        assertThat(catalog().findReceived(image.owner(), ImageBuilder.checksum(new byte[]{1}))).isEmpty();
        testee().restore(trashed, LATER);
        assertThat(catalog().findReceived(image.owner(), ImageBuilder.checksum(new byte[]{1}))).contains(image);
    }

    @Test
    default void walkOverTheTrashShowsEachImageOnce() {
        List<ImageState.Trashed> expected = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            Image image = image().owner(i % 3 == 0 ? "bob" : "alice").createdAt(STORED.plusMillis(i / 2))
                    .takenAt(STORED.minusSeconds(i * 7L % 23)).build();
            catalog().announce(new ImageState.Uploading(image.id(), image.createdAt()));
            catalog().publish(image);
            expected.add(trashed(image, TRASHED.plusMillis(23 - i)));
        }
        ready(image());
        for (SortKey key : testee().sortKeys()) {
            for (UserId owner : new UserId[]{null, new UserId("alice"), new UserId("bob")}) {
                List<ImageState.Trashed> ordered = expected.stream()
                        .filter(trashed -> owner == null || trashed.image().owner().equals(owner))
                        .sorted((a, b) -> a.image().position(key).compareTo(b.image().position(key)))
                        .toList();
                for (int limit : new int[]{1, 5, 100}) {
                    eventually(() -> {
                        assertThat(walk(owner, key, SortOrder.OLDEST_FIRST, limit)).isEqualTo(ordered);
                        assertThat(walk(owner, key, SortOrder.NEWEST_FIRST, limit)).isEqualTo(ordered.reversed());
                    });
                }
            }
        }
    }

    @Test
    default void imagesThatWereTrashedBeforeATimeAreFoundTheEarliestFirst() {
        ImageState.Trashed second = trashed(ready(image()), TRASHED.plusMillis(1));
        ImageState.Trashed first = trashed(ready(image()), TRASHED);
        ImageState.Trashed third = trashed(ready(image()), TRASHED.plusMillis(2));
        ready(image());

        eventually(() -> {
            assertThat(testee().trashedBefore(TRASHED, 10)).isEmpty();
            assertThat(testee().trashedBefore(TRASHED.plusMillis(2), 10)).containsExactly(first.id(), second.id());
            assertThat(testee().trashedBefore(TRASHED.plusMillis(3), 2)).containsExactly(first.id(), second.id());
            assertThat(testee().trashedBefore(TRASHED.plusMillis(3), 10))
                    .containsExactly(first.id(), second.id(), third.id());
        });
    }

    @Test
    default void ofConcurrentCallsOneMovesAnImageInAndOneOut() throws Exception {
        Image image = ready(image().sizeBytes(60).tags("sea", "kite"));
        long used = used(image.owner());
        for (int round = 0; round < 5; round++) {
            Instant at = TRASHED.plusSeconds(round);
            List<Move> moves = AtOnce.all(IntStream.range(0, 6)
                    .<Callable<Move>>mapToObj(i -> () -> testee().put(image.id(), VersionCondition.ANY,
                            at.plusMillis(i)))
                    .toList());
            assertThat(Collections.frequency(moves, Move.TRASHED)).isEqualTo(1);
            ImageState.Trashed trashed = (ImageState.Trashed) catalog().state(image.id()).orElseThrow();
            assertThat(trashed.image()).isEqualTo(image);
            List<Exit> exits = AtOnce.all(IntStream.range(0, 6)
                    .<Callable<Exit>>mapToObj(_ -> () -> testee().restore(trashed, LATER)).toList());
            assertThat(exits).containsOnly(Exit.DONE);
            assertThat(catalog().find(image.id())).contains(image);
        }
        assertThat(used(image.owner())).isEqualTo(used);
        ImageState.Trashed last = trashed(image, LATER);
        List<Exit> exits = AtOnce.all(IntStream.range(0, 6)
                .<Callable<Exit>>mapToObj(i -> () -> i % 2 == 0
                        ? testee().restore(last, LATER)
                        : testee().discard(last, LATER))
                .toList());
        assertThat(exits).contains(Exit.DONE);
        switch (catalog().state(image.id()).orElseThrow()) {
            case ImageState.Ready(Image found) -> {
                assertThat(found).isEqualTo(image);
                assertThat(used(image.owner())).isEqualTo(used);
            }
            case ImageState.Deleting _ -> assertThat(used(image.owner())).isEqualTo(used - 60);
            case ImageState other -> throw new AssertionError(other);
        }
    }
}
