package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.GroupCommitWriter;
import dev.darkroom.adapter.local.sqlite.connection.ReaderPool;
import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.Image;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Moves the rows of images between the tables of the catalog. Foreign keys and triggers keep the tags, the counts and the search right. */
final class SqliteTrash implements Trash {
    static final String TRASHED_BEFORE =
            "SELECT id FROM trashed_image WHERE trashed_at < ? ORDER BY trashed_at, id LIMIT ?";

    static final String FIND = "SELECT * FROM trashed_image WHERE id = ?";

    private static final String PUT = "INSERT INTO trashed_image (id, %1$s, taken_time, trashed_at)"
            .formatted(ImageRows.COLUMNS)
            + " SELECT id, %1$s, taken_time, ? FROM image WHERE id = ?".formatted(ImageRows.COLUMNS);

    private final GroupCommitWriter writer;
    private final ReaderPool readers;
    private final SqliteEventLog events;
    private final Consumer<ImageId> changed;

    /** @param changed receives each image that was perhaps moved to the trash, before {@link #put} returns */
    SqliteTrash(GroupCommitWriter writer, ReaderPool readers, SqliteEventLog events, Consumer<ImageId> changed) {
        this.writer = writer;
        this.readers = readers;
        this.events = events;
        this.changed = changed;
    }

    static Optional<ImageState.Trashed> find(Sqlite sqlite, ImageId id) throws SQLException {
        try (ResultSet row = sqlite.query(FIND, ImageRows.bytes(id))) {
            return row.next() ? Optional.of(read(row)) : Optional.empty();
        }
    }

    private static ImageState.Trashed read(ResultSet row) throws SQLException {
        return new ImageState.Trashed(
                ImageRows.read(ImageRows.id(row.getBytes("id")), row),
                Instant.ofEpochMilli(row.getLong("trashed_at")));
    }

    @Override
    public Move put(ImageId id, VersionCondition condition, Instant at) {
        try {
            return writer.run(sqlite -> {
                Optional<Image> found = ImageRows.find(sqlite, id);
                if (found.isEmpty()) {
                    return find(sqlite, id).filter(trashed -> trashed.trashedAt().equals(at)).isPresent()
                            ? Move.TRASHED
                            : Move.NOT_FOUND;
                }
                if (!condition.matches(found.get())) {
                    return Move.VERSION_MISMATCH;
                }
                events.record(sqlite, ImageEvent.Kind.TRASHED, at, id);
                sqlite.update(PUT, at.toEpochMilli(), ImageRows.bytes(id));
                ImageRows.delete(sqlite, id);
                return Move.TRASHED;
            });
        } finally {
            // Even if the change failed, because it may have taken effect.
            changed.accept(id);
        }
    }

    @Override
    public Exit restore(ImageState.Trashed trashed, Instant at) {
        ImageId id = trashed.id();
        return writer.run(sqlite -> {
            Optional<Image> image = image(sqlite, trashed);
            if (image.isEmpty()) {
                return ImageRows.find(sqlite, id).isPresent() ? Exit.DONE : Exit.NOT_TRASHED;
            }
            ImageRows.insert(sqlite, image.get());
            delete(sqlite, id);
            events.record(sqlite, ImageEvent.Kind.RESTORED, at, id);
            return Exit.DONE;
        });
    }

    @Override
    public Exit discard(ImageState.Trashed trashed, Instant at) {
        ImageId id = trashed.id();
        return writer.run(sqlite -> {
            Optional<Image> image = image(sqlite, trashed);
            if (image.isEmpty()) {
                return SqliteImageCatalog.unfinishedState(sqlite, id).orElse(null) instanceof ImageState.Deleting
                        ? Exit.DONE
                        : Exit.NOT_TRASHED;
            }
            events.recordDiscarded(sqlite, at, id);
            delete(sqlite, id);
            UsageRows.add(sqlite, image.get().owner(), -image.get().sizeBytes());
            SqliteImageCatalog.insertDeleting(sqlite, id, at);
            return Exit.DONE;
        });
    }

    /** The image as it is stored, if it is in the trash since the same time. */
    private static Optional<Image> image(Sqlite sqlite, ImageState.Trashed trashed) throws SQLException {
        return find(sqlite, trashed.id())
                .filter(found -> found.trashedAt().equals(trashed.trashedAt()))
                .map(ImageState.Trashed::image);
    }

    private static void delete(Sqlite sqlite, ImageId id) throws SQLException {
        sqlite.update("DELETE FROM trashed_image WHERE id = ?", ImageRows.bytes(id));
    }

    @Override
    public Set<SortKey> sortKeys() {
        return EnumSet.allOf(SortKey.class);
    }

    /** The statement for a page and its parameters. */
    record Query(String sql, List<Object> parameters) {
        /** Reads one image more than the page has. */
        static Query of(TrashRequest request) {
            String column = ListQuery.column(request.sortKey());
            boolean ascends = request.order() == SortOrder.OLDEST_FIRST;
            String direction = ascends ? "ASC" : "DESC";
            List<Object> parameters = new ArrayList<>();
            StringBuilder sql = new StringBuilder("SELECT * FROM trashed_image INDEXED BY trashed_image_")
                    .append(request.owner() == null ? "recent" : "of_owner")
                    .append(request.sortKey() == SortKey.TAKEN_AT ? "_taken" : "")
                    .append(" WHERE true");
            if (request.owner() != null) {
                sql.append(" AND owner = ?");
                parameters.add(request.owner().value());
            }
            if (request.after() != null) {
                sql.append(" AND (%s, id) %s (?, ?)".formatted(column, ascends ? ">" : "<"));
                parameters.add(request.after().time().toEpochMilli());
                parameters.add(ImageRows.bytes(request.after().id()));
            }
            sql.append(" ORDER BY %1$s %2$s, id %2$s LIMIT ?".formatted(column, direction));
            parameters.add(request.limit() + 1);
            return new Query(sql.toString(), parameters);
        }
    }

    @Override
    public TrashPage list(TrashRequest request) {
        Query query = Query.of(request);
        List<ImageState.Trashed> images = readers.read(sqlite -> {
            List<ImageState.Trashed> found = new ArrayList<>();
            try (ResultSet rows = sqlite.query(query.sql(), query.parameters().toArray())) {
                while (rows.next()) {
                    found.add(read(rows));
                }
            }
            return found;
        });
        if (images.size() <= request.limit()) {
            return new TrashPage(images, null);
        }
        List<ImageState.Trashed> page = images.subList(0, request.limit());
        return new TrashPage(page, page.getLast().image().position(request.sortKey()));
    }

    @Override
    public List<ImageId> trashedBefore(Instant time, int limit) {
        long millis = ListQuery.ceilingMillis(time);
        return readers.read(sqlite -> {
            List<ImageId> ids = new ArrayList<>();
            try (ResultSet rows = sqlite.query(TRASHED_BEFORE, millis, limit)) {
                while (rows.next()) {
                    ids.add(ImageRows.id(rows.getBytes("id")));
                }
            }
            return ids;
        });
    }
}
