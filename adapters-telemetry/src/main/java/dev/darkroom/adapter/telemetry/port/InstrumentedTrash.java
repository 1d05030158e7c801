package dev.darkroom.adapter.telemetry.port;

import dev.darkroom.adapter.telemetry.metrics.PortCalls;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.trash.TrashPage;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.Trash;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Measures each call of the trash of a catalog, as a call of the catalog. */
public record InstrumentedTrash(Trash trash, PortCalls calls) implements Trash {
    @Override
    public Move put(ImageId id, VersionCondition condition, Instant at) {
        return calls.timed("trash", () -> trash.put(id, condition, at));
    }

    @Override
    public Exit restore(ImageState.Trashed trashed, Instant at) {
        return calls.timed("restore", () -> trash.restore(trashed, at));
    }

    @Override
    public Exit discard(ImageState.Trashed trashed, Instant at) {
        return calls.timed("discard", () -> trash.discard(trashed, at));
    }

    @Override
    public Set<SortKey> sortKeys() {
        return trash.sortKeys();
    }

    @Override
    public TrashPage list(TrashRequest request) {
        return calls.timed("list_trash", () -> trash.list(request));
    }

    @Override
    public List<ImageId> trashedBefore(Instant time, int limit) {
        return calls.timed("trashed_before", () -> trash.trashedBefore(time, limit));
    }
}
