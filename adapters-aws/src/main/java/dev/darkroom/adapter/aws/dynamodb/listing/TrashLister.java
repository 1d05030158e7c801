package dev.darkroom.adapter.aws.dynamodb.listing;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAKEN_POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TRASH_SHARDS;

import dev.darkroom.adapter.aws.dynamodb.listing.SortedQuery.Filter;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItemReader;
import dev.darkroom.adapter.aws.dynamodb.schema.IndexKey;
import dev.darkroom.adapter.aws.dynamodb.schema.KeyRange;
import dev.darkroom.adapter.aws.dynamodb.schema.ReadBudget;
import dev.darkroom.adapter.aws.dynamodb.schema.SortKey;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.trash.TrashPage;
import dev.darkroom.domain.model.trash.TrashRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Lists the images in the trash. Thread-safe. */
public record TrashLister(Table table) {
    /** See {@link dev.darkroom.domain.port.out.catalog.Trash#list}, in the order of storing. */
    public TrashPage list(TrashRequest request) {
        KeyRange range = KeyRange.of(request);
        if (range.isEmpty()) {
            return new TrashPage(List.of(), null);
        }
        UserId owner = request.owner();
        List<IndexKey> keys = owner == null
                ? shards(IndexKey::gsi1)
                : List.of(IndexKey.gsi2(TableLayout.trashKey(owner)));
        // Nothing is filtered, so a page costs at most what its rows cost.
        MergedQueries merged = merged(keys, range, request.order(), null);
        List<ImageState.Trashed> images = new ArrayList<>();
        while (images.size() < request.limit()) {
            Map<String, AttributeValue> item = merged.next(request.limit() - images.size());
            if (item == null) {
                return new TrashPage(images, null);
            }
            if (ImageItemReader.state(item) instanceof ImageState.Trashed trashed) {
                images.add(trashed);
            }
        }
        return new TrashPage(images, merged.isEnded() ? null : images.getLast().image().position());
    }

    /** See {@link dev.darkroom.domain.port.out.catalog.Trash#trashedBefore}. */
    public List<ImageId> before(Instant time, int limit) {
        KeyRange range = KeyRange.before(time);
        try {
            MergedQueries merged = merged(shards(IndexKey::gsi3), range, SortOrder.OLDEST_FIRST, null);
            List<ImageId> ids = new ArrayList<>();
            while (ids.size() < limit) {
                Map<String, AttributeValue> item = merged.next(limit - ids.size());
                if (item == null) {
                    break;
                }
                ids.add(SortKey.parse(string(item, TAKEN_POSITION)).id());
            }
            return ids;
        } catch (StorageException.Unavailable e) {
            if (Table.isRefusal(e)) {
                return beforeWithoutIndex(range, limit);
            }
            throw e;
        }
    }

    /** Reads the whole trash, in a table of 0.1.0 that was not provisioned again. */
    private List<ImageId> beforeWithoutIndex(KeyRange range, int limit) {
        Filter filter = new Filter(TAKEN_POSITION + " <= :before", Map.of(":before", text(range.to())));
        MergedQueries merged = merged(shards(IndexKey::gsi1), KeyRange.ALL, SortOrder.OLDEST_FIRST, filter);
        TreeSet<String> earliest = new TreeSet<>();
        Map<String, AttributeValue> item = merged.next(limit);
        while (item != null) {
            earliest.add(string(item, TAKEN_POSITION));
            if (earliest.size() > limit) {
                earliest.removeLast();
            }
            item = merged.next(limit);
        }
        return earliest.stream().map(position -> SortKey.parse(position).id()).toList();
    }

    private MergedQueries merged(List<IndexKey> keys, KeyRange range, SortOrder order, @Nullable Filter filter) {
        return new MergedQueries(
                keys.stream().map(key -> new SortedQuery(table, key, range, order, filter)).toList(),
                order,
                new ReadBudget(Double.POSITIVE_INFINITY));
    }

    private static List<IndexKey> shards(Function<String, IndexKey> index) {
        return IntStream.range(0, TRASH_SHARDS).mapToObj(TableLayout::trashedKey).map(index).toList();
    }
}
