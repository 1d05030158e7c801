package dev.darkroom.adapter.local;

import dev.darkroom.domain.model.Claim;
import dev.darkroom.domain.model.Image;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.ImagePage;
import dev.darkroom.domain.model.ImageState;
import dev.darkroom.domain.model.PageRequest;
import dev.darkroom.domain.model.Quota;
import dev.darkroom.domain.port.out.ImageCatalog;
import dev.darkroom.domain.port.out.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The catalogue in a SQLite file with a write-ahead log: one thread writes, a few connections read meanwhile. A change is
 * answered when the log is on the disk; changes that arrive together share that wait. {@code schema/1.sql} explains the
 * tables.
 *
 * <p>Only one process may work on the file; {@link LocalStorage} sees to that.
 */
final class SqliteImageCatalog implements ImageCatalog, AutoCloseable {
    static final String UNFINISHED = "SELECT id FROM unfinished WHERE since < ? ORDER BY since, id LIMIT ?";

    private final Path file;
    private final GroupCommitWriter writer;
    private final ReaderPool readers;

    private SqliteImageCatalog(Path file, GroupCommitWriter writer, ReaderPool readers) {
        this.file = file;
        this.writer = writer;
        this.readers = readers;
    }

    /**
     * Opens the catalogue; its file is made when it is missing.
     *
     * @throws StorageException.Unavailable when the file can't be made, read or written
     * @throws StorageException.Corrupted when the file is no catalogue, or that of a newer program
     */
    static SqliteImageCatalog open(Path file) {
        try {
            createPrivately(file);
            Connection connection = Sqlite.openWriter(file);
            try {
                Schema.CURRENT.migrate(connection);
                ReaderPool readers = new ReaderPool(file);
                return new SqliteImageCatalog(file, new GroupCommitWriter(connection), readers);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw Sqlite.failure(e);
        } catch (IOException e) {
            throw new StorageException.Unavailable("The catalogue " + file + " can't be made: " + e.getMessage(), e);
        }
    }

    /** SQLite would let others read it; the files that it makes beside it get the same permissions. */
    private static void createPrivately(Path file) throws IOException {
        if (!Files.exists(file)) {
            DurableFiles.create(file).close();
            DurableFiles.sync(file.resolveSibling(""));
        }
    }

    @Override
    public Reservation announce(ImageState.Pending pending, Quota quota) {
        return writer.<Optional<Reservation>>run(connection -> {
            if (ImageRows.find(connection, pending.id()).isPresent()) {
                return Optional.empty();
            }
            Optional<ImageState> existing = unfinishedState(connection, pending.id());
            if (existing.isPresent()) {
                return existing.filter(ImageState.Pending.class::isInstance).map(_ -> new Reservation.Reserved());
            }
            Claim claim = pending.claim();
            if (claim != null
                    && UsageRows.reserve(connection, claim, null,
                            quota) instanceof Reservation.QuotaExceeded exceeded) {
                return Optional.of(exceeded);
            }
            insert(connection, pending);
            return Optional.of(new Reservation.Reserved());
        }).orElseThrow(() -> new IllegalStateException("The image " + pending.id() + " was announced before"));
    }

    private static void insert(Connection connection, ImageState.Pending pending) throws SQLException {
        Claim claim = pending.claim();
        Sqlite.update(
                connection,
                "INSERT INTO unfinished (id, state, since, claim_owner, claim_bytes) VALUES (?, 'pending', ?, ?, ?)",
                ImageRows.bytes(pending.id()),
                pending.since().toEpochMilli(),
                claim == null ? null : claim.owner().value(),
                claim == null ? null : claim.sizeBytes());
        if (pending.directUpload() != null) {
            DirectUploadRows.insert(connection, pending.id(), pending.directUpload());
        }
    }

    @Override
    public Reservation claim(ImageId id, Claim claim, Quota quota) {
        return writer.run(connection -> {
            if (!(unfinishedState(connection, id).orElse(null) instanceof ImageState.Pending pending)
                    || !claim.isMoreThan(pending.claim())) {
                return new Reservation.Reserved();
            }
            Reservation reservation = UsageRows.reserve(connection, claim, pending.claim(), quota);
            if (reservation instanceof Reservation.Reserved) {
                UsageRows.keep(connection, id, claim);
            }
            return reservation;
        });
    }

    @Override
    public Publication publish(Image image) {
        return writer.run(connection -> {
            Claim claim;
            try (PreparedStatement statement = Sqlite.prepare(
                    connection,
                    "DELETE FROM unfinished WHERE id = ? AND state = 'pending' RETURNING claim_owner, claim_bytes",
                    ImageRows.bytes(image.id()));
                    ResultSet taken = statement.executeQuery()) {
                if (!taken.next()) {
                    boolean publishedBefore = ImageRows.find(connection, image.id())
                            .map(found -> found.isOrWas(image))
                            .orElse(false);
                    return publishedBefore ? Publication.PUBLISHED : Publication.NOT_PENDING;
                }
                claim = UsageRows.claim(taken);
            }
            UsageRows.add(connection, image.owner(), image.sizeBytes() - UsageRows.sizeOf(claim));
            ImageRows.insert(connection, image);
            return Publication.PUBLISHED;
        });
    }

    @Override
    public Revision revise(Image current, Image next) {
        return writer.run(connection -> {
            Image found = ImageRows.find(connection, next.id()).orElse(null);
            if (found == null) {
                return Revision.NOT_FOUND;
            }
            if (found.equals(next)) {
                return Revision.REVISED;
            }
            if (found.version() != current.version()) {
                return Revision.VERSION_MISMATCH;
            }
            ImageRows.delete(connection, next.id());
            ImageRows.insert(connection, next);
            return Revision.REVISED;
        });
    }

    @Override
    public Optional<Image> find(ImageId id) {
        return readers.read(connection -> ImageRows.find(connection, id));
    }

    @Override
    public Optional<ImageState> state(ImageId id) {
        return readers.read(connection -> {
            Optional<Image> image = ImageRows.find(connection, id);
            return image.isPresent()
                    ? Optional.of(new ImageState.Ready(image.get()))
                    : unfinishedState(connection, id);
        });
    }

    private static Optional<ImageState> unfinishedState(Connection connection, ImageId id) throws SQLException {
        try (PreparedStatement statement = Sqlite.prepare(
                connection,
                "SELECT state, since, claim_owner, claim_bytes FROM unfinished WHERE id = ?",
                ImageRows.bytes(id));
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            Instant since = Instant.ofEpochMilli(row.getLong("since"));
            return Optional.of(row.getString("state").equals("pending")
                    ? new ImageState.Pending(
                            id, since, DirectUploadRows.find(connection, id).orElse(null), UsageRows.claim(row))
                    : new ImageState.Deleting(id, since));
        }
    }

    @Override
    public Withdrawal withdraw(ImageId id, VersionCondition condition, Instant at) {
        return writer.run(connection -> {
            Optional<Image> found = ImageRows.find(connection, id);
            if (found.isEmpty()) {
                return unfinishedState(connection, id).orElse(null) instanceof ImageState.Deleting
                        ? Withdrawal.ALREADY_DELETING
                        : Withdrawal.NOT_FOUND;
            }
            boolean holds =
                    switch (condition) {
                        case VersionCondition.Any() -> true;
                        case VersionCondition.Exactly(long version) -> version == found.get().version();
                    };
            if (!holds) {
                return Withdrawal.VERSION_MISMATCH;
            }
            ImageRows.delete(connection, id);
            UsageRows.add(connection, found.get().owner(), -found.get().sizeBytes());
            Sqlite.update(
                    connection,
                    "INSERT INTO unfinished (id, state, since) VALUES (?, 'deleting', ?)",
                    ImageRows.bytes(id),
                    at.toEpochMilli());
            return Withdrawal.WITHDRAWN;
        });
    }

    @Override
    public boolean abandon(ImageId id) {
        return writer.run(connection -> {
            Optional<ImageState> found = unfinishedState(connection, id);
            if (found.orElse(null) instanceof ImageState.Pending pending) {
                Claim claim = pending.claim();
                if (claim != null) {
                    UsageRows.add(connection, claim.owner(), -claim.sizeBytes());
                }
                Sqlite.update(
                        connection,
                        "UPDATE unfinished SET state = 'deleting', claim_owner = NULL, claim_bytes = NULL WHERE id = ?",
                        ImageRows.bytes(id));
            }
            return found.isPresent();
        });
    }

    @Override
    public void remove(ImageId id) {
        // The count tells nothing new: a repeated call removes nothing.
        int _ = writer.run(connection -> Sqlite.update(
                connection, "DELETE FROM unfinished WHERE id = ? AND state = 'deleting'", ImageRows.bytes(id)));
    }

    @Override
    public ImagePage list(PageRequest request) {
        ListQuery query = ListQuery.of(request);
        return readers.read(connection -> {
            ListQuery.Keys keys = query.read(connection);
            List<Image> images = new ArrayList<>();
            for (ImageId id : keys.ids()) {
                images.add(ImageRows.find(connection, id)
                        .orElseThrow(() -> new StorageException.Corrupted(
                                "The catalogue's list shows the image " + id + " that it does not have", null)));
            }
            return new ImagePage(images, keys.next());
        });
    }

    @Override
    public List<ImageId> unfinished(Instant before, int limit) {
        long millis = ListQuery.ceilingMillis(before);
        return readers.read(connection -> {
            List<ImageId> ids = new ArrayList<>();
            try (PreparedStatement statement = Sqlite.prepare(connection, UNFINISHED, millis, limit);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(ImageRows.id(rows.getBytes("id")));
                }
            }
            return ids;
        });
    }

    @Override
    public void check() {
        // The connections would go on working on a file that was removed.
        if (!Files.isRegularFile(file)) {
            throw new StorageException.Unavailable("The catalogue " + file + " is missing", null);
        }
        readers.read(connection -> Sqlite.text(connection, "SELECT count(*) FROM (SELECT 1 FROM image LIMIT 1)"));
    }

    /** In the same file, until this is closed. */
    SqliteUploadKeys uploadKeys() {
        return new SqliteUploadKeys(writer, readers);
    }

    /** Answers the changes that wait, then closes the file; the log is empty afterwards. */
    @Override
    public void close() {
        // The last connection that is closed moves the log into the file.
        try (writer) {
            readers.close();
        } catch (SQLException e) {
            throw Sqlite.failure(e);
        }
    }
}
