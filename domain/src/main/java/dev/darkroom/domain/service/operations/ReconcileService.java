package dev.darkroom.domain.service.operations;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Abandonment;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes the unfinished images of the catalog in batches, several images at a time. It reads each row again before it removes objects. It removes the
 * objects first, then their row. It also removes expired idempotency keys and old events.
 */
public final class ReconcileService implements Reconcile {
    private static final int BATCH = 100;
    private static final Report NOTHING = new Report(0, 0, 0);

    private final ImageCatalog catalog;
    private final BlobStore store;
    private final IdempotencyStore keys;
    private final EventLog events;
    private final InstantSource clock;

    /** Without events. */
    public ReconcileService(BlobStore store, ImageCatalog catalog, IdempotencyStore keys, InstantSource clock) {
        this(store, catalog, keys, EventLog.OFF, clock);
    }

    public ReconcileService(
            BlobStore store, ImageCatalog catalog, IdempotencyStore keys, EventLog events, InstantSource clock) {
        this.catalog = catalog;
        this.store = store;
        this.keys = keys;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Report reconcile(Command command) {
        Instant now = clock.instant();
        keys.removeExpired(now);
        Instant before = now.minus(command.grace());
        Report total = NOTHING;
        while (true) {
            List<ImageId> batch = catalog.unfinished(before, BATCH);
            Report report = reconcile(batch, before);
            total = sum(total, report);
            boolean hasProgress = report.uploadsUndone() + report.deletionsFinished() > 0;
            // Without progress the next batch would be the same. The next run tries again.
            if (batch.size() < BATCH || !hasProgress) {
                events.removeBefore(now.minus(Duration.ofDays(EventLog.KEPT_DAYS)));
                return total;
            }
        }
    }

    private Report reconcile(List<ImageId> batch, Instant before) {
        List<Report> reports = new ArrayList<>();
        try (OrderedParallel<Report> parallel = new OrderedParallel<>(reports::add)) {
            batch.forEach(id -> parallel.submit(() -> reconcile(id, before)));
            parallel.finish();
        }
        return reports.stream().reduce(NOTHING, ReconcileService::sum);
    }

    private Report reconcile(ImageId id, Instant before) {
        try {
            return switch (catalog.state(id).orElse(null)) {
                case ImageState.Pending pending when pending.graceStart().isBefore(before) -> {
                    if (catalog.abandon(id) != Abandonment.ABANDONED) {
                        yield NOTHING;
                    }
                    remove(id);
                    yield new Report(1, 0, 0);
                }
                case ImageState.Deleting deleting when deleting.graceStart().isBefore(before) -> {
                    remove(id);
                    yield new Report(0, 1, 0);
                }
                // The list of unfinished images lagged behind this row.
                case ImageState.Pending _,ImageState.Deleting _, ImageState.Ready _ -> NOTHING;
                case null -> NOTHING;
            };
        } catch (StorageException e) {
            return new Report(0, 0, 1);
        }
    }

    private void remove(ImageId id) {
        store.deleteAll(new ObjectPrefix(id));
        catalog.remove(id);
    }

    private static Report sum(Report a, Report b) {
        return new Report(
                a.uploadsUndone() + b.uploadsUndone(),
                a.deletionsFinished() + b.deletionsFinished(),
                a.failed() + b.failed());
    }
}
