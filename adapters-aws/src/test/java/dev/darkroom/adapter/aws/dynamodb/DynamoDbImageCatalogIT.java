package dev.darkroom.adapter.aws.dynamodb;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.dynamodb.schema.Attributes;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Timeline;
import dev.darkroom.adapter.aws.dynamodb.usage.OwnerUsage;
import dev.darkroom.adapter.aws.testkit.OlderTable;
import dev.darkroom.adapter.aws.testkit.RecordedOperations;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.StorageException;
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
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.testkit.fixture.Filters;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

class DynamoDbImageCatalogIT {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final AwsStorage storage = TestCloud.inProcess().newStorage(InstantSource.system());

    @AfterEach
    void close() {
        storage.close();
    }

    private static ImageCatalog catalog(AwsStorage storage, int recentShards, double pageReadUnits) {
        OwnerUsage usage = new OwnerUsage(storage.table(), InstantSource.system());
        return new DynamoDbImageCatalog(storage.table(), usage, recentShards, pageReadUnits);
    }

    private static Image ready(ImageCatalog catalog, ImageBuilder builder) {
        Image image = builder.build();
        publish(catalog, image);
        return image;
    }

    private static void publish(ImageCatalog catalog, Image image) {
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(catalog.publish(image)).isEqualTo(ImageCatalog.Publication.PUBLISHED);
    }

    private static List<Image> walk(ImageCatalog catalog, ImageFilter filter, SortOrder order, int limit) {
        return walk(catalog, filter, SortKey.CREATED_AT, order, limit);
    }

    private static List<Image> walk(
            ImageCatalog catalog, ImageFilter filter, SortKey key, SortOrder order, int limit) {
        List<Image> images = new ArrayList<>();
        Set<Position> stops = new HashSet<>();
        Position after = null;
        do {
            ImagePage page = catalog.list(new PageRequest(filter, null, key, order, after, limit));
            images.addAll(page.images());
            after = page.next();
            assertThat(after == null || stops.add(after)).as("makes progress").isTrue();
        } while (after != null);
        return images;
    }

    private List<Map<String, AttributeValue>> itemsOf(String pk) {
        return storage.table()
                .query(QueryRequest.builder()
                        .keyConditionExpression("pk = :pk")
                        .expressionAttributeValues(Map.of(":pk", Attributes.text(pk))))
                .items();
    }

    private static ImageFilter randomFilter(Random random, List<Image> images) {
        ImageFilter filter = randomFilterOfStoring(random, images);
        if (random.nextInt(3) > 0) {
            return filter;
        }
        Instant from = images.get(random.nextInt(images.size())).takenTime();
        return filter.withTaken(new TimeRange(from, from.plus(Duration.ofDays(random.nextInt(300)))));
    }

    private static ImageFilter randomFilterOfStoring(Random random, List<Image> images) {
        Image example = images.get(random.nextInt(images.size()));
        List<Tag> tags = example.details().tags().values();
        Instant from = example.createdAt().minus(Duration.ofHours(random.nextInt(500)));
        return Filters.of(
                random.nextInt(3) == 0 ? example.owner() : null,
                random.nextInt(3) == 0 && !tags.isEmpty() ? tags.getFirst() : null,
                random.nextInt(3) == 0 ? ContentType.GIF : null,
                random.nextInt(3) == 0 ? example.details().visibility() : null,
                random.nextInt(3) == 0 ? from : null,
                random.nextInt(3) == 0 ? from.plus(Duration.ofHours(random.nextInt(700))) : null);
    }

    /** Compares all pages with those of the in-memory catalog, with one and three shards, and with pages that end early. */
    @Test
    void pagesAreThoseOfTheModelForAnyShardsAndAnyBudget() {
        for (int shards : new int[]{1, 3}) {
            Random random = new Random(shards);
            try (AwsStorage fresh = TestCloud.inProcess().newStorage(InstantSource.system())) {
                InMemoryImageCatalog model = new InMemoryImageCatalog();
                ImageCatalog largeBudget = catalog(fresh, shards, 1_000);
                ImageCatalog smallBudget = catalog(fresh, shards, 0.5);
                List<Image> images = new ArrayList<>();
                for (int i = 0; i < 90; i++) {
                    ImageBuilder builder = image().owner(random.nextBoolean() ? "alice" : "bob")
                            .contentType(random.nextInt(8) == 0 ? ContentType.GIF : ContentType.JPEG)
                            .visibility(random.nextInt(3) == 0 ? Visibility.PUBLIC : Visibility.PRIVATE)
                            .createdAt(NOON.plus(Duration.ofHours(random.nextInt(20 * 24))));
                    if (random.nextBoolean()) {
                        builder.takenAt(NOON.minus(Duration.ofHours(random.nextInt(500 * 24))));
                    }
                    if (random.nextBoolean()) {
                        builder.tags(random.nextBoolean() ? "sea" : "kite");
                    }
                    Image image = ready(largeBudget, builder);
                    publish(model, image);
                    images.add(image);
                }
                for (int i = 0; i < 20; i++) {
                    ImageFilter filter = randomFilter(random, images);
                    SortOrder order = random.nextBoolean() ? SortOrder.NEWEST_FIRST : SortOrder.OLDEST_FIRST;
                    int limit = 1 + random.nextInt(40);
                    for (SortKey key : SortKey.values()) {
                        List<Image> expected = walk(model, filter, key, order, 100);
                        assertThat(walk(largeBudget, filter, key, order, limit))
                                .as("%s %s %s %d of %d shards", filter, key, order, limit, shards)
                                .containsExactlyElementsOf(expected);
                        assertThat(walk(smallBudget, filter, key, order, limit))
                                .as("%s %s %s %d of %d shards, small budget", filter, key, order, limit, shards)
                                .containsExactlyElementsOf(expected);
                    }
                }
            }
        }
    }

