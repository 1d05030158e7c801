package dev.darkroom.adapter.aws.dynamodb.listing;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.WORK_SHARDS;

import dev.darkroom.adapter.aws.dynamodb.schema.IndexKey;
import dev.darkroom.adapter.aws.dynamodb.schema.KeyRange;
import dev.darkroom.adapter.aws.dynamodb.schema.ReadBudget;
import dev.darkroom.adapter.aws.dynamodb.schema.SortKey;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.SortOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Finds pending and deleting images. Thread-safe. */
public record UnfinishedImages(Table table) {
    /** See {@link dev.darkroom.domain.port.out.catalog.ImageCatalog#unfinished}. */
    public List<ImageId> before(Instant time, int limit) {
        List<SortedQuery> shards = IntStream.range(0, WORK_SHARDS)
                .mapToObj(shard -> new SortedQuery(
                        table, IndexKey.gsi1(TableLayout.workKey(shard)), KeyRange.before(time),
                        SortOrder.OLDEST_FIRST,
                        null))
                .toList();
        MergedQueries merged =
                new MergedQueries(shards, SortOrder.OLDEST_FIRST, new ReadBudget(Double.POSITIVE_INFINITY));
        List<ImageId> ids = new ArrayList<>();
        while (ids.size() < limit) {
            Map<String, AttributeValue> item = merged.next(limit - ids.size());
            if (item == null) {
                break;
            }
            ids.add(SortKey.parse(string(item, POSITION)).id());
        }
        return ids;
    }
}
