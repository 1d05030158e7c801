package dev.darkroom.domain.service.rendition;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ObjectShard;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.model.rendition.RenditionDefinitions;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.out.blob.BlobStore;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * After each reconciliation, removes the old renditions in one {@linkplain ObjectShard shard} of the store: those of pictures that get no new ones.
 * The minute selects the shard. Reconciliations at intervals of an hour reach all of them in eleven days, whichever process makes them. A server
 * that defines no renditions skips this, because it would list objects to find none.
 */
public final class RenditionSweep implements Reconcile {
    /** A prime number above that of the shards. At every regular interval, the minutes modulo a prime have all values. */
    private static final int CYCLE = 257;

    private final Reconcile reconcile;
    private final BlobStore store;
    private final RenditionDefinitions definitions;
    private final OldRenditions old;
    private final InstantSource clock;

    /** @param reconcile runs before */
    public RenditionSweep(
            Reconcile reconcile, BlobStore store, RenditionDefinitions definitions, InstantSource clock) {
        this.reconcile = reconcile;
        this.store = store;
        this.definitions = definitions;
        this.old = new OldRenditions(store, definitions, clock);
        this.clock = clock;
    }

    @Override
    public Report reconcile(Command command) {
        Report report = reconcile.reconcile(command);
        int turn = (int) (TimeUnit.SECONDS.toMinutes(clock.instant().getEpochSecond()) % CYCLE);
        if (turn < ObjectShard.COUNT && !definitions.equals(RenditionDefinitions.DEFAULT)) {
            sweep(new ObjectShard(turn));
        }
        return report;
    }

    private void sweep(ObjectShard shard) {
        try {
            store.forEach(shard, new Visitor());
        } catch (StorageException failed) {
            // The next turn of the shard tries again.
        }
    }

    /** Removes the old renditions of an image when it sees the first one, or a note about them. */
    private final class Visitor implements Consumer<StoredObject> {
        private @Nullable ImageId done;

        @Override
        public void accept(StoredObject object) {
            ImageId id = object.key().prefix().imageId();
            if (!id.equals(done) && (old.isOld(object.key()) || object.key().isOutdatedNote())) {
                old.sweep(id);
                done = id;
            }
        }
    }
}
