package dev.darkroom.adapter.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.dynamodb.DynamoDbImageCatalog;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.adapter.aws.dynamodb.schema.Timelines;
import dev.darkroom.adapter.aws.testkit.CostsPage;
import dev.darkroom.adapter.aws.testkit.RecordedOperations;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.testkit.contract.PageCostContract;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The cost of a page in read units, which has a limit too. */
@FullTier
class PaginationCostIT implements PageCostContract {
    private static final double BY_USER_UNITS = 4;
    private static final double OTHER_UNITS = 10;
    private static final int BATCH = 25;

    private final AwsStorage storage = TestCloud.inProcess().newStorage(InstantSource.system());

    @AfterEach
    void close() {
        storage.close();
    }

    @Override
    public DynamoDbImageCatalog testee() {
        return (DynamoDbImageCatalog) storage.catalog();
    }

    @Override
    public void store(List<Image> images) {
        Timelines timelines = new Timelines(storage.table(), TableLayout.RECENT_SHARDS);
        List<WriteRequest> writes = new ArrayList<>();
        for (Image image : images) {
            add(writes, timelines.ready(image));
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

    /** A page by user is one query. The others read a part of each shard, whose size depends on the ids. */
    @Override
    public double cost(PageRequest request) {
        double units = RecordedOperations.unitsOf(() -> storage.catalog().list(request));
        assertThat(units).as(request.toString())
                .isLessThanOrEqualTo(request.filter().owner() == null ? OTHER_UNITS : BY_USER_UNITS);
        return units;
    }

    @Test
    void limitsAreThoseOfTheDocumentation() {
        assertThat(CostsPage.lines())
                .contains(
                        CostsPage.lineOfPage("a page of 50 by user", BY_USER_UNITS),
                        CostsPage.lineOfPage("a page of 50 by tag, or of all", OTHER_UNITS));
    }
}
