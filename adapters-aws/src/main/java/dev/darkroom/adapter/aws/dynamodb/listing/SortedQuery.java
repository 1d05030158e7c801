package dev.darkroom.adapter.aws.dynamodb.listing;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;

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

/** Reads the items of one key of an index, in order and in parts. Not thread-safe. */
final class SortedQuery {
    /** The minimum cost of a query, which is assumed if the store does not return the cost. */
    private static final double MIN_READ_UNITS = 0.5;

    private final Table table;
    private final QueryRequest query;
    private final String sort;
    private final boolean filters;
    private final Queue<Map<String, AttributeValue>> items = new ArrayDeque<>();
    private @Nullable Map<String, AttributeValue> continueAfter;
    private boolean started;
    private boolean ended;

    SortedQuery(Table table, IndexKey key, KeyRange range, SortOrder order, @Nullable Filter filter) {
        this.table = table;
        this.sort = key.sort();
        this.filters = filter != null;
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":key", text(key.value()));
        values.put(":from", text(range.from()));
        values.put(":to", text(range.to()));
        QueryRequest.Builder builder = QueryRequest.builder()
                .indexName(key.index())
                .keyConditionExpression(key.attribute() + " = :key AND " + key.sort() + " BETWEEN :from AND :to")
                .scanIndexForward(order == SortOrder.OLDEST_FIRST);
        if (filter != null) {
            builder.filterExpression(filter.expression());
            values.putAll(filter.values());
        }
        query = builder.expressionAttributeValues(values).build();
    }

    /** A filter of the items. Items that it excludes cost as much as others. */
    record Filter(String expression, Map<String, AttributeValue> values) {}

    /**
     * Reads the next items.
     *
     * @param count the number of items to read, before the filter
     * @return the cost, in read units
     */
    double read(int count) {
        // Four times as many with a filter, which may exclude most of them: fewer round trips for the same read units.
        QueryResponse response =
                table.query(query.toBuilder().limit(filters ? 4 * count : count).exclusiveStartKey(continueAfter));
        started = true;
        items.addAll(response.items());
        continueAfter = response.hasLastEvaluatedKey() ? response.lastEvaluatedKey() : null;
        ended = continueAfter == null;
        // Some stores do not return the cost.
        return response.consumedCapacity() == null
                ? MIN_READ_UNITS
                : response.consumedCapacity().capacityUnits();
    }

    /** Whether {@link #read} was called. */
    boolean isStarted() {
        return started;
    }

    /** Whether everything was read. */
    boolean isEnded() {
        return ended;
    }

    /** The sort key of the next item that was read and not taken, or null if there is none. */
    @Nullable
    String next() {
        Map<String, AttributeValue> item = items.peek();
        return item == null ? null : string(item, sort);
    }

    Map<String, AttributeValue> take() {
        return items.remove();
    }

    /** The sort key up to which items were read, even those that the filter excluded; null before the start and after the end. */
    @Nullable
    String readTo() {
        return continueAfter == null ? null : string(continueAfter, sort);
    }
}
