package dev.darkroom.adapter.aws.dynamodb.usage;

import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Counts the bytes of each owner in one item. An image's row contains the bytes that are counted for it, and both items
 * change in one transaction. So every byte is counted once and released once, even if requests are repeated.
 *
 * <p>Rows of images that were published without a reservation contain no counted bytes. The owner's first reservation
 * counts them, and later reservations count again if the last count is more than ten minutes old. Thread-safe.
 */
public final class OwnerUsage {
    /** The maximum age of the last count of all images. */
    private static final Duration COUNT_EVERY = Duration.ofMinutes(10);

    /** Takes a few seconds. */
    private static final int IMAGES_PER_CALL = 2_000;

    /** A failed attempt conflicted with another change. */
    private static final int ATTEMPTS = 5;

    private final Table table;
    private final InstantSource clock;
    private final UsageItem item;
    private final UsageBackfill backfill;
    private final OwnerLocks locks = new OwnerLocks();

    /** @param clock the clock for the time of the last count */
    public OwnerUsage(Table table, InstantSource clock) {
        this(table, clock, IMAGES_PER_CALL);
    }

    /** @param imagesPerCall the number of uncounted images after which a reservation fails, and the next one continues */
    public OwnerUsage(Table table, InstantSource clock, int imagesPerCall) {
        this.table = table;
        this.clock = clock;
        this.item = new UsageItem(table);
        this.backfill = new UsageBackfill(table, item, imagesPerCall);
    }

    /**
     * Writes an image's row and adds bytes to its owner's usage, in one step, if the quota allows it.
     *
     * @param row a write with a condition
     * @return empty if the row's condition was false; then nothing changed
     * @throws StorageException.Unavailable if the owner has too many uncounted images for one call; the next call continues
     */
    public Optional<Reservation> reserve(TransactWriteItem row, UserId owner, long bytes, Quota quota) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Instant countedSince = clock.instant().minus(COUNT_EVERY);
            TransactWriteItem addition = item.addWithin(quota, owner, bytes, countedSince);
            Map<Integer, Write.Refused> refused =
                    locks.withLock(owner, () -> table.transact(List.of(row, addition)));
            if (refused.isEmpty()) {
                return Optional.of(new Reservation.Reserved());
            }
            if (refused.containsKey(0)) {
                return Optional.empty();
            }
            Map<String, AttributeValue> found = refused.values().iterator().next().found();
            if (found != null && isCounted(UsageItem.countedUntil(found))) {
                return Optional.of(new Reservation.QuotaExceeded(UsageItem.usedBytes(found)));
            }
            countAll(owner);
        }
        throw new StorageException.Unavailable("Too many concurrent changes of the usage of " + owner, null);
    }

    private boolean isCounted(@Nullable Instant countedUntil) {
        return countedUntil != null && !countedUntil.isBefore(clock.instant().minus(COUNT_EVERY));
    }

    private void countAll(UserId owner) {
        locks.withLock(owner, () -> {
            Instant countedUntil = item.countedUntil(owner);
            // Another thread may have counted them while this one waited for the lock.
            if (!isCounted(countedUntil)) {
                backfill.run(owner, countedUntil, clock.instant());
            }
            return true;
        });
    }

    /**
     * Writes an image's row and adds bytes to its owner's usage, in one step, without a quota.
     *
     * @param bytes negative to reduce the usage
     * @param row a write with a condition
     * @param others more writes, without conditions
     * @return the result of the row's write; if it is refused, nothing changed
     */
    public Write add(UserId owner, long bytes, TransactWriteItem row, List<TransactWriteItem> others) {
        List<TransactWriteItem> unconditional =
                Stream.concat(Stream.of(item.add(owner, bytes)), others.stream()).toList();
        return locks.withLock(owner, () -> table.transact(row, unconditional));
    }
}
