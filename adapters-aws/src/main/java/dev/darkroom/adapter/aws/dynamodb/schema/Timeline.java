package dev.darkroom.adapter.aws.dynamodb.schema;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.integer;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.BUCKET;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SHARDS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Visibility;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * The days on which images were stored, or the months in which pictures were taken, each with the bucket of its index keys. A
 * period is stored before its first image and never changes, so readers find every image and skip periods without images.
 *
 * <p>A busy period has its own bucket. If there are few images, a period continues the bucket of the one before: a page then
 * reads one bucket for many periods instead of one for each. Months are not stored in their order, because old pictures are
 * uploaded at any time. So a bucket may have images of months that are not consecutive. Thread-safe.
 */
public final class Timeline {
    /** The number of images in a shard from which on the next period starts a new bucket. */
    public static final int FULL_SHARD = 64;

    /** A cached period takes a few bytes, and one process stores images of few different ones. */
    private static final int CACHED_PERIODS = 1_000;

    private static final int PERIODS_PER_READ = 100;

    private final Table table;
    private final Kind kind;
    private final int shards;
    private final Runnable beforeFirst;
    private final Map<String, Period> cache = new ConcurrentHashMap<>();

    /**
     * @param shards the number of keys over which the images of a new period are spread
     * @param beforeFirst runs before the first period is stored
     */
    Timeline(Table table, Kind kind, int shards, Runnable beforeFirst) {
        this.table = table;
        this.kind = kind;
        this.shards = shards;
        this.beforeFirst = beforeFirst;
    }

    public Kind kind() {
        return kind;
    }

    /** What the periods are. */
    public enum Kind {
        /** The days, such as {@code 2026-11-22}, on which images were stored. */
        DAYS(TableLayout.DAYS, "2026-11-22".length()) {
            @Override
            public IndexKey key(Visibility visibility, String bucket, int shard) {
                return IndexKey.gsi2(TableLayout.recentKey(visibility, bucket, shard));
            }

            @Override
            LocalDate firstDateAfter(String period) {
                return LocalDate.parse(period).plusDays(1);
            }

            @Override
            LocalDate lastDateBefore(String period) {
                return LocalDate.parse(period).minusDays(1);
            }
        },
        /** The months, such as {@code 2026-11}, in which pictures were taken. */
        MONTHS(TableLayout.MONTHS, "2026-11".length()) {
            @Override
            public IndexKey key(Visibility visibility, String bucket, int shard) {
                return IndexKey.gsi4(TableLayout.takenKey(visibility, bucket, shard));
            }

            @Override
            LocalDate firstDateAfter(String period) {
                return YearMonth.parse(period).plusMonths(1).atDay(1);
            }

            @Override
            LocalDate lastDateBefore(String period) {
                return YearMonth.parse(period).minusMonths(1).atEndOfMonth();
            }
        };

        private final String partition;
        private final int length;

        Kind(String partition, int length) {
            this.partition = partition;
            this.length = length;
        }

        /** The key of the images in a shard of a bucket. */
        public abstract IndexKey key(Visibility visibility, String bucket, int shard);

        abstract LocalDate firstDateAfter(String period);

        abstract LocalDate lastDateBefore(String period);

        /** The period of a sort key, or of a bound of sort keys. */
        private String of(String sortKey) {
            return sortKey.substring(0, length);
        }

        /** The first position, in the order, after the periods of a run. No image has it. */
        public Position after(Run run, SortOrder order) {
            return SortKey.parse(order == SortOrder.OLDEST_FIRST
                    ? firstDateAfter(run.last()) + "T00:00:00.000Z#00000000-0000-0000-0000-000000000000"
                    : lastDateBefore(run.first()) + "T23:59:59.999Z#ffffffff-ffff-ffff-ffff-ffffffffffff");
        }
    }

    /**
     * The index keys of one period.
     *
     * @param date the day or month in UTC
     * @param bucket the bucket in the keys, which is the period that used it first
     * @param shards the number of keys over which the images are spread
     */
    record Period(String date, String bucket, int shards) {
        static Period of(Map<String, AttributeValue> item) {
            return new Period(
                    string(item, SK),
                    string(item, BUCKET),
                    (int) integer(item, SHARDS));
        }
    }

    /** Returns the period of an image that is about to be stored. Stores it if it is new, so that readers find the image. */
    Period of(String sortKey) {
        String date = kind.of(sortKey);
        Period cached = cache.get(date);
        if (cached != null) {
            return cached;
        }
        Period period = table.get(kind.partition, date).map(Period::of).orElseGet(() -> begin(date));
        if (cache.size() >= CACHED_PERIODS) {
            cache.clear();
        }
        cache.put(date, period);
        return period;
    }

