package dev.darkroom.adapter.aws.dynamodb.events;

import dev.darkroom.adapter.aws.dynamodb.events.ChangeStream.Search;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.port.out.events.EventLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The events of the table's stream (DynamoDB Developer Guide, "Change data capture for DynamoDB Streams"). A change costs nothing
 * more, and is in the stream if and only if it was made. DynamoDB keeps a stream for a day, so who reads the log copies the new
 * events to it first, and so does each reconciliation. Events are lost if no process does so for a day, and changes that are made while the
 * stream is off have none.
 *
 * <p>A position is the number of a batch and that of an event in it. DynamoDB removes batches after {@link #KEPT_DAYS} days.
 * Thread-safe.
 */
public final class DynamoDbEventLog implements EventLog {
    /** Each process may read a shard so often. DynamoDB allows five reads a second. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(DynamoDbEventLog.class);
    /** In one call. Each copies up to some thousand events. */
    private static final int MAX_COPIES = 100;

    private static final Duration SEARCH_INTERVAL = Duration.ofMinutes(1);

    private final Table table;
    private final @Nullable DynamoDbStreamsClient client;
    private final Duration interval;
    private final ReentrantLock lock = new ReentrantLock();
    private final BatchLog log;
    private final StreamCopier copier;
    private volatile boolean hasStream;
    private @Nullable Long searchedNanos;
    private @Nullable Long copiedNanos;

    /**
     * @param client reads the stream; null if events are not recorded
     * @param interval how long {@link #read} returns what is in the log before it reads the stream again
     */
    public DynamoDbEventLog(
            Table table, @Nullable DynamoDbStreamsClient client, InstantSource clock, Duration interval) {
        this.table = table;
        this.client = client;
        this.interval = interval;
        this.log = new BatchLog(table);
        this.copier = new StreamCopier(
                () -> client == null ? new Search.NotFound("events are off") : ChangeStream.find(table, client), log,
                clock);
    }

    /** Whether the table has a stream. If it has none, it is checked once a minute. A log that has recorded stays readable. */
    @Override
    public boolean isRecording() {
        DynamoDbStreamsClient reader = client;
        if (reader == null || hasStream) {
            return hasStream;
        }
        lock.lock();
        try {
            if (isOver(searchedNanos, SEARCH_INTERVAL)) {
                switch (ChangeStream.findReadable(table, reader)) {
                    case Search.Found _ -> hasStream = true;
                    case Search.NotFound(String why) -> {
                        if (searchedNanos == null) {
                            LOG.warn("{} records no events: {}", table, why);
                        }
                    }
                }
                searchedNanos = System.nanoTime();
            }
            return hasStream;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isOver(@Nullable Long sinceNanos, Duration time) {
        return sinceNanos == null || System.nanoTime() - sinceNanos >= time.toNanos();
    }

    private void requireRecording() {
        if (!isRecording()) {
            throw new UnsupportedOperationException(table + " records no events");
        }
    }

    @Override
    public EventPosition end() {
        requireRecording();
        lock.lock();
        try {
            copy();
            return log.last().map(Batch::end).orElse(EventPosition.START);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public EventPage read(EventPosition after, int limit) {
        requireRecording();
        lock.lock();
        try {
            if (isOver(copiedNanos, interval)) {
                copy();
            }
            return page(after, limit);
        } finally {
            lock.unlock();
        }
    }

    private void copy() {
        copiedNanos = copier.copy() ? System.nanoTime() : null;
    }

    private EventPage page(EventPosition after, int limit) {
        EventPosition end = after;
        while (true) {
            List<Batch> batches = log.after(end, limit);
            if (batches.isEmpty()) {
                return new EventPage(List.of(), end);
            }
            List<EventPage.Entry> entries = new ArrayList<>();
            for (Batch batch : batches) {
                entries.addAll(batch.after(end));
                end = batch.end();
                if (entries.size() >= limit) {
                    List<EventPage.Entry> first = entries.subList(0, limit);
                    return new EventPage(first, first.getLast().position());
                }
            }
            if (!entries.isEmpty()) {
                return new EventPage(entries, end);
            }
        }
    }

    /**
     * Copies what is new, because DynamoDB keeps the stream for a day and nobody may be reading. DynamoDB removes expired batches itself.
     */
    @Override
    public void removeBefore(Instant time) {
        if (client == null || !isRecording()) {
            return;
        }
        boolean isMore = true;
        for (int i = 0; i < MAX_COPIES && isMore; i++) {
            lock.lock();
            try {
                copy();
                isMore = copiedNanos == null;
            } finally {
                lock.unlock();
            }
        }
    }
}
