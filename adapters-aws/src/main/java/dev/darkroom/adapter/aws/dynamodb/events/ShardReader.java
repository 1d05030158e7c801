package dev.darkroom.adapter.aws.dynamodb.events;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.ImageEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Reads one shard, and remembers the events that are not in the log yet. Not thread-safe. */
final class ShardReader {
    private static final Logger LOG = LoggerFactory.getLogger(ShardReader.class);

    private final String id;
    private final Optional<String> parent;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    /** The last record that was read, by this process or another one. */
    private @Nullable SequenceNumber read;
    private @Nullable String iterator;
    private boolean fromStart;
    private boolean hasEnded;

    ShardReader(String id, Optional<String> parent) {
        this.id = id;
        this.parent = parent;
    }

    /**
     * An event that was read.
     *
     * @param sizeBytes the size in a batch
     */
    record Waiting(SequenceNumber sequenceNumber, ImageEvent event, int sizeBytes) {}

    String id() {
        return id;
    }

    Optional<String> parent() {
        return parent;
    }

    /** In the order of the shard. */
    Deque<Waiting> waiting() {
        return waiting;
    }

    @Nullable
    SequenceNumber read() {
        return read;
    }

    /** Whether there are no records after those that were read. */
    boolean hasEnded() {
        return hasEnded;
    }

    /** Forgets the events that are in the log. Returns whether the log is the first to tell that the shard has ended. */
    boolean appended(Checkpoints checkpoints) {
        SequenceNumber appended = checkpoints.read().get(id);
        if (checkpoints.hasEnded(id)) {
            waiting.clear();
            boolean isNew = !hasEnded;
            hasEnded = true;
            return isNew;
        }
        if (appended != null) {
            waiting.removeIf(each -> each.sequenceNumber().compareTo(appended) <= 0);
            read = read == null ? appended : SequenceNumber.max(read, appended);
        }
        return false;
    }

    /** What was found. */
    enum Progress {
        RECORDS, NONE, ENDED, TRY_LATER, GONE
    }

    /** Reads the next records. */
    Progress read(ChangeStream stream) {
        ChangeStream.Page page = stream.read(id, iterator, fromStart ? null : read);
        return switch (page) {
            case ChangeStream.Page.Records(var records, var next) -> {
                records.forEach(this::add);
                iterator = next;
                fromStart = false;
                hasEnded = next == null;
                yield hasEnded ? Progress.ENDED : records.isEmpty() ? Progress.NONE : Progress.RECORDS;
            }
            case ChangeStream.Page.Expired() -> {
                iterator = null;
                yield Progress.RECORDS;
            }
            // The oldest record is after the last one that was read.
            case ChangeStream.Page.Trimmed() -> {
                iterator = null;
                boolean again = !fromStart;
                fromStart = true;
                yield again ? Progress.RECORDS : Progress.TRY_LATER;
            }
            case ChangeStream.Page.Gone() -> {
                iterator = null;
                yield Progress.GONE;
            }
            case ChangeStream.Page.Busy() -> Progress.TRY_LATER;
        };
    }

    /** The iterator may return records that another process has read. */
    private void add(Record record) {
        SequenceNumber number = new SequenceNumber(record.dynamodb().sequenceNumber());
        if (read != null && number.compareTo(read) <= 0) {
            return;
        }
        read = number;
        try {
            StreamRecords.event(record.dynamodb())
                    .ifPresent(event -> waiting.add(new Waiting(number, event, EventFormat.size(event))));
        } catch (StorageException.Corrupted e) {
            LOG.warn("A change has no event, because it cannot be read: {}", e.getMessage());
        }
    }
}
