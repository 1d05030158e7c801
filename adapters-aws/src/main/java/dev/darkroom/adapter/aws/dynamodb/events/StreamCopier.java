package dev.darkroom.adapter.aws.dynamodb.events;

import dev.darkroom.adapter.aws.dynamodb.events.ShardReader.Waiting;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.ImageEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the events of the stream to the log. Any number of processes copy at the same time. Each reads all shards and appends what
 * is not in the log. A batch contains the checkpoints of all shards, so nothing is copied twice, and the process that was too late
 * continues after the batch of the other one.
 *
 * <p>The changes of an image are in one shard, or in a shard and those that follow it. A shard is read after its parent. Not
 * thread-safe.
 */
final class StreamCopier {
    private static final Logger LOG = LoggerFactory.getLogger(StreamCopier.class);

    private static final int MAX_EVENTS = 250;
    /** Before compression. The limit of an item is 400 KB, and one event has at most 20 KB. */
    private static final int MAX_BYTES = 300_000;

    /** How often each shard is read in one call. */
    private static final int ROUNDS = 8;

    private static final Duration RELIST = Duration.ofMinutes(1);

    /** The shards that follow an ended one may be listed a bit later. */
    private static final Duration SUCCESSORS = Duration.ofSeconds(10);

    /** DynamoDB removes records after a day. */
    private static final Duration KEPT = Duration.ofHours(24);

    /** After this time without events, the checkpoints are stored, so that they are younger than the oldest record. */
    private static final Duration RENEWED = Duration.ofHours(6);

    private final Supplier<ChangeStream.Search> search;
    private final BatchLog log;
    private final InstantSource clock;
    private final Map<String, ShardReader> shards = new LinkedHashMap<>();
    private @Nullable ChangeStream stream;
    private long listedNanos;
    private @Nullable Long endedNanos;
    private boolean hasNewEnd;
    private boolean mustList = true;
    private boolean warnedOfGap;

