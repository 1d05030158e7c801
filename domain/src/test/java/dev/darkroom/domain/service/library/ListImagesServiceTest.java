package dev.darkroom.domain.service.library;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.TimeRange;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.in.library.ListImages.Query;
import dev.darkroom.domain.port.in.library.ListImages.Result;
import dev.darkroom.domain.testkit.fixture.Filters;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import dev.darkroom.domain.testkit.memory.InMemorySigningKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListImagesServiceTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final ImageFilter ALICE = Filters.of(new UserId("alice"), null, null, null, null, null);

    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();
    private final ListImages list = new ListImagesService(catalog, new InMemorySigningKeys());
    private final List<Image> newestFirst = new ArrayList<>();

    @BeforeEach
    void fiveImages() {
        for (int i = 0; i < 5; i++) {
            Image image = image().createdAt(NOON.plusMillis(i)).tags("sea").build();
            catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
            catalog.publish(image);
            newestFirst.addFirst(image);
        }
    }

    private Result list(ImageFilter filter, SortOrder order, @Nullable String cursor) {
        return list.list(new Query(new Actor.Anyone(), filter, order, 2, cursor));
    }

    private Result.Page page(ImageFilter filter, SortOrder order, @Nullable String cursor) {
        Result result = list(filter, order, cursor);
        assertThat(result).isInstanceOf(Result.Page.class);
        return (Result.Page) result;
    }

    private String firstCursor(ImageFilter filter) {
        String cursor = page(filter, SortOrder.NEWEST_FIRST, null).nextCursor();
        assertThat(cursor).isNotNull();
        return cursor;
    }

    @Test
    void cursorsLeadThroughAllPages() {
        for (SortOrder order : SortOrder.values()) {
            List<Image> walked = new ArrayList<>();
            String cursor = null;
            do {
                Result.Page page = page(ALICE, order, cursor);
                walked.addAll(page.images());
                cursor = page.nextCursor();
            } while (cursor != null);

            assertThat(walked).isEqualTo(order == SortOrder.NEWEST_FIRST ? newestFirst : newestFirst.reversed());
        }
    }

    @Test
    void cursorIsValidInAnotherProcessWithTheSameKeys() {
        ListImages other = new ListImagesService(catalog, new InMemorySigningKeys());

        Result result = other.list(new Query(new Actor.Anyone(), ALICE, SortOrder.NEWEST_FIRST, 2, firstCursor(ALICE)));

        assertThat(result).isInstanceOf(Result.Page.class);
    }

    @Test
    void cursorWithAnyCharacterChangedIsInvalid() {
        String cursor = firstCursor(ALICE);

        for (int i = 0; i < cursor.length(); i++) {
            // Four steps in the alphabet: a last character's unused bits alone can't make the difference.
            char changed = cursor.charAt(i) == 'A' ? 'Q' : 'A';
            String altered = cursor.substring(0, i) + changed + cursor.substring(i + 1);
            assertThat(list(ALICE, SortOrder.NEWEST_FIRST, altered)).as(altered).isEqualTo(new Result.InvalidCursor());
        }
    }

    @Test
    void textThatIsNoCursorIsInvalid() {
        for (String text : List.of("", "x", "ÿ", "=", "AAAA", "A".repeat(10_000), firstCursor(ALICE) + "AAAA")) {
            assertThat(list(ALICE, SortOrder.NEWEST_FIRST, text)).as(text).isEqualTo(new Result.InvalidCursor());
        }
    }

    @Test
    void cursorOfAnotherListIsInvalid() {
        String cursor = firstCursor(ALICE);

        for (ImageFilter other : List.of(
                ImageFilter.ALL,
                Filters.of(null, new Tag("alice"), null, null, null, null),
                Filters.of(new UserId("alice"), new Tag("sea"), null, null, null, null),
                Filters.of(new UserId("alice"), null, null, Visibility.PRIVATE, null, null),
                Filters.of(new UserId("alice"), null, null, null, NOON, null),
                Filters.of(new UserId("alice"), null, null, null, null, NOON.plusSeconds(1)),
                ALICE.withTags(List.of(new Tag("sea"), new Tag("kite"))),
                ALICE.withTaken(new TimeRange(NOON, null)),
                ALICE.withTaken(new TimeRange(null, NOON)))) {
            assertThat(list(other, SortOrder.NEWEST_FIRST, cursor)).as("%s", other)
                    .isEqualTo(new Result.InvalidCursor());
        }
        assertThat(list(ALICE, SortOrder.OLDEST_FIRST, cursor)).isEqualTo(new Result.InvalidCursor());
        for (Query other : List.of(
                new Query(new Actor.Anyone(), ALICE, Words.of("kite"), SortKey.CREATED_AT, SortOrder.NEWEST_FIRST, 1,
                        cursor),
                new Query(new Actor.Anyone(), ALICE, null, SortKey.TAKEN_AT, SortOrder.NEWEST_FIRST, 1, cursor))) {
            assertThat(list.list(other)).isEqualTo(new Result.InvalidCursor());
        }
    }
}
