package dev.darkroom.adapter.aws;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.RecentDays;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.adapter.aws.testkit.CostsPage;
import dev.darkroom.adapter.aws.testkit.RecordedOperations;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The cost of a page of 50 in read units does not depend on the number of images. */
@FullTier
class PaginationCostIT {
    private static final int LIMIT = 50;
    private static final double BY_USER_UNITS = 4;
    private static final double OTHER_UNITS = 10;
    private static final int BATCH = 25;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ImageFilter BY_USER =
            new ImageFilter(new UserId("alice"), null, null, null, null, null);
    private static final ImageFilter BY_TAG = new ImageFilter(null, new Tag("sea"), null, null, null, null);
    private static final ImageFilter PUBLIC =
            new ImageFilter(null, null, null, Visibility.PUBLIC, null, null);

    private static final ImageFilter BY_USER_AND_TAG =
            new ImageFilter(new UserId("alice"), new Tag("sea"), null, null, null, null);

    /** Behind the 500th image. */
    private static final Position DEEP =
            new Position(START.minus(Duration.ofMinutes(20L * 500)), new ImageId(new UUID(0, 0)));

    private record Costs(double byUser, double byUserAndTag, double byTag, double ofAll, double ofPublic) {}

    @Test
    void pageCostsTheSameAtAThousandAndAtTwentyThousandImages() {
        try (AwsStorage storage = TestCloud.inProcess().newStorage(InstantSource.system())) {
            store(storage, 0, 1_000);
            Costs few = costs(storage, null);
            Costs fewDeep = costs(storage, DEEP);
            store(storage, 1_000, 20_000);
            Costs many = costs(storage, null);
            Costs manyDeep = costs(storage, DEEP);

            assertThat(many).isEqualTo(few);
            assertThat(manyDeep).isEqualTo(fewDeep);
            // A page by user is one query. The others read a part of each shard, whose size depends on the ids.
            assertThat(List.of(many.byUser(), many.byUserAndTag(), manyDeep.byUser(), manyDeep.byUserAndTag()))
                    .allSatisfy(units -> assertThat(units).isLessThanOrEqualTo(BY_USER_UNITS));
            assertThat(List.of(many.byTag(), many.ofAll(), many.ofPublic(), manyDeep.byTag(), manyDeep.ofAll(),
                    manyDeep.ofPublic()))
                    .allSatisfy(units -> assertThat(units).isLessThanOrEqualTo(OTHER_UNITS));
            assertThat(CostsPage.lines())
                    .contains(
                            CostsPage.lineOfPage("a page of 50 by user", BY_USER_UNITS),
                            CostsPage.lineOfPage("a page of 50 by tag, or of all", OTHER_UNITS));
        }
    }

    private static Costs costs(AwsStorage storage, @Nullable Position after) {
        return new Costs(
                cost(storage, BY_USER, after), cost(storage, BY_USER_AND_TAG, after), cost(storage, BY_TAG, after),
                cost(storage, ImageFilter.ALL, after), cost(storage, PUBLIC, after));
    }

    /** Stores images in intervals of twenty minutes, from new to old. They cover many days, and the first page never changes. */
    private static void store(AwsStorage storage, int from, int to) {
        RecentDays days = new RecentDays(storage.table(), TableLayout.RECENT_SHARDS);
        List<WriteRequest> writes = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Image image = image().owner("alice")
                    .tags(i % 2 == 0 ? new String[]{"sea"} : new String[0])
                    .visibility(i % 4 == 0 ? Visibility.PUBLIC : Visibility.PRIVATE)
                    .createdAt(START.minus(Duration.ofMinutes(20L * i)))
                    .build();
            add(writes, ImageItems.ready(image, days.dayOf(image.position())));
            ImageItems.tagsOf(image).forEach(item -> add(writes, item));
            if (writes.size() >= BATCH - 1) {
                write(storage, writes);
            }
        }
        write(storage, writes);
    }

    private static void add(List<WriteRequest> writes, Map<String, AttributeValue> item) {
        writes.add(WriteRequest.builder().putRequest(put -> put.item(item)).build());
    }

    private static void write(AwsStorage storage, List<WriteRequest> writes) {
        if (!writes.isEmpty()) {
            Table table = storage.table();
            table.client().batchWriteItem(batch -> batch.requestItems(Map.of(table.name(), List.copyOf(writes))));
            writes.clear();
        }
    }

    private static double cost(AwsStorage storage, ImageFilter filter, @Nullable Position after) {
        return RecordedOperations.unitsOf(() -> {
            var page = storage.catalog().list(new PageRequest(filter, SortOrder.NEWEST_FIRST, after, LIMIT));
            assertThat(page.images()).hasSize(LIMIT);
            assertThat(page.next()).isNotNull();
        });
    }
}
