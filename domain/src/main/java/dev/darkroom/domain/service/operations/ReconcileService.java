package dev.darkroom.domain.service.operations;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Abandonment;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.catalog.Trash.Exit;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Processes the unfinished images of the catalog in batches, several images at a time. It reads each row again before it removes objects. It removes the
 * objects first, then their row. It also empties the trash, and removes expired idempotency keys and old events.
 */
public final class ReconcileService implements Reconcile {
    private static final int BATCH = 100;
    private static final Report NOTHING = new Report(0, 0, 0, 0);

    private final ImageCatalog catalog;
    private final BlobStore store;
    private final IdempotencyStore keys;
    private final EventLog events;
    private final Trash trash;
    private final Retention retention;
    private final InstantSource clock;

    public ReconcileService(
            BlobStore store, ImageCatalog catalog, Trash trash, Retention retention, IdempotencyStore keys,
            EventLog events, InstantSource clock) {
        this.catalog = catalog;
        this.store = store;
        this.trash = trash;
        this.retention = retention;
        this.keys = keys;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Report reconcile(Command command) {
        Instant now = clock.instant();
        keys.removeExpired(now);
        Instant before = now.minus(command.grace());
        Report finished = inBatches(() -> catalog.unfinished(before, BATCH), id -> finish(id, before));
        Report emptied = retention.hasTrash() ? emptyTrash(retention.purgesBefore(now), now) : NOTHING;
        events.removeBefore(now.minus(Duration.ofDays(EventLog.KEPT_DAYS)));
        return sum(finished, emptied);
    }

    private Report emptyTrash(Instant before, Instant now) {
        return inBatches(() -> trash.trashedBefore(before, BATCH), id -> purge(id, before, now));
    }

    private static Report inBatches(Supplier<List<ImageId>> batches, Function<ImageId, Report> work) {
        Report total = NOTHING;
        while (true) {
            List<ImageId> batch = batches.get();
            Report report = inParallel(batch, work);
            total = sum(total, report);
            boolean hasProgress = report.uploadsUndone() + report.deletionsFinished() + report.imagesPurged() > 0;
            // Without progress the next batch would be the same. The next run tries again.
            if (batch.size() < BATCH || !hasProgress) {
                return total;
            }
        }
    }

    private static Report inParallel(List<ImageId> batch, Function<ImageId, Report> work) {
        List<Report> reports = new ArrayList<>();
        try (OrderedParallel<Report> parallel = new OrderedParallel<>(reports::add)) {
            batch.forEach(id -> parallel.submit(() -> {
                try {
                    return work.apply(id);
                } catch (StorageException e) {
                    return new Report(0, 0, 0, 1);
                }
            }));
            parallel.finish();
        }
        return reports.stream().reduce(NOTHING, ReconcileService::sum);
    }

    /** The row of the image stays for the next reconciliation, because a request may be storing a rendition. */
    private Report purge(ImageId id, Instant before, Instant now) {
        if (catalog.state(id).orElse(null) instanceof ImageState.Trashed trashed
                && trashed.trashedAt().isBefore(before)
                && trash.discard(trashed, now.truncatedTo(ChronoUnit.MILLIS)) == Exit.DONE) {
            store.deleteAll(new ObjectPrefix(id));
            return new Report(0, 0, 1, 0);
        }
        return NOTHING;
    }

    private Report finish(ImageId id, Instant before) {
        return switch (catalog.state(id).orElse(null)) {
            case ImageState.Pending pending when pending.graceStart().isBefore(before) -> {
                if (catalog.abandon(id) != Abandonment.ABANDONED) {
                    yield NOTHING;
                }
                remove(id);
                yield new Report(1, 0, 0, 0);
            }
            case ImageState.Deleting deleting when deleting.graceStart().isBefore(before) -> {
                remove(id);
                yield new Report(0, 1, 0, 0);
            }
            // The list of unfinished images lagged behind this row.
            case ImageState.Pending _,ImageState.Deleting _,ImageState.Ready _, ImageState.Trashed _ -> NOTHING;
            case null -> NOTHING;
        };
    }

    private void remove(ImageId id) {
        store.deleteAll(new ObjectPrefix(id));
        catalog.remove(id);
    }

    private static Report sum(Report a, Report b) {
        return new Report(
                a.uploadsUndone() + b.uploadsUndone(),
                a.deletionsFinished() + b.deletionsFinished(),
                a.imagesPurged() + b.imagesPurged(),
                a.failed() + b.failed());
    }
}
