package dev.darkroom.domain.service.operations;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Abandonment;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Processes the unfinished images of the catalog in batches. It reads each row again before it removes objects. It removes the
 * objects first, then their row.
 */
public final class ReconcileService implements Reconcile {
    private static final int BATCH = 100;

    private final ImageCatalog catalog;
    private final BlobStore store;
    private final IdempotencyStore keys;
    private final InstantSource clock;

    public ReconcileService(BlobStore store, ImageCatalog catalog, IdempotencyStore keys, InstantSource clock) {
        this.catalog = catalog;
        this.store = store;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Report reconcile(Command command) {
        Instant now = clock.instant();
        keys.removeExpired(now);
        Instant before = now.minus(command.grace());
        Report total = new Report(0, 0, 0);
        while (true) {
            List<ImageId> batch = catalog.unfinished(before, BATCH);
            Report report = reconcile(batch, before);
            total = sum(total, report);
            boolean hasProgress = report.uploadsUndone() + report.deletionsFinished() > 0;
            // Without progress the next batch would be the same. The next run tries again.
            if (batch.size() < BATCH || !hasProgress) {
                return total;
            }
        }
    }

    private Report reconcile(List<ImageId> batch, Instant before) {
        int undone = 0;
        int finished = 0;
        int failed = 0;
        for (ImageId id : batch) {
            try {
                Optional<ImageState> state = catalog.state(id);
                switch (state.orElse(null)) {
                    case ImageState.Pending pending when pending.graceStart().isBefore(before) -> {
                        if (catalog.abandon(id) == Abandonment.ABANDONED) {
                            remove(id);
                            undone++;
                        }
                    }
                    case ImageState.Deleting deleting when deleting.graceStart().isBefore(before) -> {
                        remove(id);
                        finished++;
                    }
                    // The list of unfinished images lagged behind this row.
                    case ImageState.Pending _,ImageState.Deleting _, ImageState.Ready _ -> {}
                    case null -> {}
                }
            } catch (StorageException e) {
                failed++;
            }
        }
        return new Report(undone, finished, failed);
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
