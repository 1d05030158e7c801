package dev.darkroom.domain.testkit.contract;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.TakenTime;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.TimeRange;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.summary.Calendar;
import dev.darkroom.domain.model.summary.TagPage;
import dev.darkroom.domain.model.summary.TagRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Revision;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Withdrawal;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a catalog with all {@linkplain ImageCatalog.Ability abilities} does: search and counts, too. */
public interface LibraryContract extends TakenOrderContract {
    private Image revised(Image image, ImageDetails details) {
        Image next = image.edited(details, STORED.plusSeconds(3_600));
        assertThat(testee().revise(image, next)).isEqualTo(Revision.REVISED);
        return next;
    }

    private void withdrawn(Image image) {
        assertThat(testee().withdraw(image.id(), VersionCondition.ANY, STORED)).isEqualTo(Withdrawal.WITHDRAWN);
    }

    private List<Image> found(String words) {
        return found(ImageFilter.ALL, words);
    }

    private List<Image> found(ImageFilter filter, String words) {
        return walk(filter, words, SortKey.CREATED_AT, SortOrder.OLDEST_FIRST, 100);
    }

    private static ImageDetails details(@Nullable String title, Visibility visibility, String... tags) {
        return new ImageDetails(title, null, Tags.of(List.of(tags)), visibility);
    }

    // Search

    @Test
    default void wordsAreFoundInEveryText() {
        Image title = stored(image().createdAt(STORED).filename("1.jpg").title("Heron at dawn"));
        Image description = stored(
                image().createdAt(STORED.plusSeconds(1)).filename("2.jpg").description("seen:heron\n(grey)"));
        Image filename = stored(image().createdAt(STORED.plusSeconds(2)).filename("IMG_heron-3.jpg"));
        Image tag = stored(image().createdAt(STORED.plusSeconds(3)).filename("4.jpg").tags("grey heron"));
        Image other = stored(image().createdAt(STORED.plusSeconds(4)).filename("5.jpg").title("A gull"));

        assertThat(found("heron")).containsExactly(title, description, filename, tag);
        assertThat(found("HERON grey")).containsExactly(description, tag);
        assertThat(found("jpg gul")).containsExactly(other);
    }

    @Test
    default void rareImagesAmongManyAreFoundInEachOrder() {
        List<Image> rare = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            ImageBuilder builder = image().owner(i % 2 == 0 ? "alice" : "bob").title("A gull")
                    .createdAt(STORED.plusSeconds(i)).takenAt(STORED.minusSeconds(i * 7919L % 700));
            if (i % 140 == 70) {
                rare.add(stored(builder.title("Grey heron " + i).visibility(Visibility.PUBLIC).tags("sea", "sky")));
            } else {
                stored(builder);
            }
        }
        rare.add(stored(
                image().owner("bob").contentType(ContentType.GIF).title("Green heron").createdAt(STORED).tags("sea")));

