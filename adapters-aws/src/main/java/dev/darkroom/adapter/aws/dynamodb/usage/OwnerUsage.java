package dev.darkroom.adapter.aws.dynamodb.usage;

import static dev.darkroom.adapter.aws.dynamodb.schema.Table.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Table.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_UNTIL;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.GSI1_PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SIZE_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_READY;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.USED;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.SortKey;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.quota.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * How much each owner has, in one item of theirs. An image's own item tells how much of it is counted, and both change in one
 * transaction, so that every byte is counted once and given back once, whatever is repeated.
 *
 * <p>Images that were stored without a claim tell nothing: they are found in their owner's list, at the first claim and then
 * every ten minutes, and counted then. Thread-safe.
 */
public final class OwnerUsage {
    /** How old a look for images that are not counted may be. */
    static final Duration LOOK_EVERY = Duration.ofMinutes(10);

    /** An image may come into its list so long after the time that it is sorted by: the grace of an upload, and more. */
    private static final Duration LATE = Duration.ofHours(2);

    /** How many images are counted in one transaction, which takes 100 items. */
    private static final int AT_ONCE = 50;

    /** Some seconds' work. */
    private static final int IN_ONE_CALL = 2_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Table table;
    private final InstantSource clock;
    private final int inOneCall;

    /** Changes of one owner's item at once would cancel each other: those of this process wait for each other. */
    private final List<ReentrantLock> locks =
            Stream.generate(() -> new ReentrantLock(true)).limit(64).toList();

    public OwnerUsage(Table table, InstantSource clock) {
        this(table, clock, IN_ONE_CALL);
    }

    /** @param inOneCall how many images are counted before the caller is told to come again */
    public OwnerUsage(Table table, InstantSource clock, int inOneCall) {
        this.table = table;
        this.clock = clock;
        this.inOneCall = inOneCall;
    }

    /** Counts more or, when it is negative, less. */
    public TransactWriteItem add(UserId owner, long bytes) {
        return update(owner, "ADD " + COUNTED_BYTES + " :bytes", null, Map.of(":bytes", number(bytes)));
    }

    /** Counts more, when there is room for it and everything else is counted. */
    public TransactWriteItem reserve(UserId owner, long bytes, Quota quota) {
        return update(
                owner,
                "ADD " + COUNTED_BYTES + " :bytes",
                COUNTED_BYTES + " <= :room AND " + COUNTED_UNTIL + " >= :recently",
                Map.of(
                        ":bytes", number(bytes),
                        ":room", number(quota.bytes() - bytes),
                        ":recently", number(clock.instant().minus(LOOK_EVERY).toEpochMilli())));
    }

    private TransactWriteItem update(
            UserId owner, String expression, @Nullable String condition, Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .update(Update.builder()
                        .tableName(table.name())
                        .key(key(owner))
                        .updateExpression(expression)
                        .conditionExpression(condition)
                        .expressionAttributeValues(values)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                        .build())
                .build();
    }

    private static Map<String, AttributeValue> key(UserId owner) {
        return Map.of(PK, text(TableLayout.usageKey(owner)), SK, text(USED));
    }

    /** Whether everything was counted a short while ago, by the owner's item. */
    public boolean isCounted(@Nullable Map<String, AttributeValue> item) {
        return item != null
                && item.containsKey(COUNTED_UNTIL)
                && !countedUntil(item).isBefore(clock.instant().minus(LOOK_EVERY));
    }

    private static Instant countedUntil(Map<String, AttributeValue> item) {
        return Instant.ofEpochMilli(ImageItems.integer(item, COUNTED_UNTIL));
    }

    public static long usedBytes(Map<String, AttributeValue> item) {
        return ImageItems.integer(item, COUNTED_BYTES);
    }

    /** As {@link Table#transact}, of writes among which is one of the owner's item. */
    public Map<Integer, Write.Refused> transact(UserId owner, List<TransactWriteItem> writes) {
        return alone(owner, () -> table.transact(writes));
    }

