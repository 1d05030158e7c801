package dev.darkroom.adapter.aws.dynamodb.schema;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.integer;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.BUCKET;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.DAYS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SHARDS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;

import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Visibility;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * The days on which images were stored, each with the bucket of its index keys. A day is stored before its first image and
 * never changes, so readers find every image and skip days without images.
 *
 * <p>A busy day has its own bucket. If few images are stored, a day continues the bucket of the day before: a page then reads
 * one bucket for weeks of images instead of one for each day. Thread-safe.
 */
public final class RecentDays {
    /** The number of images in a shard from which on the next day starts a new bucket. */
    public static final int FULL_SHARD = 64;

    /** A cached day takes a few bytes, and one process stores images of very few different days. */
    private static final int CACHED_DAYS = 1_000;

    private static final int DAYS_PER_READ = 100;

    private final Table table;
    private final int shards;
    private final Map<String, Day> cache = new ConcurrentHashMap<>();

    /** @param shards the number of keys over which the images of a new day are spread */
    public RecentDays(Table table, int shards) {
        this.table = table;
        this.shards = shards;
    }

    /**
     * The index keys of one day.
     *
     * @param date the date in UTC, such as {@code 2026-11-22}
     * @param bucket the bucket in the keys, which is the first date that used it
     * @param shards the number of keys over which the images are spread
     */
    public record Day(String date, String bucket, int shards) {
        static Day of(Map<String, AttributeValue> item) {
            return new Day(
                    string(item, SK),
                    string(item, BUCKET),
                    (int) integer(item, SHARDS));
        }
    }

    /** Returns the day of an image that is about to be stored. Stores the day if it is new, so that readers find the image. */
    public Day dayOf(Position position) {
        String date = SortKey.day(SortKey.of(position));
        Day cached = cache.get(date);
        if (cached != null) {
            return cached;
        }
        Day day = table.get(DAYS, date).map(Day::of).orElseGet(() -> begin(date));
        if (cache.size() >= CACHED_DAYS) {
            cache.clear();
        }
        cache.put(date, day);
        return day;
    }

    private Day begin(String date) {
        Day day = choose(date);
        Table.Write write = table.put(PutItemRequest.builder()
                .item(Map.of(
                        PK, text(DAYS), SK, text(date), BUCKET, text(day.bucket()), SHARDS, number(day.shards())))
                .conditionExpression("attribute_not_exists(" + PK + ")"));
        return switch (write) {
            case Table.Write.Done() -> day;
            // Another process stored the day first.
            case Table.Write.Refused(var found) when found != null -> Day.of(found);
            case Table.Write.Refused(var _) -> table.get(DAYS, date).map(Day::of).orElse(day);
        };
    }

    private Day choose(String date) {
        QueryResponse before = table.query(QueryRequest.builder()
                .keyConditionExpression(PK + " = :days AND " + SK + " < :date")
                .expressionAttributeValues(Map.of(":days", text(DAYS), ":date", text(date)))
                .scanIndexForward(false)
                .limit(1));
        if (!before.items().isEmpty()) {
            Day previous = Day.of(before.items().getFirst());
            if (previous.shards() == shards && !isFull(previous)) {
                return new Day(date, previous.bucket(), shards);
            }
        }
        return new Day(date, date, shards);
    }

    /** Whether the bucket is full. Counts the first shard only, because images are distributed evenly. */
    private boolean isFull(Day day) {
        for (Visibility visibility : Visibility.values()) {
            int count = table.query(QueryRequest.builder()
                    .indexName(TableLayout.GSI2)
                    .keyConditionExpression(TableLayout.GSI2_PK + " = :key")
                    .expressionAttributeValues(
                            Map.of(":key", text(TableLayout.recentKey(visibility, day.bucket(), 0))))
                    .select(Select.COUNT)
                    .limit(FULL_SHARD))
                    .count();
            if (count >= FULL_SHARD) {
                return true;
            }
        }
        return false;
    }

    /** Walks over the days of a range, in order. Its queries consume the budget. */
    public Walk walk(KeyRange range, SortOrder order, ReadBudget budget) {
        return new Walk(range, order, budget);
    }

    /**
     * Consecutive stored days with the same bucket.
     *
     * @param first the earliest date
     * @param last the latest date
     */
    public record Run(String first, String last, String bucket, int shards) {}

    /** Reads the days on demand. Not thread-safe. */
    public final class Walk {
        private final QueryRequest query;
        private final boolean forward;
        private final ReadBudget budget;
        private final Queue<Day> days = new ArrayDeque<>();
        private @Nullable Map<String, AttributeValue> continueAfter;
        private boolean started;

        private Walk(KeyRange range, SortOrder order, ReadBudget budget) {
            this.forward = order == SortOrder.OLDEST_FIRST;
            this.budget = budget;
            this.query = QueryRequest.builder()
                    .keyConditionExpression(PK + " = :days AND " + SK + " BETWEEN :from AND :to")
                    .expressionAttributeValues(Map.of(
                            ":days", text(DAYS),
                            ":from", text(SortKey.day(range.from())),
                            ":to", text(SortKey.day(range.to()))))
                    .scanIndexForward(forward)
                    .limit(DAYS_PER_READ)
                    .build();
        }

        public boolean hasNext() {
            while (days.isEmpty() && (!started || continueAfter != null)) {
                QueryResponse response = table.query(query.toBuilder().exclusiveStartKey(continueAfter));
                started = true;
                continueAfter = response.hasLastEvaluatedKey() ? response.lastEvaluatedKey() : null;
                response.items().forEach(item -> days.add(Day.of(item)));
                budget.spend(response.consumedCapacity() == null
                        ? 0
                        : response.consumedCapacity().capacityUnits());
            }
            return !days.isEmpty();
        }

        /** Returns the next run. Call it only if {@link #hasNext} returned true. */
        public Run next() {
            Day first = days.remove();
            Day last = first;
            while (hasNext()) {
                Day following = days.element();
                if (!following.bucket().equals(first.bucket()) || following.shards() != first.shards()) {
                    break;
                }
                last = days.remove();
            }
            return forward
                    ? new Run(first.date(), last.date(), first.bucket(), first.shards())
                    : new Run(last.date(), first.date(), first.bucket(), first.shards());
        }
    }
}
