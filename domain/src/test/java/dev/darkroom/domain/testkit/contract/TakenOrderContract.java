package dev.darkroom.domain.testkit.contract;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.TimeRange;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a catalog that lists images in the order of the taken time does. */
public interface TakenOrderContract {
    Instant STORED = Instant.parse("2026-11-22T12:00:00Z");

    /** Without images before each test. */
    ImageCatalog testee();

    default Image stored(ImageBuilder builder) {
        Image image = builder.build();
        testee().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(testee().publish(image)).isEqualTo(Publication.PUBLISHED);
        return image;
    }

    default List<Image> walk(ImageFilter filter, @Nullable String words, SortKey key, SortOrder order, int limit) {
        List<Image> images = new ArrayList<>();
        Position after = null;
        do {
            ImagePage page = testee().list(new PageRequest(
                    filter, words == null ? null : Words.of(words), key, order, after, limit));
            assertThat(page.images()).hasSizeLessThanOrEqualTo(limit);
            images.addAll(page.images());
            assertThat(page.next()).as("A walk moves on").isNotEqualTo(after == null ? new Object() : after);
            after = page.next();
        } while (after != null);
        return images;
    }

    private List<Image> byTaken(ImageFilter filter) {
        return walk(filter, null, SortKey.TAKEN_AT, SortOrder.NEWEST_FIRST, 100);
    }

    // The order by the taken time

    @Test
    default void imagesAreInTheOrderOfTheirTakenTimes() {
        Image last = stored(image().createdAt(STORED).takenAt(Instant.parse("2020-05-05T10:00:00.0019Z")));
        Image first = stored(image().createdAt(STORED.plusSeconds(1)).takenAt(Instant.parse("2001-01-01T00:00:00Z")));
        Image untimed = stored(image().createdAt(Instant.parse("2010-01-01T00:00:00Z")));
        Image before = stored(image().createdAt(STORED).takenAt(Instant.parse("2020-05-05T10:00:00.001Z")));

        List<Image> newestFirst = new ArrayList<>(List.of(last, before));
        newestFirst.sort(Comparator.comparing(Image::id).reversed());
        newestFirst.addAll(List.of(untimed, first));
        assertThat(byTaken(ImageFilter.ALL)).containsExactlyElementsOf(newestFirst);
        assertThat(walk(ImageFilter.ALL, null, SortKey.TAKEN_AT, SortOrder.OLDEST_FIRST, 1))
                .containsExactlyElementsOf(newestFirst.reversed());
    }

