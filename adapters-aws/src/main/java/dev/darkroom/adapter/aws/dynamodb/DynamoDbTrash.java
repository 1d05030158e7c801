package dev.darkroom.adapter.aws.dynamodb;

import dev.darkroom.adapter.aws.dynamodb.lifecycle.Deletions;
import dev.darkroom.adapter.aws.dynamodb.lifecycle.TrashMoves;
import dev.darkroom.adapter.aws.dynamodb.listing.TrashLister;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.adapter.aws.dynamodb.schema.Timelines;
import dev.darkroom.adapter.aws.dynamodb.usage.OwnerUsage;
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

/**
 * The trash of a {@link DynamoDbImageCatalog}. An image in the trash has its row, under other index keys (see {@link TableLayout}), so that
 * no list of the catalog reads it. Each change is one transaction.
 */
public final class DynamoDbTrash implements Trash {
    private final TrashMoves moves;
    private final Deletions deletions;
    private final TrashLister lister;

    /**
     * @param usage that of the catalog
     * @param timelines those of the catalog
     */
    public DynamoDbTrash(Table table, OwnerUsage usage, Timelines timelines) {
        this.moves = new TrashMoves(table, timelines);
        this.deletions = new Deletions(table, usage);
        this.lister = new TrashLister(table);
    }

    @Override
    public Move put(ImageId id, VersionCondition condition, Instant at) {
        return moves.put(id, condition, at);
    }

    @Override
    public Exit restore(ImageState.Trashed trashed, Instant at) {
        return moves.restore(trashed, at);
    }

    @Override
    public Exit discard(ImageState.Trashed trashed, Instant at) {
        return deletions.discard(trashed, at);
    }

    /** The order of storing. An order by the taken time would cost two more index entries for each image. */
    @Override
    public Set<SortKey> sortKeys() {
        return Set.of(SortKey.CREATED_AT);
    }

    @Override
    public TrashPage list(TrashRequest request) {
        if (!sortKeys().contains(request.sortKey())) {
            throw new UnsupportedOperationException("No index has the taken times of the trash");
        }
        return lister.list(request);
    }

    @Override
    public List<ImageId> trashedBefore(Instant time, int limit) {
        return lister.before(time, limit);
    }
}