    /** @param search finds the current stream of the table */
    StreamCopier(Supplier<ChangeStream.Search> search, BatchLog log, InstantSource clock) {
        this.search = search;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Copies what is new, up to a limit.
     *
     * @return whether the end of the stream was reached
     * @throws StorageException.Unavailable if the service does not respond
     */
    boolean copy() {
        log.refresh();
        ChangeStream current = current();
        if (current == null) {
            return true;
        }
        boolean more = true;
        for (int round = 0; round < ROUNDS && more; round++) {
            adopt(current);
            more = readShards(current);
            appendAll(current);
            if (hasNewEnd) {
                list(current);
            }
        }
        if (!more && isRenewalDue(current)) {
            append(current);
        }
        return !more;
    }

    /** The stream, whose shards are listed. Null if there is none now. */
    private @Nullable ChangeStream current() {
        ChangeStream known = stream;
        boolean isOther = known != null && log.last()
                .filter(batch -> !batch.checkpoints().stream().equals(known.label()))
                .isPresent();
        if (mustList || isOther || hasUnlisted() || isOver(listedNanos, RELIST)) {
            try {
                find();
            } catch (StorageException.Unavailable e) {
                if (!ChangeStream.isBusy(e.getCause())) {
                    throw e;
                }
                mustList = true;
            }
        }
        return stream;
    }

    /** Whether another process has read a shard that this one does not know. */
    private boolean hasUnlisted() {
        return !log.last().map(batch -> batch.checkpoints().read().keySet()).map(shards.keySet()::containsAll)
                .orElse(true);
    }

    private void find() {
        switch (search.get()) {
            case ChangeStream.Search.Found(ChangeStream found) -> {
                if (stream == null || !stream.label().equals(found.label())) {
                    shards.clear();
                }
                stream = found;
                list(found);
            }
            case ChangeStream.Search.NotFound(String why) -> {
                if (stream != null) {
                    LOG.warn("{} has no new events: {}", log.table(), why);
                }
                stream = null;
                mustList = true;
            }
        }
    }

    private void list(ChangeStream listed) {
        Map<String, Optional<String>> parents = listed.shards();
        Map<String, ShardReader> known = new LinkedHashMap<>(shards);
        shards.clear();
        known.values().stream()
                .filter(shard -> !parents.containsKey(shard.id()) && !shard.waiting().isEmpty())
                .forEach(shard -> shards.put(shard.id(), shard));
        parents.forEach((id, parent) -> {
            ShardReader shard = known.get(id);
            shards.put(id, shard == null ? new ShardReader(id, parent) : shard);
        });
        listedNanos = System.nanoTime();
        hasNewEnd = false;
        mustList = endedNanos != null && !isOver(endedNanos, SUCCESSORS);
    }

    private static boolean isOver(long sinceNanos, Duration time) {
        return System.nanoTime() - sinceNanos > time.toNanos();
    }

    private Checkpoints checkpoints(ChangeStream current) {
        return log.last().map(Batch::checkpoints)
                .filter(last -> last.stream().equals(current.label()))
                .orElseGet(() -> Checkpoints.start(current.label()));
    }

    private void adopt(ChangeStream current) {
        Checkpoints checkpoints = checkpoints(current);
        for (ShardReader shard : shards.values()) {
            // Another process has read the end: the list may be older than the shards that follow, and must not decide which ones are forgotten.
            mustList |= shard.appended(checkpoints);
        }
    }

    /** Returns whether there may be more to read now. */
    private boolean readShards(ChangeStream current) {
        boolean more = false;
        boolean isBusy = false;
        for (ShardReader shard : List.copyOf(shards.values())) {
            if (shard.hasEnded() || !parentHasEnded(shard)) {
                continue;
            }
            switch (shard.read(current)) {
                case RECORDS -> more = true;
                case NONE -> {}
                case ENDED -> {
                    more = true;
                    hasNewEnd = true;
                    endedNanos = System.nanoTime();
                }
                case GONE -> mustList = true;
                case TRY_LATER -> isBusy = true;
            }
            if (countWaiting() >= MAX_EVENTS) {
                appendAll(current);
            }
        }
        return more && !isBusy;
    }

    private boolean parentHasEnded(ShardReader shard) {
        return shard.parent().map(shards::get).map(ShardReader::hasEnded).orElse(true);
    }

    private void appendAll(ChangeStream current) {
        while (countWaiting() > 0) {
            append(current);
        }
    }

    private void append(ChangeStream current) {
        if (!log.append(next(current))) {
            log.refresh();
        }
        adopt(current);
    }

    private int countWaiting() {
        return shards.values().stream().mapToInt(shard -> shard.waiting().size()).sum();
    }

    private boolean isRenewalDue(ChangeStream current) {
        return log.last()
                .filter(last -> isOlder(last, RENEWED) || !last.checkpoints().stream().equals(current.label()))
                .isPresent();
    }

    private boolean isOlder(Batch batch, Duration age) {
        return batch.at().plus(age).isBefore(clock.instant());
    }

    /** The next batch. If not all events fit into it, it ends before a shard's event, and contains nothing of the shards after that one. */
    private Batch next(ChangeStream current) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Checkpoints.Changes checkpoints = checkpoints(current).change();
        List<ImageEvent> events = new ArrayList<>();
        int bytes = 0;
        boolean fits = true;
        for (ShardReader shard : shards.values()) {
            for (Waiting waiting : shard.waiting()) {
                bytes += waiting.sizeBytes();
                fits &= events.size() < MAX_EVENTS && bytes <= MAX_BYTES;
                if (fits) {
                    events.add(waiting.event());
                    checkpoints.read(shard.id(), waiting.sequenceNumber());
                }
            }
            if (!fits) {
                break;
            }
            SequenceNumber read = shard.read();
            if (shard.hasEnded()) {
                checkpoints.end(shard.id());
            } else if (read != null) {
                checkpoints.read(shard.id(), read);
            }
        }
        if (!mustList) {
            checkpoints.forgetEnded(shards.keySet());
        }
        forgetLost(checkpoints);
        return new Batch(log.nextNumber(now, current.label()), now, checkpoints.done(), events);
    }

    /** After a day without a reader, DynamoDB has removed records, and maybe shards. */
    private void forgetLost(Checkpoints.Changes checkpoints) {
        if (log.last().filter(last -> isOlder(last, KEPT)).isPresent()) {
            checkpoints.read().keySet().retainAll(shards.keySet());
            if (!warnedOfGap) {
                warnedOfGap = true;
                LOG.warn("The stream of {} was not read for more than {} hours, so events may be missing",
                        log.table(), KEPT.toHours());
            }
        }
    }
}