    private Period begin(String date) {
        Period period = choose(date);
        Table.Write write = table.put(PutItemRequest.builder()
                .item(Map.of(
                        PK, text(kind.partition), SK, text(date), BUCKET, text(period.bucket()),
                        SHARDS, number(period.shards())))
                .conditionExpression("attribute_not_exists(" + PK + ")"));
        return switch (write) {
            case Table.Write.Done() -> period;
            // Another process stored the period first.
            case Table.Write.Refused(var found) when found != null -> Period.of(found);
            case Table.Write.Refused(var _) -> table.get(kind.partition, date).map(Period::of).orElse(period);
        };
    }

    private Period choose(String date) {
        // Old pictures may be uploaded from the newest to the oldest.
        Optional<Period> nearest = nearest(date, "<", false).or(() -> nearest(date, ">", true));
        if (nearest.isEmpty() && isEmpty(table, kind)) {
            beforeFirst.run();
        }
        return nearest.filter(near -> near.shards() == shards && !isFull(near))
                .map(near -> new Period(date, near.bucket(), shards))
                .orElseGet(() -> new Period(date, date, shards));
    }

    private Optional<Period> nearest(String date, String comparator, boolean forward) {
        QueryResponse found = table.query(QueryRequest.builder()
                .keyConditionExpression(PK + " = :periods AND " + SK + " " + comparator + " :date")
                .expressionAttributeValues(Map.of(":periods", text(kind.partition), ":date", text(date)))
                .scanIndexForward(forward)
                .limit(1));
        return found.items().stream().findFirst().map(Period::of);
    }

    /** Whether the bucket is full, or the index cannot be read. Images are stored in a table without the index, too. */
    private boolean isFull(Period period) {
        try {
            return countIsFull(period);
        } catch (StorageException.Unavailable e) {
            if (Table.isRefusal(e)) {
                return true;
            }
            throw e;
        }
    }

    /** Counts the first shard only, because images are distributed evenly. */
    private boolean countIsFull(Period period) {
        for (Visibility visibility : Visibility.values()) {
            IndexKey key = kind.key(visibility, period.bucket(), 0);
            int count = table.query(QueryRequest.builder()
                    .indexName(key.index())
                    .keyConditionExpression(key.attribute() + " = :key")
                    .expressionAttributeValues(Map.of(":key", text(key.value())))
                    .select(Select.COUNT)
                    .limit(FULL_SHARD))
                    .count();
            if (count >= FULL_SHARD) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is no period. */
    static boolean isEmpty(Table table, Kind kind) {
        return table.query(QueryRequest.builder()
                .keyConditionExpression(PK + " = :periods")
                .expressionAttributeValues(Map.of(":periods", text(kind.partition)))
                .consistentRead(true)
                .limit(1))
                .items()
                .isEmpty();
    }

    /** Walks over the periods of a range, in order. Its queries consume the budget. */
    public Walk walk(KeyRange range, SortOrder order, ReadBudget budget) {
        return new Walk(range, order, budget);
    }

    /**
     * Consecutive stored periods with the same bucket.
     *
     * @param first the earliest period
     * @param last the latest period
     */
    public record Run(String first, String last, String bucket, int shards) {}

    /** Reads the periods on demand. Not thread-safe. */
    public final class Walk {
        private final QueryRequest query;
        private final boolean forward;
        private final ReadBudget budget;
        private final Queue<Period> periods = new ArrayDeque<>();
        private @Nullable Map<String, AttributeValue> continueAfter;
        private boolean started;

        private Walk(KeyRange range, SortOrder order, ReadBudget budget) {
            this.forward = order == SortOrder.OLDEST_FIRST;
            this.budget = budget;
            this.query = QueryRequest.builder()
                    .keyConditionExpression(PK + " = :periods AND " + SK + " BETWEEN :from AND :to")
                    .expressionAttributeValues(Map.of(
                            ":periods", text(kind.partition),
                            ":from", text(kind.of(range.from())),
                            ":to", text(kind.of(range.to()))))
                    .scanIndexForward(forward)
                    .limit(PERIODS_PER_READ)
                    .build();
        }

        public boolean hasNext() {
            while (periods.isEmpty() && (!started || continueAfter != null)) {
                QueryResponse response = table.query(query.toBuilder().exclusiveStartKey(continueAfter));
                started = true;
                continueAfter = response.hasLastEvaluatedKey() ? response.lastEvaluatedKey() : null;
                response.items().forEach(item -> periods.add(Period.of(item)));
                budget.spend(response.consumedCapacity() == null
                        ? 0
                        : response.consumedCapacity().capacityUnits());
            }
            return !periods.isEmpty();
        }

        /** Returns the next run. Call it only if {@link #hasNext} returned true. */
        public Run next() {
            Period first = periods.remove();
            Period last = first;
            while (hasNext()) {
                Period following = periods.element();
                if (!following.bucket().equals(first.bucket()) || following.shards() != first.shards()) {
                    break;
                }
                last = periods.remove();
            }
            return forward
                    ? new Run(first.date(), last.date(), first.bucket(), first.shards())
                    : new Run(last.date(), first.date(), first.bucket(), first.shards());
        }
    }
}
