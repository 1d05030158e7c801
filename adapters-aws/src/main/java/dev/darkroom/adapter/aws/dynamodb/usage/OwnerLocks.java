package dev.darkroom.adapter.aws.dynamodb.usage;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Serializes the transactions on one owner's item within this process. Without it, concurrent ones would conflict and cancel
 * each other. Thread-safe.
 */
final class OwnerLocks {
    private static final int STRIPES = 64;
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final List<ReentrantLock> locks =
            Stream.generate(() -> new ReentrantLock(true)).limit(STRIPES).toList();

    /** @throws StorageException.Unavailable if the lock is not available within ten seconds */
    <T> T withLock(UserId owner, Supplier<T> work) {
        ReentrantLock lock = locks.get(Math.floorMod(owner.hashCode(), STRIPES));
        try {
            if (!lock.tryLock(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StorageException.Unavailable("Too many concurrent changes of the usage of " + owner, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted while waiting to change the usage of " + owner, e);
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
