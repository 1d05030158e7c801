package dev.darkroom.adapter.aws.dynamodb.events;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A stream whose shards, records and failures a test decides. Thread-safe. */
final class FakeStream implements DynamoDbStreamsClient {
    private final int pageSize;
    private final Map<String, FakeShard> shards = new LinkedHashMap<>();
    private int sequence = 100;
    private final List<Place> iterators = new ArrayList<>();
    private int expiredBefore;
    private int busy;
    private int reads;

    FakeStream(int pageSize) {
        this.pageSize = pageSize;
    }

    /** What an iterator points to. Its number is its index. */
    private record Place(String shard, int next) {}

    private static final class FakeShard {
        private final @Nullable String parent;
        private final List<Record> records = new ArrayList<>();
        private int trimmed;
        private boolean isListed = true;
        private boolean isClosed;

        private FakeShard(@Nullable String parent) {
            this.parent = parent;
        }
    }

    synchronized void open(String shard, @Nullable String parent) {
        shards.put(shard, new FakeShard(parent));
    }

    synchronized void close(String shard) {
        shard(shard).isClosed = true;
    }

    synchronized void setListed(String shard, boolean isListed) {
        shard(shard).isListed = isListed;
    }

    synchronized void add(String shard, Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
        sequence++;
        Map<String, AttributeValue> either = after.isEmpty() ? before : after;
        shard(shard).records.add(Record.builder()
                .dynamodb(change -> change.sequenceNumber("%021d".formatted(sequence))
                        .keys(Map.of("pk", either.get("pk"), "sk", either.get("sk")))
                        .oldImage(before)
                        .newImage(after))
                .build());
    }

    /** Removes the oldest records of a shard. */
    synchronized void trim(String shard, int records) {
        shard(shard).trimmed = records;
    }

    synchronized void expireIterators() {
        expiredBefore = iterators.size();
    }

    /** The next reads are refused. */
    synchronized void refuse(int reads) {
        busy = reads;
    }

    synchronized int reads() {
        return reads;
    }

    private FakeShard shard(String id) {
        FakeShard shard = shards.get(id);
        if (shard == null) {
            throw new IllegalArgumentException(id);
        }
        return shard;
    }

    @Override
    public synchronized DescribeStreamResponse describeStream(DescribeStreamRequest request) {
        List<Shard> listed = shards.entrySet().stream()
                .filter(shard -> shard.getValue().isListed)
                // Children first: the order does not matter.
                .sorted(Map.Entry.comparingByKey())
                .map(shard -> Shard.builder().shardId(shard.getKey()).parentShardId(shard.getValue().parent).build())
                .toList();
        return DescribeStreamResponse.builder().streamDescription(stream -> stream.shards(listed)).build();
    }

    @Override
    public synchronized GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
        FakeShard shard = shard(request.shardId());
        int next = shard.trimmed;
        if (request.shardIteratorType() == ShardIteratorType.AFTER_SEQUENCE_NUMBER) {
            List<String> numbers = shard.records.stream().map(each -> each.dynamodb().sequenceNumber()).toList();
            next = numbers.indexOf(request.sequenceNumber()) + 1;
            if (next <= shard.trimmed && shard.trimmed > 0) {
                throw TrimmedDataAccessException.builder().message("trimmed").build();
            }
        }
        return GetShardIteratorResponse.builder().shardIterator(iterator(request.shardId(), next)).build();
    }

    private String iterator(String shard, int next) {
        iterators.add(new Place(shard, next));
        return String.valueOf(iterators.size() - 1);
    }

    @Override
    public synchronized GetRecordsResponse getRecords(GetRecordsRequest request) {
        reads++;
        if (busy > 0) {
            busy--;
            throw LimitExceededException.builder().message("busy").build();
        }
        int number = Integer.parseInt(request.shardIterator());
        if (number < expiredBefore) {
            throw ExpiredIteratorException.builder().message("expired").build();
        }
        Place from = iterators.get(number);
        FakeShard shard = shard(from.shard());
        int to = Math.min(from.next() + pageSize, shard.records.size());
        boolean hasEnded = shard.isClosed && to == shard.records.size();
        return GetRecordsResponse.builder()
                .records(shard.records.subList(from.next(), to))
                .nextShardIterator(hasEnded ? null : iterator(from.shard(), to))
                .build();
    }

    @Override
    public String serviceName() {
        return "dynamodb";
    }

    @Override
    public void close() {}
}
