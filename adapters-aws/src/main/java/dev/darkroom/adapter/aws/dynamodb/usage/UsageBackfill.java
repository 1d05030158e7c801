package dev.darkroom.adapter.aws.dynamodb.usage;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.integer;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SIZE_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_READY;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_TRASHED;

import dev.darkroom.adapter.aws.dynamodb.schema.IndexKey;
import dev.darkroom.adapter.aws.dynamodb.schema.SortKey;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Counts the images of an owner that were published without a reservation. It finds them in the owner's list and trash. An image and
 * its owner's usage change in one transaction, so an image is counted once, even by concurrent processes.
 *
 * @param imagesPerCall the maximum number of images that one call counts, rounded up to a batch
 */
record UsageBackfill(Table table, UsageItem usage, int imagesPerCall) {
    /** The maximum time between an image's creation time, by which it is sorted, and its publication. */
    private static final Duration MAX_PUBLISH_DELAY = Duration.ofHours(2);

    /** The images of one transaction, which may have 100 items. */
    private static final int BATCH = 50;

    /**
     * Counts the images that are not counted, and stores the time of this count.
     *
     * @param countedUntil the time of the last count, or null for none
     * @param now the time of this count
     * @throws StorageException.Unavailable if there are too many for one call; the next call continues
     */
    void run(UserId owner, @Nullable Instant countedUntil, Instant now) {
        String first = countedUntil == null
                ? SortKey.FIRST_TIME
                : SortKey.from(countedUntil.minus(MAX_PUBLISH_DELAY));
        IndexKey list = IndexKey.gsi1(TableLayout.userKey(owner));
        IndexKey trash = IndexKey.gsi2(TableLayout.trashKey(owner));
        int left = imagesPerCall;
        // The trash is read twice, so that an image that moves between them meanwhile is found.
        for (IndexKey key : List.of(trash, list, trash)) {
            left -= count(owner, key, first, left, key.equals(list));
        }
        usage.setCountedUntil(owner, now);
    }

    /**
     * Counts those of a list, and returns their number.
     *
     * @param storesProgress whether all images before the first one that is left are counted, in every list
     */
    private int count(UserId owner, IndexKey key, String first, int limit, boolean storesProgress) {
        int counted = 0;
        Map<String, AttributeValue> continueAfter = null;
        do {
            QueryResponse page = uncounted(key, first, continueAfter);
            for (int from = 0; from < page.items().size(); from += BATCH) {
                if (counted >= limit) {
                    if (storesProgress) {
                        Position next = SortKey.parse(string(page.items().get(from), POSITION));
                        usage.setCountedUntil(owner, next.time());
                    }
                    throw new StorageException.Unavailable(
                            "The images of " + owner + " are being counted for the quota", null);
                }
                List<Map<String, AttributeValue>> batch =
                        page.items().subList(from, Math.min(from + BATCH, page.items().size()));
                count(owner, batch);
                counted += batch.size();
            }
            continueAfter = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null;
        } while (continueAfter != null);
        return counted;
    }

    private QueryResponse uncounted(
            IndexKey key, String first, @Nullable Map<String, AttributeValue> continueAfter) {
        return table.query(QueryRequest.builder()
                .indexName(key.index())
                .keyConditionExpression(key.attribute() + " = :owner AND " + key.sort() + " >= :first")
                .filterExpression("attribute_not_exists(" + COUNTED_BYTES + ")")
                .expressionAttributeValues(Map.of(":owner", text(key.value()), ":first", text(first)))
                .exclusiveStartKey(continueAfter));
    }

    private void count(UserId owner, List<Map<String, AttributeValue>> batch) {
        List<Map<String, AttributeValue>> images = batch;
        while (!images.isEmpty()) {
            List<TransactWriteItem> writes = new ArrayList<>();
            images.forEach(image -> writes.add(countImage(image)));
            writes.add(usage.add(owner, images.stream()
                    .mapToLong(image -> integer(image, SIZE_BYTES))
                    .sum()));
            Map<Integer, Write.Refused> refused = table.transact(writes);
            if (refused.isEmpty()) {
                return;
            }
            // The index lags: these were withdrawn or counted in the meantime.
            List<Map<String, AttributeValue>> tried = images;
            images = IntStream.range(0, tried.size())
                    .filter(i -> !refused.containsKey(i))
                    .mapToObj(tried::get)
                    .toList();
        }
    }

    private TransactWriteItem countImage(Map<String, AttributeValue> image) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table.name())
                        .key(Map.of(PK, text(string(image, PK)), SK, text(string(image, SK))))
                        .updateExpression("SET " + COUNTED_BYTES + " = " + SIZE_BYTES)
                        .conditionExpression("%s IN (:ready, :trashed) AND attribute_not_exists(%s)".formatted(
                                STATE, COUNTED_BYTES))
                        .expressionAttributeValues(
                                Map.of(":ready", text(STATE_READY), ":trashed", text(STATE_TRASHED))))
                .build();
    }
}
