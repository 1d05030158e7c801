package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.testkit.fixture.LabelRenderer;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.fixture.Pictures;
import dev.darkroom.domain.testkit.fixture.SequentialIds;
import dev.darkroom.domain.testkit.fixture.Services;
import java.nio.file.Path;

/** One storage in memory, with a clock and ids that a test controls. */
public final class InMemoryStorage {
    public final MovableClock clock = new MovableClock();
    public final InMemoryBlobStore store = new InMemoryBlobStore(clock);
    public final InMemoryImageCatalog catalog = new InMemoryImageCatalog();
    public final InMemoryIdempotencyStore keys = new InMemoryIdempotencyStore();
    public final InMemoryLinks links = new InMemoryLinks(clock);
    public final InMemorySigningKeys signingKeys = new InMemorySigningKeys();
    public final LabelRenderer renderer = new LabelRenderer();
    public final SequentialIds ids = new SequentialIds();

    /** The services over this storage for {@link Pictures}. Placeholders are made at once, and there is no quota. */
    public Services services() {
        return new Services(
                store, links, catalog, catalog, Retention.NONE, keys, signingKeys, new Pictures(), renderer, ids, clock,
                Runnable::run,
                Runnable::run, Path.of(""), Quota.NONE, Long.MAX_VALUE);
    }
}