        Image some = rare.get(2);
        List<Tag> both = List.of(new Tag("sea"), new Tag("sky"));
        for (ImageFilter filter : List.of(ImageFilter.ALL, ImageFilter.ALL.withOwner(new UserId("bob")),
                ImageFilter.ALL.withOwner(new UserId("alice")).withTags(both),
                ImageFilter.ALL.withVisibility(Visibility.PUBLIC), ImageFilter.ALL.withContentType(ContentType.GIF),
                ImageFilter.ALL.withCreated(new TimeRange(some.createdAt(), Instant.MAX)),
                ImageFilter.ALL.withTaken(new TimeRange(Instant.MIN, some.takenTime())))) {
            for (SortKey key : SortKey.values()) {
                for (String words : new String[]{"heron", "gr", "grey her", "heron 70", "heron nothing"}) {
                    List<Image> expected = rare.stream()
                            .filter(filter::matches)
                            .filter(Words.of(words)::match)
                            .sorted(Comparator.comparing(image -> image.position(key)))
                            .toList();
                    assertThat(walk(filter, words, key, SortOrder.OLDEST_FIRST, 2)).containsExactlyElementsOf(expected);
                    assertThat(walk(filter, words, key, SortOrder.NEWEST_FIRST, 100))
                            .containsExactlyElementsOf(expected.reversed());
                }
            }
        }
        withdrawn(some);
        assertThat(found("heron 350")).isEmpty();
    }

    @Test
    default void onlyTheLastWordMayBeABeginning() {
        Image image = stored(image().title("Heron at dawn"));

        assertThat(found("heron da")).containsExactly(image);
        assertThat(found("her dawn")).isEmpty();
        assertThat(found("eron")).isEmpty();
    }

    @Test
    default void caseAndAccentsDoNotMatter() {
        Image image = stored(image().title("Élan à Zürich, Straße, ǅ, ﬁn, Ωmega, 凧揚げ, 🪁9"));

        for (String words : List.of("elan zurich", "ÉLAN Zürich", "strasse", "STRASSE", "fin", "ωMEGA", "凧揚", "9")) {
            assertThat(found(words)).as(words).containsExactly(image);
        }
    }

    @Test
    default void wordsAreDataAndNoQuery() {
        Image image = stored(image().title("NEAR and or not title 100"));
        Image other = stored(image().title("Something"));

        for (String words : List.of("near AND", "NOT title", "\"near\"", "near*", "(or)", "title:", "title : 100",
                "^near",
                "near' & 'or", "100%", "not:*", "near \\", "or|and")) {
            assertThat(found(words)).as(words).containsExactly(image);
        }
        assertThat(found("not something")).isEmpty();
        assertThat(found("some OR near")).isEmpty();
        assertThat(found("something")).containsExactly(other);
    }

    @Test
    default void searchFollowsEditsAndDeletions() {
        Image image = stored(image().title("Heron"));

        Image next = revised(image, details("Gull", Visibility.PUBLIC, "Café"));
        assertThat(found("heron")).isEmpty();
        assertThat(found("gull cafe")).containsExactly(next);
        assertThat(found(ImageFilter.ALL.withVisibility(Visibility.PRIVATE), "gull")).isEmpty();
        testee().addPlaceholder(next.id(), "3OcRJYB4d3h/iIeHeEh3eIhw+j2w");
        assertThat(found("gull")).containsExactly(next.withPlaceholder("3OcRJYB4d3h/iIeHeEh3eIhw+j2w"));

        withdrawn(next);
        assertThat(found("gull")).isEmpty();
    }

    @Test
    default void veryLongWordsAreFoundByTheirBeginnings() {
        String longest = "y".repeat(200);
        Image image = stored(image().title(longest));

        assertThat(found(longest)).containsExactly(image);
        assertThat(found("y".repeat(63))).containsExactly(image);
    }

    // Counts

    private static ImageBuilder taken(String time) {
        return image().takenAt(Instant.parse(time));
    }

    private String calendar(ImageFilter filter) {
        Calendar calendar = testee().calendar(filter);
        return calendar.months().stream().map(month -> month.month() + ":" + month.count()).toList() + " "
                + calendar.total();
    }

    @Test
    default void calendarCountsImagesByTheMonthOfTheirTakenTimes() {
        assertThat(calendar(ImageFilter.ALL)).isEqualTo("[] 0");
        stored(taken("2026-08-31T23:59:59.999Z").tags("sea"));
        stored(taken("2026-08-01T00:00:00Z").visibility(Visibility.PUBLIC).tags("sea", "kite"));
        stored(taken("2026-09-01T00:00:00Z").owner("bob").contentType(ContentType.GIF));
        stored(taken("1969-12-31T23:59:59.999Z").owner("bob").tags("sea"));
        stored(image().createdAt(STORED));

        UserId bob = new UserId("bob");
        ImageFilter sea = ImageFilter.ALL.withTags(List.of(new Tag("sea")));
        assertThat(calendar(ImageFilter.ALL)).isEqualTo("[2026-11:1, 2026-09:1, 2026-08:2, 1969-12:1] 5");
        assertThat(calendar(ImageFilter.ALL.withOwner(bob))).isEqualTo("[2026-09:1, 1969-12:1] 2");
        assertThat(calendar(ImageFilter.ALL.withVisibility(Visibility.PUBLIC))).isEqualTo("[2026-08:1] 1");
        assertThat(calendar(sea)).isEqualTo("[2026-08:2, 1969-12:1] 3");
        assertThat(calendar(sea.withOwner(bob))).isEqualTo("[1969-12:1] 1");
        assertThat(calendar(ImageFilter.ALL.withTags(List.of(new Tag("sea"), new Tag("kite")))))
                .isEqualTo("[2026-08:1] 1");
        assertThat(calendar(ImageFilter.ALL.withContentType(ContentType.GIF))).isEqualTo("[2026-09:1] 1");
        assertThat(calendar(ImageFilter.ALL.withTaken(
                new TimeRange(Instant.parse("2026-08-02T00:00:00Z"), Instant.parse("2026-09-02T00:00:00Z")))))
                .isEqualTo("[2026-09:1, 2026-08:1] 2");
        assertThat(calendar(sea.withCreated(new TimeRange(null, Instant.parse("2000-01-01T00:00:00Z")))))
                .isEqualTo("[] 0");
    }

    @Test
    default void calendarsOfRandomImagesCountWhatTheirFiltersMatch() {
        Random random = new Random(28);
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            images.add(stored(image()
                    .owner(random.nextBoolean() ? "alice" : "bob")
                    .visibility(random.nextBoolean() ? Visibility.PUBLIC : Visibility.PRIVATE)
                    .contentType(random.nextInt(4) == 0 ? ContentType.GIF : ContentType.JPEG)
                    .createdAt(STORED.plusMillis(random.nextInt(40)))
                    .takenAt(Instant.parse("2020-01-01T00:00:00Z").plusSeconds(random.nextInt(200) * 86_400L))
                    .tags(List.of("sea", "sky", "kite").subList(random.nextInt(3), 3).toArray(String[]::new))));
        }
        List<Tag> three = List.of(new Tag("sea"), new Tag("sky"), new Tag("kite"));
        Instant middle = Instant.parse("2020-03-15T00:00:00Z");
        for (TimeRange taken : List.of(TimeRange.ALL, new TimeRange(middle, null), new TimeRange(null, middle),
                new TimeRange(Instant.MIN, Instant.MAX), new TimeRange(middle, middle.plusSeconds(3 * 86_400)),
                new TimeRange(Instant.parse("2020-01-31T12:00:00Z"), middle), new TimeRange(middle, middle),
                new TimeRange(Instant.parse("2020-02-01T00:00:00Z"), Instant.parse("2020-05-01T00:00:00Z")))) {
            for (int tags = 0; tags <= three.size(); tags++) {
                for (Visibility visibility : new Visibility[]{null, Visibility.PUBLIC}) {
                    ImageFilter filter = ImageFilter.ALL.withTaken(taken).withTags(three.subList(0, tags))
                            .withVisibility(visibility);
                    for (ImageFilter each : List.of(filter, filter.withOwner(new UserId("bob")),
                            filter.withContentType(ContentType.GIF),
                            filter.withOwner(new UserId("bob")).withContentType(ContentType.GIF),
                            filter.withCreated(new TimeRange(STORED.plusMillis(9), null)),
                            filter.withOwner(new UserId("bob"))
                                    .withCreated(new TimeRange(null, STORED.plusMillis(9))))) {
                        Map<Integer, Long> expected = images.stream().filter(each::matches).collect(
                                Collectors.groupingBy(image -> TakenTime.month(image.takenTime()),
                                        Collectors.counting()));
                        assertThat(testee().calendar(each)).as("%s", each).isEqualTo(Calendar.of(expected));
                    }
                }
            }
        }
    }

    @Test
    default void countsFollowEditsAndDeletions() {
        Image image = stored(taken("2026-08-31T00:00:00Z").tags("sea", "kite"));
        stored(taken("2026-08-30T00:00:00Z").tags("sea"));
        ImageFilter kite = ImageFilter.ALL.withTags(List.of(new Tag("kite")));

        Image next = revised(image, details("Title", Visibility.PUBLIC, "sea", "sky"));
        assertThat(calendar(ImageFilter.ALL)).isEqualTo("[2026-08:2] 2");
        assertThat(calendar(ImageFilter.ALL.withVisibility(Visibility.PUBLIC))).isEqualTo("[2026-08:1] 1");
        assertThat(calendar(kite)).isEqualTo("[] 0");
        assertThat(tags(null, null, "", 10)).isEqualTo("[sea:2, sky:1]");
        testee().addPlaceholder(next.id(), "3OcRJYB4d3h/iIeHeEh3eIhw+j2w");
        // Repeated calls count once.
        assertThat(testee().revise(image, next)).isEqualTo(Revision.REVISED);
        assertThat(testee().publish(image)).isEqualTo(Publication.PUBLISHED);
        assertThat(calendar(ImageFilter.ALL)).isEqualTo("[2026-08:2] 2");

        withdrawn(next);
        assertThat(testee().withdraw(next.id(), VersionCondition.ANY, STORED)).isEqualTo(Withdrawal.ALREADY_DELETING);
        assertThat(calendar(ImageFilter.ALL)).isEqualTo("[2026-08:1] 1");
        assertThat(calendar(ImageFilter.ALL.withVisibility(Visibility.PUBLIC))).isEqualTo("[] 0");
        assertThat(tags(null, null, "", 10)).isEqualTo("[sea:1]");
    }

    @Test
    default void pendingImagesAreNotCounted() {
        Image image = image().build();
        testee().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(calendar(ImageFilter.ALL)).isEqualTo("[] 0");

        testee().abandon(image.id());
        testee().remove(image.id());
        assertThat(calendar(ImageFilter.ALL)).isEqualTo("[] 0");
    }

    @Test
    default void concurrentChangesAreAllCounted() throws Exception {
        List<Image> images = IntStream.range(0, 40)
                .mapToObj(i -> taken("2026-08-31T00:00:00Z").owner("user" + i % 3).tags("sea", "tag" + i % 5).build())
                .toList();
        AtOnce.all(images.stream().<Callable<Object>>map(image -> () -> {
            testee().announce(new ImageState.Uploading(image.id(), image.createdAt()));
            return testee().publish(image);
        }).toList());
        assertThat(calendar(ImageFilter.ALL)).isEqualTo("[2026-08:40] 40");

        AtOnce.all(images.stream().<Callable<Object>>map(image -> () -> images.indexOf(image) % 2 == 0
                ? testee().withdraw(image.id(), VersionCondition.ANY, STORED)
                : testee().revise(image, image.edited(details(null, Visibility.PUBLIC, "sky"), STORED)))
                .toList());
        assertThat(calendar(ImageFilter.ALL)).isEqualTo("[2026-08:20] 20");
        assertThat(calendar(ImageFilter.ALL.withVisibility(Visibility.PUBLIC))).isEqualTo("[2026-08:20] 20");
        assertThat(tags(null, null, "", 10)).isEqualTo("[sky:20]");
    }

    private String tags(@Nullable String owner, @Nullable Visibility visibility, String prefix, int limit) {
        List<TagPage.TagCount> tags = new ArrayList<>();
        Tag after = null;
        TagPage page;
        do {
            page = testee().tags(new TagRequest(
                    owner == null ? null : new UserId(owner), visibility, prefix, after, limit));
            assertThat(page.tags()).hasSizeLessThanOrEqualTo(limit);
            tags.addAll(page.tags());
            after = page.tags().isEmpty() ? null : page.tags().getLast().tag();
        } while (!page.isLast());
        return tags.stream().map(tag -> tag.tag() + ":" + tag.count()).toList().toString();
    }

    @Test
    default void tagsAreInTheOrderOfTheirBytesWithTheirCounts() {
        stored(image().tags("sea", "sky", "ﬁsh", "🪁"));
        stored(image().owner("bob").visibility(Visibility.PUBLIC).tags("sea", "set 1%_"));

        for (int limit : List.of(1, 2, 10)) {
            assertThat(tags(null, null, "", limit)).isEqualTo("[sea:2, set 1%_:1, sky:1, ﬁsh:1, 🪁:1]");
        }
        assertThat(tags(null, null, "se", 10)).isEqualTo("[sea:2, set 1%_:1]");
        assertThat(tags(null, null, "set 1%_", 10)).isEqualTo("[set 1%_:1]");
        assertThat(tags(null, null, "🪁", 10)).isEqualTo("[🪁:1]");
        assertThat(tags(null, null, "x", 10)).isEqualTo("[]");
        assertThat(tags("alice", null, "", 10)).isEqualTo("[sea:1, sky:1, ﬁsh:1, 🪁:1]");
        assertThat(tags(null, Visibility.PUBLIC, "", 10)).isEqualTo("[sea:1, set 1%_:1]");
        assertThat(tags("alice", Visibility.PUBLIC, "", 10)).isEqualTo("[]");
    }
}