    @Test
    default void walksOverRandomImagesAreCompleteInEachOrder() {
        Random random = new Random(20);
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            ImageBuilder builder = image()
                    .owner(random.nextBoolean() ? "alice" : "bob")
                    .visibility(random.nextBoolean() ? Visibility.PUBLIC : Visibility.PRIVATE)
                    .contentType(random.nextInt(4) == 0 ? ContentType.GIF : ContentType.JPEG)
                    .title(List.of("Grey heron", "Green boat", "A kite").get(random.nextInt(3)))
                    .createdAt(STORED.plusMillis(random.nextInt(40)));
            if (random.nextInt(4) > 0) {
                builder.takenAt(STORED.plusMillis(random.nextInt(40) - 20));
            }
            images.add(stored(random.nextBoolean() ? builder.tags("sea", "sky") : builder.tags("sea")));
        }
        List<Tag> both = List.of(new Tag("sea"), new Tag("sky"));
        boolean canSearch = testee().abilities().contains(ImageCatalog.Ability.SEARCH);
        @Nullable
        String[] searches = canSearch ? new String[]{null, "gr", "green bo"} : new String[]{null};
        TimeRange part = new TimeRange(STORED.minusMillis(5), STORED.plusMillis(30));
        for (ImageFilter filter : List.of(ImageFilter.ALL,
                ImageFilter.ALL.withOwner(new UserId("alice")),
                ImageFilter.ALL.withTags(List.of(new Tag("sky"))).withVisibility(Visibility.PUBLIC),
                ImageFilter.ALL.withTags(both).withOwner(new UserId("bob")),
                ImageFilter.ALL.withTags(both).withTaken(part),
                ImageFilter.ALL.withCreated(part).withTaken(part).withContentType(ContentType.GIF))) {
            for (SortKey key : SortKey.values()) {
                for (String words : searches) {
                    List<Image> expected = images.stream()
                            .filter(filter::matches)
                            .filter(image -> words == null || Words.of(words).match(image))
                            .sorted(Comparator.comparing(image -> image.position(key)))
                            .toList();
                    assertThat(walk(filter, words, key, SortOrder.OLDEST_FIRST, 7)).containsExactlyElementsOf(expected);
                    assertThat(walk(filter, words, key, SortOrder.NEWEST_FIRST, 11))
                            .containsExactlyElementsOf(expected.reversed());
                }
            }
        }
    }

    @Test
    default void rangeOfTheTakenTimeIncludesItsStartAndExcludesItsEnd() {
        Instant taken = Instant.parse("2020-05-05T10:00:00Z");
        Image image = stored(image().createdAt(STORED).takenAt(taken));
        Image untimed = stored(image().createdAt(STORED));

        for (SortKey key : SortKey.values()) {
            assertThat(walk(ImageFilter.ALL.withTaken(new TimeRange(taken, taken.plusMillis(1))), null, key,
                    SortOrder.NEWEST_FIRST, 10)).containsExactly(image);
            assertThat(walk(ImageFilter.ALL.withTaken(new TimeRange(null, taken)), null, key, SortOrder.NEWEST_FIRST,
                    10)).isEmpty();
            assertThat(walk(ImageFilter.ALL.withTaken(new TimeRange(STORED, null)), null, key, SortOrder.NEWEST_FIRST,
                    10)).containsExactly(untimed);
        }
    }

    // Several tags

    @Test
    default void imagesHaveAllTagsOfTheFilter() {
        Image both = stored(image().tags("kite", "sea"));
        stored(image().tags("sea"));
        Image three = stored(image().owner("bob").tags("sea", "sky", "kite"));

        List<Tag> tags = List.of(new Tag("sea"), new Tag("kite"));
        assertThat(byTaken(ImageFilter.ALL.withTags(tags))).containsExactlyInAnyOrder(both, three);
        assertThat(byTaken(ImageFilter.ALL.withTags(tags).withOwner(new UserId("bob")))).containsExactly(three);
        assertThat(byTaken(ImageFilter.ALL.withTags(List.of(new Tag("sea"), new Tag("nothing"))))).isEmpty();
    }

    // Changes

    @Test
    default void listsByTheTakenTimeFollowEditsAndDeletions() {
        Instant taken = Instant.parse("2020-05-05T10:00:00Z");
        Image image = stored(image().createdAt(STORED).takenAt(taken).tags("sea"));
        Image pending = image().takenAt(taken).build();
        testee().announce(new ImageState.Uploading(pending.id(), pending.createdAt()));
        assertThat(byTaken(ImageFilter.ALL)).containsExactly(image);

        Image next = image.edited(
                new ImageDetails("Heron", null, Tags.of(List.of("sky")), Visibility.PUBLIC), STORED.plusSeconds(1));
        assertThat(testee().revise(image, next)).isEqualTo(ImageCatalog.Revision.REVISED);
        Image last = next.withPlaceholder("3OcRJYB4d3h/iIeHeEh3eIhw+j2w");
        testee().addPlaceholder(next.id(), Objects.requireNonNull(last.placeholder()));
        ImageFilter owned = ImageFilter.ALL.withOwner(image.owner());
        for (ImageFilter filter : List.of(ImageFilter.ALL, owned)) {
            assertThat(byTaken(filter)).containsExactly(last);
            assertThat(byTaken(filter.withVisibility(Visibility.PUBLIC))).containsExactly(last);
            assertThat(byTaken(filter.withVisibility(Visibility.PRIVATE))).isEmpty();
            assertThat(byTaken(filter.withTags(List.of(new Tag("sky"))))).containsExactly(last);
            assertThat(byTaken(filter.withTags(List.of(new Tag("sea"))))).isEmpty();
        }

        assertThat(testee().withdraw(image.id(), VersionCondition.ANY, STORED))
                .isEqualTo(ImageCatalog.Withdrawal.WITHDRAWN);
        assertThat(byTaken(ImageFilter.ALL)).isEmpty();
        assertThat(byTaken(owned.withTags(List.of(new Tag("sky"))))).isEmpty();
    }
}