    private <T> T alone(UserId owner, Supplier<T> work) {
        ReentrantLock lock = locks.get(Math.floorMod(owner.hashCode(), locks.size()));
        try {
            if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StorageException.Unavailable("Too much of " + owner + " is being stored at once", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted while others changed what " + owner + " has", e);
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts the owner's images that are not counted.
     *
     * @throws StorageException.Unavailable when there are too many for one call; the next one goes on
     */
    public void count(UserId owner) {
        alone(owner, () -> {
            Map<String, AttributeValue> item =
                    table.get(TableLayout.usageKey(owner), USED).orElse(null);
            if (!isCounted(item)) {
                Instant now = clock.instant();
                countFrom(owner, item != null && item.containsKey(COUNTED_UNTIL)
                        ? SortKey.from(countedUntil(item).minus(LATE))
                        : SortKey.FIRST_TIME);
                setCountedUntil(owner, now);
            }
            return null;
        });
    }

    private void countFrom(UserId owner, String first) {
        int found = 0;
        Map<String, AttributeValue> continueAfter = null;
        do {
            QueryResponse page = table.query(QueryRequest.builder()
                    .indexName(TableLayout.GSI1)
                    .keyConditionExpression(GSI1_PK + " = :owner AND " + POSITION + " >= :first")
                    .filterExpression("attribute_not_exists(" + COUNTED_BYTES + ")")
                    .expressionAttributeValues(
                            Map.of(":owner", text(TableLayout.userKey(owner)), ":first", text(first)))
                    .exclusiveStartKey(continueAfter));
            for (int from = 0; from < page.items().size(); from += AT_ONCE) {
                if (found >= inOneCall) {
                    Map<String, AttributeValue> next = page.items().get(from);
                    setCountedUntil(owner, SortKey.parse(ImageItems.string(next, POSITION)).createdAt());
                    throw new StorageException.Unavailable(
                            "The images of " + owner + " are being counted for the quota", null);
                }
                List<Map<String, AttributeValue>> images =
                        page.items().subList(from, Math.min(from + AT_ONCE, page.items().size()));
                count(owner, images);
                found += images.size();
            }
            continueAfter = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null;
        } while (continueAfter != null);
    }

    private void count(UserId owner, List<Map<String, AttributeValue>> images) {
        List<Map<String, AttributeValue>> left = images;
        while (!left.isEmpty()) {
            List<TransactWriteItem> writes = new ArrayList<>();
            left.forEach(image -> writes.add(countImage(image)));
            writes.add(add(owner, left.stream()
                    .mapToLong(image -> ImageItems.integer(image, SIZE_BYTES))
                    .sum()));
            Map<Integer, Write.Refused> refused = transact(owner, writes);
            if (refused.isEmpty()) {
                return;
            }
            // Withdrawn meanwhile, or counted by another process: the index is behind.
            List<Map<String, AttributeValue>> tried = left;
            left = IntStream.range(0, tried.size())
                    .filter(i -> !refused.containsKey(i))
                    .mapToObj(tried::get)
                    .toList();
        }
    }

    private TransactWriteItem countImage(Map<String, AttributeValue> image) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table.name())
                        .key(Map.of(PK, text(ImageItems.string(image, PK)), SK, text(ImageItems.string(image, SK))))
                        .updateExpression("SET " + COUNTED_BYTES + " = " + SIZE_BYTES)
                        .conditionExpression(STATE + " = :ready AND attribute_not_exists(" + COUNTED_BYTES + ")")
                        .expressionAttributeValues(Map.of(":ready", text(STATE_READY))))
                .build();
    }

    private void setCountedUntil(UserId owner, Instant time) {
        Write _ = table.update(UpdateItemRequest.builder()
                .key(key(owner))
                .updateExpression("SET %s = :time, %s = if_not_exists(%s, :nothing)".formatted(
                        COUNTED_UNTIL, COUNTED_BYTES, COUNTED_BYTES))
                .expressionAttributeValues(Map.of(":time", number(time.toEpochMilli()), ":nothing", number(0))));
    }
}