    @Test
    void aSpentBudgetEndsThePageEarlyAndTheNextPageContinues() {
        ImageCatalog catalog = catalog(storage, 1, 0.5);
        for (int i = 0; i < 120; i++) {
            ready(catalog, image().createdAt(NOON.plusSeconds(i)));
        }
        Image oldest = ready(catalog, image().contentType(ContentType.GIF).createdAt(NOON.minusSeconds(1)));
        ImageFilter gifs =
                Filters.of(new UserId("alice"), null, ContentType.GIF, null, null, null);

        ImagePage first = catalog.list(new PageRequest(gifs, SortOrder.NEWEST_FIRST, null, 10));

        assertThat(first.images()).isEmpty();
        assertThat(first.next()).isNotNull();
        assertThat(walk(catalog, gifs, SortOrder.NEWEST_FIRST, 10)).containsExactly(oldest);
    }

    @Test
    void aDayKeepsItsNumberOfShards() {
        Image first = ready(catalog(storage, 2, 50), image().createdAt(NOON));
        ImageCatalog grown = catalog(storage, 7, 50);

        List<Image> images = new ArrayList<>(List.of(first));
        for (int i = 1; i < 20; i++) {
            images.add(ready(grown, image().createdAt(NOON.plus(Duration.ofHours(6L * i)))));
        }

        assertThat(itemsOf("DAYS").stream().map(item -> Attributes.integer(item, "n")))
                .containsExactly(2L, 7L, 7L, 7L, 7L, 7L);
        // A process that still has the old number finds all images.
        ImageCatalog old = catalog(storage, 2, 50);
        assertThat(walk(old, ImageFilter.ALL, SortOrder.OLDEST_FIRST, 6)).containsExactlyElementsOf(images);
    }

    @Test
    void quietDaysShareABucketAndABusyDayEndsIt() {
        ImageCatalog catalog = catalog(storage, 1, 50);
        for (int day = 0; day < 4; day++) {
            ready(catalog, image().createdAt(NOON.plus(Duration.ofDays(day))));
        }
        for (int i = 0; i < Timeline.FULL_SHARD; i++) {
            ready(catalog, image().createdAt(NOON.plus(Duration.ofDays(4)).plusSeconds(i)));
        }
        ready(catalog, image().createdAt(NOON.plus(Duration.ofDays(5))));

        assertThat(itemsOf("DAYS").stream().map(item -> Attributes.string(item, "b")))
                .containsExactly(
                        "2026-11-22", "2026-11-22", "2026-11-22", "2026-11-22", "2026-11-22", "2026-11-27");
        assertThat(walk(catalog, ImageFilter.ALL, SortOrder.NEWEST_FIRST, 10)).hasSize(5 + Timeline.FULL_SHARD);
    }

    @Test
    void aPageOverManyQuietDaysCostsAtMost15ReadUnits() {
        ImageCatalog catalog = storage.catalog();
        for (int day = 0; day < 60; day++) {
            ready(catalog, image().createdAt(NOON.plus(Duration.ofDays(3L * day))));
        }

        double units = RecordedOperations.unitsOf(() -> assertThat(
                catalog.list(new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 50)).images())
                .hasSize(50));

