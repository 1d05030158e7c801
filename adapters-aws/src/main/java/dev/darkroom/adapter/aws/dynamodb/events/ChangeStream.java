package dev.darkroom.adapter.aws.dynamodb.events;

import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.domain.model.StorageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The stream of the table's changes. A table that is restored, or whose stream is switched off and on, has another stream.
 *
 * @param label the time when it was switched on
 */
record ChangeStream(Table table, DynamoDbStreamsClient client, String arn, String label) {
    /** Whether there is a stream. */
    sealed interface Search {
        record Found(ChangeStream stream) implements Search {}

        /** @param why as a clause */
        record NotFound(String why) implements Search {}
    }

    /**
     * Finds the current stream.
     *
     * @throws StorageException.Unavailable if the service does not respond
     */
    static Search find(Table table, DynamoDbStreamsClient client) {
        return unlessRefused(() -> {
            TableDescription found = table.call(
                    () -> table.client().describeTable(describe -> describe.tableName(table.name())).table());
            StreamSpecification changes = found.streamSpecification();
            if (changes == null || !Boolean.TRUE.equals(changes.streamEnabled()) || found.latestStreamArn() == null) {
                return new Search.NotFound("it has no stream: `darkroom provision` switches it on");
            }
            if (changes.streamViewType() != StreamViewType.NEW_AND_OLD_IMAGES) {
                return new Search.NotFound(
                        "its stream has " + changes.streamViewTypeAsString() + " and not NEW_AND_OLD_IMAGES");
            }
            String label = found.latestStreamLabel();
            return new Search.Found(new ChangeStream(
                    table, client, found.latestStreamArn(), label == null ? found.latestStreamArn() : label));
        });
    }

    /** Does the same as {@link #find}, and checks that the stream can be read. */
    static Search findReadable(Table table, DynamoDbStreamsClient client) {
        return unlessRefused(() -> {
            Search search = find(table, client);
            if (search instanceof Search.Found(ChangeStream stream)) {
                DescribeStreamResponse _ = stream.describe(null, 1);
            }
            return search;
        });
    }

    private static Search unlessRefused(Supplier<Search> search) {
        try {
            return search.get();
        } catch (StorageException.Unavailable e) {
            if (Table.isRefusal(e)) {
                return new Search.NotFound("its stream cannot be read: " + e.getMessage());
            }
            throw e;
        }
    }

    private DescribeStreamResponse describe(@Nullable String after, @Nullable Integer limit) {
        return table.call(() -> client.describeStream(
                describe -> describe.streamArn(arn).exclusiveStartShardId(after).limit(limit)));
    }

    /** The ids of all shards that are kept, each with that of its parent, if it has one. Parents come first. */
    Map<String, Optional<String>> shards() {
        Map<String, Optional<String>> parents = new TreeMap<>();
        String last = null;
        do {
            DescribeStreamResponse page = describe(last, null);
            for (Shard shard : page.streamDescription().shards()) {
                parents.put(shard.shardId(), Optional.ofNullable(shard.parentShardId()));
            }
            last = page.streamDescription().lastEvaluatedShardId();
        } while (last != null);
        Map<String, Optional<String>> sorted = new LinkedHashMap<>();
        parents.keySet().forEach(shard -> add(sorted, shard, parents));
        return sorted;
    }

    private static void add(
            Map<String, Optional<String>> sorted, String shard, Map<String, Optional<String>> parents) {
        Optional<String> parent = parents.get(shard);
        if (parent != null && !sorted.containsKey(shard)) {
            parent.ifPresent(each -> add(sorted, each, parents));
            sorted.put(shard, parent);
        }
    }

    /** The result of reading a shard. */
    sealed interface Page {
        /**
         * Up to 1,000 records. There may be more even if there is none.
         *
         * @param next an iterator for the next ones, which is valid for 15 minutes, or null if the shard has ended
         */
        record Records(List<Record> records, @Nullable String next) implements Page {}

        /** The iterator is not valid any more. */
        record Expired() implements Page {}

        /** The records after the sequence number are kept, but that record itself is not, or some of them are lost. */
        record Trimmed() implements Page {}

        /** The stream or the shard does not exist any more. */
        record Gone() implements Page {}

        /** There are too many requests now. */
        record Busy() implements Page {}
    }

    /**
     * Reads the next records of a shard.
     *
     * @param iterator from a page before, or null
     * @param after the sequence number of a record, or null for the oldest record; not used with an iterator
     * @throws StorageException.Unavailable if the service does not respond
     */
    Page read(String shard, @Nullable String iterator, @Nullable SequenceNumber after) {
        return table.call(() -> {
            try {
                String from = iterator == null ? iterator(shard, after) : iterator;
                GetRecordsResponse response = client.getRecords(get -> get.shardIterator(from));
                return new Page.Records(response.records(), response.nextShardIterator());
            } catch (ExpiredIteratorException e) {
                return new Page.Expired();
            } catch (TrimmedDataAccessException e) {
                return new Page.Trimmed();
            } catch (ResourceNotFoundException e) {
                return new Page.Gone();
            } catch (DynamoDbException e) {
                if (isBusy(e)) {
                    return new Page.Busy();
                }
                throw e;
            }
        });
    }

    private String iterator(String shard, @Nullable SequenceNumber after) {
        GetShardIteratorRequest.Builder get = GetShardIteratorRequest.builder().streamArn(arn).shardId(shard);
        return client.getShardIterator((after == null
                ? get.shardIteratorType(ShardIteratorType.TRIM_HORIZON)
                : get.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER).sequenceNumber(after.digits()))
                .build())
                .shardIterator();
    }

    /** Whether a request failed because there are too many. */
    static boolean isBusy(@Nullable Throwable failure) {
        return failure instanceof LimitExceededException
                || (failure instanceof DynamoDbException answer && answer.isThrottlingException());
    }
}
