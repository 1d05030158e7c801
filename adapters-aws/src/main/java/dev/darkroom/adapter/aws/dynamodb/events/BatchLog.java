package dev.darkroom.adapter.aws.dynamodb.events;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.EVENTS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.EVENTS_START;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.batchSortKey;

import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.domain.model.event.EventPosition;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The batches in the table. Any process may append one, because of those with the same number one is stored. Remembers the newest
 * batches. Not thread-safe.
 */
final class BatchLog {
    /** A batch has at most 400 KB, and a query returns at most 1 MB. */
    private static final int BATCHES_PER_QUERY = 3;

    /** Each takes about 1 KB of memory. */
    private static final int REMEMBERED_EVENTS = 2_000;

    private static final long NUMBERS_PER_DAY = 1_000_000_000;

    private static final String NEW = "attribute_not_exists(" + PK + ")";
    private static final String NUMBER = "first_number";

    private final Table table;
    private final Deque<Batch> newest = new ArrayDeque<>();

    BatchLog(Table table) {
        this.table = table;
    }

    Table table() {
        return table;
    }

    /** The last batch, as of the last call of {@link #refresh} or {@link #append}. */
    Optional<Batch> last() {
        return Optional.ofNullable(newest.peekLast());
    }

    /**
     * The number after the last batch. An empty log may have had batches that expired, and a restored table had later batches than its
     * last one. So the first number of a stream depends on the day: it is higher than all numbers of the days before. Two processes may
     * have different days; {@link #append} stores the first batch of one of them.
     *
     * @param stream the label of the stream
     */
    long nextNumber(Instant now, String stream) {
        long first = now.atZone(ZoneOffset.UTC).toLocalDate().toEpochDay() * NUMBERS_PER_DAY;
        return last().map(batch -> batch.checkpoints().stream().equals(stream)
                ? batch.number() + 1
                : Math.max(batch.number() + 1, first))
                .orElse(first);
    }

    /** Reads the batches that other processes appended. */
    void refresh() {
        Batch last = newest.peekLast();
        if (last != null) {
            List<Batch> following = from(last.number() + 1, BATCHES_PER_QUERY);
            following.forEach(this::remember);
            if (following.size() < BATCHES_PER_QUERY) {
                return;
            }
        }
        query(QueryRequest.builder()
                .keyConditionExpression(PK + " = :events")
                .expressionAttributeValues(Map.of(":events", text(EVENTS)))
                .scanIndexForward(false)
                .limit(1))
                .forEach(this::remember);
    }

    /** Returns whether the batch was appended. Otherwise another one has its number, or it is this one and the response was lost. */
    boolean append(Batch batch) {
        boolean isAppended = isFirst(batch) ? appendFirst(batch)
                : table.put(PutItemRequest.builder()
                        .item(batch.item())
                        .conditionExpression(NEW)) instanceof Write.Done;
        if (isAppended) {
            remember(batch);
        }
        return isAppended;
    }

    private boolean isFirst(Batch batch) {
        return last().filter(last -> last.checkpoints().stream().equals(batch.checkpoints().stream())).isEmpty();
    }

    /**
     * Appends the first batch of a stream, together with the item that contains its number. If another process began after that item was read, it has
     * another number. If it began before, its batch is in the log.
     */
    private boolean appendFirst(Batch batch) {
        AttributeValue start = table.get(EVENTS_START, EVENTS_START).map(item -> item.get(NUMBER)).orElse(null);
        Optional<Long> known = last().map(Batch::number);
        refresh();
        if (!last().map(Batch::number).equals(known)) {
            return false;
        }
        Put.Builder put = Put.builder()
                .tableName(table.name())
                .item(Map.of(PK, text(EVENTS_START), SK, text(EVENTS_START), NUMBER, number(batch.number())));
        if (start == null) {
            put.conditionExpression(NEW);
        } else {
            put.conditionExpression("#number = :number")
                    .expressionAttributeNames(Map.of("#number", NUMBER))
                    .expressionAttributeValues(Map.of(":number", start));
        }
        return table.transact(List.of(
                TransactWriteItem.builder()
                        .put(first -> first.tableName(table.name()).item(batch.item()).conditionExpression(NEW))
                        .build(),
                TransactWriteItem.builder().put(put.build()).build()))
                .isEmpty();
    }

    private void remember(Batch batch) {
        Batch last = newest.peekLast();
        if (last != null && batch.number() <= last.number()) {
            return;
        }
        if (last != null && batch.number() != last.number() + 1) {
            newest.clear();
        }
        newest.addLast(batch);
        int size = newest.stream().mapToInt(BatchLog::size).sum();
        while (newest.size() > 1 && size > REMEMBERED_EVENTS) {
            size -= size(newest.removeFirst());
        }
    }

    /** The size of a batch in events. Its checkpoints count as some. */
    private static int size(Batch batch) {
        return batch.events().size() + 10;
    }

    /**
     * Some of the batches that may have events after a position, in their order. Empty if there are none.
     *
     * @param limit the number of events that are needed
     */
    List<Batch> after(EventPosition position, int limit) {
        Batch first = newest.peekFirst();
        if (first == null) {
            return List.of();
        }
        if (position.major() >= first.number()) {
            return newest.stream()
                    .filter(batch -> batch.end().compareTo(position) > 0)
                    .toList();
        }
        // The position may be that of the last event of its batch.
        return from(position.major(), limit == 1 ? 2 : BATCHES_PER_QUERY).stream()
                .filter(batch -> batch.end().compareTo(position) > 0)
                .toList();
    }

    private List<Batch> from(long number, int limit) {
        return query(QueryRequest.builder()
                .keyConditionExpression(PK + " = :events AND " + SK + " >= :from")
                .expressionAttributeValues(Map.of(":events", text(EVENTS), ":from", text(batchSortKey(number))))
                .limit(limit));
    }

    /** Reads consistently, so that no batch is missing between others. */
    private List<Batch> query(QueryRequest.Builder query) {
        return table.query(query.consistentRead(true)).items().stream().map(Batch::of).toList();
    }
}
