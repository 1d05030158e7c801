package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.trash.TrashPage;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.Trash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Changes the states of images in the table of the catalog. A change locks the row of the image first, so that its event has a later place than those
 * of the changes that it waited for. A call that is repeated after its connection was lost finds the state that it made.
 */
public final class PostgresTrash implements Trash {
    private static final Change PUT =
            Change.of(ImageEvent.Kind.TRASHED, "state = 'trashed', trashed_at = ?, since = NULL");

    private static final Change RESTORE =
            Change.of(ImageEvent.Kind.RESTORED, "state = 'ready', trashed_at = NULL");

    private static final Change DISCARD =
            Change.of(ImageEvent.Kind.DELETED, "state = 'deleting', trashed_at = NULL, since = ?");

    static final String TRASHED_BEFORE =
            "SELECT id FROM image WHERE state = 'trashed' AND trashed_at < ? ORDER BY trashed_at, id LIMIT ?";

    private final Database database;
    private final boolean recordsEvents;

    /** @param recordsEvents whether the catalog in the database records events */
    public PostgresTrash(Database database, boolean recordsEvents) {
        this.database = database;
        this.recordsEvents = recordsEvents;
    }

    /** The statements of a change of a row. */
    private record Change(String silent, String recorded) {
        static Change of(ImageEvent.Kind kind, String values) {
            String update = "UPDATE image SET " + values + " WHERE id = ?";
            return new Change(update, "WITH changed AS (%s RETURNING id, %s) %s".formatted(
                    update, ImageRows.COLUMNS, EventRows.insert(kind, "?::timestamptz", "changed")));
        }
    }

    /** @param parameters of the change */
    private void change(Session session, Change change, Instant at, Object... parameters) throws SQLException {
        List<Object> all = new ArrayList<>(List.of(parameters));
        if (recordsEvents) {
            all.add(at);
        }
        session.update(recordsEvents ? change.recorded() : change.silent(), all.toArray());
    }

    @Override
    public Move put(ImageId id, VersionCondition condition, Instant at) {
        return database.transaction(session -> switch (PostgresImageCatalog.locked(session, id).orElse(null)) {
            case ImageState.Ready(var image) when condition.matches(image) -> {
                change(session, PUT, at, at, id.value());
                session.update(PostgresImageCatalog.REMOVE_TAGS, id.value());
                yield Move.TRASHED;
            }
            case ImageState.Ready _ -> Move.VERSION_MISMATCH;
            case ImageState.Trashed(var _, Instant since) when since.equals(at) -> Move.TRASHED;
            case ImageState.Trashed _,ImageState.Pending _, ImageState.Deleting _ -> Move.NOT_FOUND;
            case null -> Move.NOT_FOUND;
        });
    }

    @Override
    public Exit restore(ImageState.Trashed trashed, Instant at) {
        UUID id = trashed.id().value();
        return database.transaction(session -> switch (PostgresImageCatalog.locked(session, trashed.id())
                .orElse(null)) {
            case ImageState.Trashed found when found.trashedAt().equals(trashed.trashedAt()) -> {
                change(session, RESTORE, at, id);
                session.update(PostgresImageCatalog.ADD_TAGS, id);
                yield Exit.DONE;
            }
            case ImageState.Ready _ -> Exit.DONE;
            case ImageState.Trashed _,ImageState.Pending _, ImageState.Deleting _ -> Exit.NOT_TRASHED;
            case null -> Exit.NOT_TRASHED;
        });
    }

    @Override
    public Exit discard(ImageState.Trashed trashed, Instant at) {
        UUID id = trashed.id().value();
        return database.transaction(session -> switch (PostgresImageCatalog.locked(session, trashed.id())
                .orElse(null)) {
            case ImageState.Trashed found when found.trashedAt().equals(trashed.trashedAt()) -> {
                change(session, DISCARD, at, at, id);
                UsageRows.release(session, found.image().owner(), found.image().sizeBytes());
                yield Exit.DONE;
            }
            case ImageState.Deleting _ -> Exit.DONE;
            case ImageState.Trashed _,ImageState.Pending _, ImageState.Ready _ -> Exit.NOT_TRASHED;
            case null -> Exit.NOT_TRASHED;
        });
    }

    @Override
    public Set<SortKey> sortKeys() {
        return EnumSet.allOf(SortKey.class);
    }

    /** The statement for a page and its parameters. */
    record Query(String sql, List<Object> parameters) {
        /** Reads one image more than the page has. */
        static Query of(TrashRequest request) {
            List<String> conditions = new ArrayList<>();
            List<Object> parameters = new ArrayList<>();
            if (request.owner() == null) {
                // The schema explains the two conditions.
                conditions.add("trashed_at IS NOT NULL");
            } else {
                conditions.add("state = 'trashed' AND owner = ?");
                parameters.add(request.owner().value());
            }
            String time = ListQuery.column(request.sortKey());
            boolean ascends = request.order() == SortOrder.OLDEST_FIRST;
            if (request.after() != null) {
                conditions.add("(%s, id) %s (?, ?)".formatted(time, ascends ? ">" : "<"));
                parameters.add(ListQuery.value(request.sortKey(), request.after().time()));
                parameters.add(request.after().id().value());
            }
            return new Query("SELECT id, trashed_at, %1$s FROM image WHERE %2$s ORDER BY %3$s %4$s, id %4$s LIMIT %5$d"
                    .formatted(ImageRows.COLUMNS, String.join(" AND ", conditions), time, ascends ? "ASC" : "DESC",
                            request.limit() + 1),
                    parameters);
        }
    }

    @Override
    public TrashPage list(TrashRequest request) {
        Query query = Query.of(request);
        List<ImageState.Trashed> images = database.read(
                session -> session.rows(query.sql(), PostgresTrash::trashed, query.parameters().toArray()));
        if (images.size() <= request.limit()) {
            return new TrashPage(images, null);
        }
        List<ImageState.Trashed> page = images.subList(0, request.limit());
        return new TrashPage(page, page.getLast().image().position(request.sortKey()));
    }

    private static ImageState.Trashed trashed(ResultSet row) throws SQLException {
        return ImageRows.trashed(new ImageId(row.getObject("id", UUID.class)), row);
    }

    @Override
    public List<ImageId> trashedBefore(Instant time, int limit) {
        Instant rounded = ListQuery.ceiling(time);
        return database.statement(session -> session.rows(TRASHED_BEFORE,
                row -> new ImageId(row.getObject("id", UUID.class)), rounded, limit));
    }
}
