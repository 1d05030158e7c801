package dev.darkroom.adapter.aws.dynamodb.listing;

import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.POSITION;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.IndexKey;
import dev.darkroom.adapter.aws.dynamodb.schema.KeyRange;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.domain.model.image.SortOrder;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** The items under one key of an index, in order, read a part at a time. Not thread-safe. */
final class SortedQuery {
    private static final double LEAST_READ_UNITS = 0.5;

    private final Table table;
    private final QueryRequest query;
    private final boolean filters;
    private final Queue<Map<String, AttributeValue>> items = new ArrayDeque<>();
    private @Nullable Map<String, AttributeValue> continueAfter;
    private boolean started;
    private boolean ended;

    SortedQuery(Table table, IndexKey key, KeyRange range, SortOrder order, @Nullable Filter filter) {
        this.table = table;
        this.filters = filter != null;
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":key", Table.text(key.value()));
        values.put(":from", Table.text(range.from()));
        values.put(":to", Table.text(range.to()));
        QueryRequest.Builder builder = QueryRequest.builder()
                .indexName(key.index())
                .keyConditionExpression(key.attribute() + " = :key AND " + POSITION + " BETWEEN :from AND :to")
                .scanIndexForward(order == SortOrder.OLDEST_FIRST);
        if (filter != null) {
            builder.filterExpression(filter.expression());
            values.putAll(filter.values());
        }
        query = builder.expressionAttributeValues(values).build();
    }

    /** Which of the items under the key are wanted. It costs as much to read the others. */
    record Filter(String expression, Map<String, AttributeValue> values) {}

    /**
     * Reads the next items.
     *
     * @param count how many to read, before the filter
     * @return what it cost, in read units
     */
    double read(int count) {
        // Four times as many where most may not be wanted: fewer round trips for the same read units.
        QueryResponse response =
                table.query(query.toBuilder().limit(filters ? 4 * count : count).exclusiveStartKey(continueAfter));
        started = true;
        items.addAll(response.items());
        continueAfter = response.hasLastEvaluatedKey() ? response.lastEvaluatedKey() : null;
        ended = continueAfter == null;
        // Not every store of this protocol counts.
        return response.consumedCapacity() == null
                ? LEAST_READ_UNITS
                : response.consumedCapacity().capacityUnits();
    }

    /** Whether it was read from at all. */
    boolean isStarted() {
        return started;
    }

    /** Whether there is nothing behind what was read. */
    boolean isEnded() {
        return ended;
    }

    /** The sort key of the next item that was read and not taken, or null when there is none. */
    @Nullable
    String next() {
        Map<String, AttributeValue> item = items.peek();
        return item == null ? null : ImageItems.string(item, POSITION);
    }

    Map<String, AttributeValue> take() {
        return items.remove();
    }

    /** The sort key up to which it was read, wanted or not; null when it was not started or has ended. */
    @Nullable
    String readTo() {
        return continueAfter == null ? null : ImageItems.string(continueAfter, POSITION);
    }
}
