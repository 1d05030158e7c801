package dev.darkroom.domain.testkit.contract;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.testkit.fixture.Filters;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a page costs in every {@link ImageCatalog} that is made for many images: the first page and one in the middle cost about as much as in a
 * collection that is 20 times smaller. {@link ImageCatalogContract} tests which images a page has.
 */
public interface PageCostContract {
    /** The catalog of this test, without rows when the test begins. */
    ImageCatalog testee();

    /** Stores images as ready, at once. They are not stored yet. */
    void store(List<Image> images);

    /** Reads a page and returns what the catalog reads for it, in a unit of the catalog: for example rows, steps or read units. */
    double cost(PageRequest request);

    /** How many times its cost in the small collection a page may cost in the large one. */
    default double tolerance() {
        return 1.5;
    }

    /**
     * Images in the order of their numbers, 20 minutes apart. Those with a negative number, a quarter, have another owner. All images of
     * that owner are older than the others, so an index in the order of creation is the wrong one for them.
     */
    record Collection(int from, int to) {
        static final Collection SMALL = new Collection(-250, 750);
        static final Collection LARGE = new Collection(20 * SMALL.from, 20 * SMALL.to);

        private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

        private static Instant time(int number) {
            return START.plus(Duration.ofMinutes(20L * number));
        }

        private static List<Image> images(int from, int to) {
            return IntStream.range(from, to)
                    .mapToObj(number -> image()
                            .owner(number < 0 ? "old" : "new")
                            .tags(number % 2 == 0 ? new String[]{"sea"} : new String[0])
                            .visibility(number % 4 == 0 ? Visibility.PUBLIC : Visibility.PRIVATE)
                            .createdAt(time(number))
                            .build())
                    .toList();
        }

        /** The middle of the images of an owner, or of all. */
        private Position middle(@Nullable UserId owner) {
            int first = owner == null || owner.value().equals("old") ? from : 0;
            int last = owner == null || owner.value().equals("new") ? to : 0;
            return new Position(time((first + last) / 2), new ImageId(new UUID(0, 0)));
        }
    }

    private static List<ImageFilter> filters() {
        UserId old = new UserId("old");
        UserId recent = new UserId("new");
        Tag sea = new Tag("sea");
        return List.of(
                ImageFilter.ALL,
                Filters.of(null, null, null, Visibility.PUBLIC, null, null),
                Filters.of(null, null, null, Visibility.PRIVATE, null, null),
                Filters.of(old, null, null, null, null, null),
                Filters.of(recent, null, null, null, null, null),
                Filters.of(null, sea, null, null, null, null),
                Filters.of(old, sea, null, null, null, null),
                Filters.of(recent, sea, null, null, null, null));
    }

    @Test
    default void pagesInALargeCollectionCostAsMuchAsInASmallOne() {
        store(Collection.images(Collection.SMALL.from(), Collection.SMALL.to()));
        Map<String, Double> small = costs(Collection.SMALL);
        store(Collection.images(Collection.LARGE.from(), Collection.SMALL.from()));
        store(Collection.images(Collection.SMALL.to(), Collection.LARGE.to()));

        costs(Collection.LARGE).forEach((list, cost) -> {
            double before = Objects.requireNonNull(small.get(list));
            assertThat(cost).as("%s, in the small collection %s", list, before)
                    .isLessThanOrEqualTo(before * tolerance());
        });
    }

    /** The cost of each list: of its first page or of one in the middle, whichever costs more. */
    private Map<String, Double> costs(Collection collection) {
        Map<String, Double> costs = new HashMap<>();
        for (ImageFilter filter : filters()) {
            for (SortKey key : keys()) {
                for (SortOrder order : SortOrder.values()) {
                    for (Position after : new @Nullable Position[]{null, collection.middle(filter.owner())}) {
                        PageRequest request = new PageRequest(filter, null, key, order, after, 50);
                        assertThat(testee().list(request).images()).as(request.toString()).hasSize(50);
                        double cost = cost(request);
                        assertThat(cost).as(request.toString()).isPositive();
                        costs.merge(filter + " " + key + " " + order, cost, Math::max);
                    }
                }
            }
        }
        return costs;
    }

    private List<SortKey> keys() {
        return testee().abilities().contains(ImageCatalog.Ability.TAKEN_ORDER)
                ? List.of(SortKey.values())
                : List.of(SortKey.CREATED_AT);
    }
}
