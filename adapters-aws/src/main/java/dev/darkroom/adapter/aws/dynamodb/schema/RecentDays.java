package dev.darkroom.adapter.aws.dynamodb.schema;

import static dev.darkroom.adapter.aws.dynamodb.schema.Table.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Table.text;
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
 * On which days images were stored, and under which keys the images of each are. A day is written down before its first
 * image is, and never changes, so a reader finds every image, and no time is lost on days without any.
 *
 * <p>A busy day has a bucket of its own. Where few images come in, a day goes on with the bucket of the day before: a page
 * then reads one bucket for weeks of images, not one for each day. Thread-safe.
 */
public final class RecentDays {
    /** With this many images in a shard, a bucket is left to the days that it has. */
    public static final int FULL_SHARD = 64;

    /** A few bytes each; images are stored on very few different days. */
    private static final int CACHED_DAYS = 1_000;

    private static final int DAYS_PER_READ = 100;

    private final Table table;
    private final int shards;
    private final Map<String, Day> cache = new ConcurrentHashMap<>();

    public RecentDays(Table table, int shards) {
        this.table = table;
        this.shards = shards;
    }

    /**
     * Where the images of one day are.
     *
     * @param date such as {@code 2026-11-22}, UTC
     * @param bucket the part of their keys that stands for the time: the first date that it was used for
     * @param shards over how many keys they are spread
     */
    public record Day(String date, String bucket, int shards) {
        static Day of(Map<String, AttributeValue> item) {
            return new Day(
                    ImageItems.string(item, SK),
                    ImageItems.string(item, BUCKET),
                    (int) ImageItems.integer(item, SHARDS));
        }
    }

    /** The day of an image that is going to be stored; from now on readers know of it. */
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
            // Another process was first, and its choice counts.
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

    /** Judged by its first shard: images fall into them evenly. */
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

    /** The days of a range, in order. */
    public Walk walk(KeyRange range, SortOrder order, ReadBudget budget) {
        return new Walk(range, order, budget);
    }

    /**
     * Days next to each other that share a bucket.
     *
     * @param first the earliest date
     * @param last the latest date
     */
    public record Run(String first, String last, String bucket, int shards) {}

    /** Reads the days as they are needed. Not thread-safe. */
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

        /** The next days with one bucket; call it only when {@link #hasNext}. */
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