        assertThat(units).isLessThanOrEqualTo(15);
    }

    @Test
    void aPageOverManyMonthsWithFewPicturesCostsAtMost15ReadUnitsInAnyOrderOfUploading() {
        ImageCatalog catalog = storage.catalog();
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            ready(catalog, image().createdAt(NOON).takenAt(NOON.minus(Duration.ofDays(random.nextInt(20 * 365)))));
        }

        double units = RecordedOperations.unitsOf(() -> assertThat(
                catalog.list(new PageRequest(
                        ImageFilter.ALL, null, SortKey.TAKEN_AT, SortOrder.NEWEST_FIRST, null, 50)).images())
                .hasSize(50));

        assertThat(units).isLessThanOrEqualTo(15);
    }

    @Test
    void picturesOfAnyYearAreStored() {
        List<Image> images = Stream.of("-0500-01-01T00:00:00Z", "0000-02-01T00:00:00Z", "+12000-01-01T00:00:00Z")
                .map(time -> ready(storage.catalog(), image().createdAt(NOON).takenAt(Instant.parse(time))))
                .toList();

        assertThat(walk(storage.catalog(), ImageFilter.ALL, SortKey.TAKEN_AT, SortOrder.OLDEST_FIRST, 1))
                .containsExactlyElementsOf(images);
    }

    @Test
    void aTableWithoutTheIndexesOfTheTakenTimeIsUsedWithoutThem() {
        try (AwsStorage older =
                AwsStorage.open(TestCloud.inProcess().newSettings(), InstantSource.system())) {
            OlderTable.create(older.table());
            Image first = ready(older.catalog(), image().createdAt(NOON));
            Image image = ready(older.catalog(), image().createdAt(NOON.plus(Duration.ofDays(60))));

            older.catalog().check();
            assertThat(older.catalog().abilities()).isEmpty();
            assertThat(walk(older.catalog(), ImageFilter.ALL, SortOrder.NEWEST_FIRST, 10)).containsExactly(image,
                    first);
        }
    }

    @Test
    void aDeletedImageLeavesNoItem() {
        Image image = ready(storage.catalog(), image().tags("sea", "kite"));
        assertThat(itemsOf("IMG#" + image.id())).hasSize(3);

        storage.catalog().withdraw(image.id(), VersionCondition.ANY, image.createdAt());
        assertThat(itemsOf("IMG#" + image.id())).hasSize(1);

        storage.catalog().remove(image.id());
        assertThat(itemsOf("IMG#" + image.id())).isEmpty();
    }

    @Test
    void anEditDeletesTheItemsOfRemovedTags() {
        Image image = ready(storage.catalog(), image().tags("sea", "kite"));

        storage.catalog().revise(image, image.edited(
                new ImageDetails(null, null, Tags.of(List.of("kite", "sky")), Visibility.PUBLIC), image.createdAt()));

        assertThat(itemsOf("IMG#" + image.id()).stream().map(item -> Attributes.string(item, "sk") + " "
                + Attributes.string(item, "p2").substring(0,
                        Attributes.string(item, "p2").indexOf('#', Attributes.string(item, "p2").indexOf('#') + 1))
                + " " + Attributes.integer(item, "v")))
                .containsExactly("META RECENT#pub 2", "TAG#kite TAG#pub 2", "TAG#sky TAG#pub 2");
    }

    /** One query reads the image before a change of its visibility, and another one after it. */
    @Test
    void anImageThatMovesDuringAReadIsListedOnceInItsNewVersion() {
        Image other = ready(storage.catalog(), image().createdAt(NOON.minusSeconds(1)));
        Image image = ready(storage.catalog(), image().createdAt(NOON));
        Image next = image.edited(image.details(), image.createdAt());
        Map<String, AttributeValue> moved =
                new HashMap<>(storage.table().get("IMG#" + image.id(), "META").orElseThrow());
        moved.put("pk", Attributes.text("IMG#moved"));
        moved.computeIfPresent("p2", (_, key) -> Attributes.text(key.s().replace("#prv#", "#pub#")));
        moved.put("v", Attributes.number(2));
        storage.table().put(PutItemRequest.builder().item(moved));

        for (int limit = 1; limit <= 3; limit++) {
            assertThat(walk(storage.catalog(), ImageFilter.ALL, SortOrder.NEWEST_FIRST, limit).stream().map(Image::id))
                    .containsExactly(image.id(), other.id());
        }
        assertThat(walk(storage.catalog(), ImageFilter.ALL, SortOrder.NEWEST_FIRST, 3)).containsExactly(next, other);
    }

    @Test
    void aDamagedRowIsCorruptedAndNamesTheImage() {
        Image image = ready(storage.catalog(), image());
        Map<String, AttributeValue> item =
                Map.of("pk", Attributes.text("IMG#" + image.id()), "sk", Attributes.text("META"), "st",
                        Attributes.text("R"));
        storage.table().put(PutItemRequest.builder().item(item));

        assertThatThrownBy(() -> storage.catalog().find(image.id()))
                .isInstanceOf(StorageException.Corrupted.class)
                .hasMessageContaining(image.id().toString());
    }

    @Test
    void noCallScansTheTable() {
        ready(storage.catalog(), image());
        storage.catalog().list(new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 10));

        assertThat(RecordedOperations.names()).contains("Query", "PutItem").doesNotContain("Scan");
        // The recorder rejects a scan in every test, because it intercepts all clients.
        Table table = storage.table();
        assertThatThrownBy(() -> table.client().scan(scan -> scan.tableName(table.name())))
                .isInstanceOf(AssertionError.class);
    }
}
