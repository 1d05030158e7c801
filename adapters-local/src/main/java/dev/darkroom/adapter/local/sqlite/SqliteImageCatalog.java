package dev.darkroom.adapter.local.sqlite;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.adapter.local.sqlite.connection.GroupCommitWriter;
import dev.darkroom.adapter.local.sqlite.connection.ReaderPool;
import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.resumable.UploadProgress;
import dev.darkroom.domain.model.summary.Calendar;
import dev.darkroom.domain.model.summary.TagPage;
import dev.darkroom.domain.model.summary.TagRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The catalog in an SQLite file with a write-ahead log. One thread writes, and a fixed number of connections read concurrently. A change
 * returns when the log is on the disk; concurrent changes share that wait. {@code schema/5.sql} and the later scripts explain the tables.
 *
 * <p>Only one process may use the file; {@link dev.darkroom.adapter.local.DataFolder} ensures that. Therefore rows can be cached: a change
 * removes its row from the cache after it is durable and before it returns.
 */
public final class SqliteImageCatalog implements ImageCatalog, AutoCloseable {
    static final String UNFINISHED = "SELECT id FROM unfinished WHERE since < ? ORDER BY since, id LIMIT ?";

    /** About 8 MB. */
    private static final int MAX_ROWS = 10_000;

    private final Path file;
    private final GroupCommitWriter writer;
    private final ReaderPool readers;
    private final SqliteEventLog events;
    private final Cache<ImageId, Image> rows =
            Caffeine.newBuilder().maximumSize(MAX_ROWS).executor(Runnable::run).build();
    /** How often a row was removed from the cache because of a change. */
    private final AtomicLong changes = new AtomicLong();

    private SqliteImageCatalog(Path file, GroupCommitWriter writer, ReaderPool readers, boolean recordsEvents) {
        this.file = file;
        this.writer = writer;
        this.readers = readers;
        // A change is in the log before its row leaves the cache. A reader of the event must not find the older row.
        this.events = new SqliteEventLog(recordsEvents, writer, readers, this::forget);
    }

    /**
     * Opens the catalog. Creates the file if it is missing.
     *
     * @param recordsEvents whether changes are added to {@link #eventLog}
     * @throws StorageException.Unavailable if the file can't be created, read or written
     * @throws StorageException.Corrupted if the file is not a catalog or has an unsupported schema version
     */
    public static SqliteImageCatalog open(DurableFiles files, Path file, boolean recordsEvents) {
        try {
            // SQLite would create it readable by others. The files that it adds get the same permissions.
            if (!Files.exists(file)) {
                files.createEmpty(file);
            }
            Sqlite sqlite = Sqlite.openWriter(file);
            try {
                Schema.CURRENT.migrate(sqlite);
                ReaderPool readers = new ReaderPool(file);
                return new SqliteImageCatalog(file, new GroupCommitWriter(sqlite), readers, recordsEvents);
            } catch (SQLException | RuntimeException e) {
                sqlite.close();
                throw e;
            }
        } catch (SQLException e) {
            throw Sqlite.failure(e);
        } catch (IOException e) {
            throw new StorageException.Unavailable("The catalog " + file + " can't be created: " + e.getMessage(), e);
        }
    }

    @Override
    public Announcement announce(ImageState.Pending pending, Quota quota) {
        return writer.<Announcement>run(sqlite -> {
            if (readyOrTrashed(sqlite, pending.id()).isPresent()) {
                return new Announcement.IdInUse();
            }
            Optional<ImageState> existing = unfinishedState(sqlite, pending.id());
            if (existing.isPresent()) {
                return existing.get() instanceof ImageState.Pending
                        ? new Reservation.Reserved()
                        : new Announcement.IdInUse();
            }
            QuotaReservation claim = pending.claim();
            if (claim != null
                    && UsageRows.reserve(sqlite, claim, null,
                            quota) instanceof Reservation.QuotaExceeded exceeded) {
                return exceeded;
            }
            insert(sqlite, pending);
            return new Reservation.Reserved();
        });
    }

    private static Optional<Image> readyOrTrashed(Sqlite sqlite, ImageId id) throws SQLException {
        Optional<Image> ready = ImageRows.find(sqlite, id);
        return ready.isPresent() ? ready : SqliteTrash.find(sqlite, id).map(ImageState.Trashed::image);
    }

    private static void insert(Sqlite sqlite, ImageState.Pending pending) throws SQLException {
        QuotaReservation claim = pending.claim();
        sqlite.update(
                "INSERT INTO unfinished (id, state, since, claim_owner, claim_bytes) VALUES (?, 'pending', ?, ?, ?)",
                ImageRows.bytes(pending.id()),
                pending.graceStart().toEpochMilli(),
                claim == null ? null : claim.owner().value(),
                claim == null ? null : claim.sizeBytes());
        switch (pending) {
            case ImageState.Uploading _ -> {}
            case ImageState.AwaitingBytes direct -> DirectUploadRows.insert(sqlite, direct.id(), direct.upload());
            case ImageState.Receiving upload -> ResumableUploadRows.insert(sqlite, upload);
        }
    }

    @Override
    public Reservation claim(ImageId id, QuotaReservation claim, Quota quota) {
        return writer.run(sqlite -> {
            if (!(unfinishedState(sqlite, id).orElse(null) instanceof ImageState.Pending pending)
                    || !claim.isMoreThan(pending.claim())) {
                return new Reservation.Reserved();
            }
            Reservation reservation = UsageRows.reserve(sqlite, claim, pending.claim(), quota);
            if (reservation instanceof Reservation.Reserved) {
                UsageRows.store(sqlite, id, claim);
            }
            return reservation;
        });
    }

    @Override
    public Advance advance(ImageId id, UploadProgress current, UploadProgress next) {
        return writer.run(sqlite -> {
            if (!(unfinishedState(sqlite, id).orElse(null) instanceof ImageState.Receiving upload)) {
                return Advance.NOT_RECEIVING;
            }
            if (upload.progress().equals(next)) {
                return Advance.ADVANCED;
            }
            if (!upload.progress().equals(current)) {
                return Advance.OVERTAKEN;
            }
            ResumableUploadRows.advance(sqlite, id, next);
            return Advance.ADVANCED;
        });
    }

    @Override
    public Publication publish(Image image) {
        return writer.run(sqlite -> {
            QuotaReservation claim;
            try (ResultSet taken = sqlite.query(
                    "DELETE FROM unfinished WHERE id = ? AND state = 'pending' RETURNING claim_owner, claim_bytes",
                    ImageRows.bytes(image.id()))) {
                if (!taken.next()) {
                    return readyOrTrashed(sqlite, image.id())
                            .map(found -> Publication.ofReady(found, image))
                            .orElse(Publication.NOT_PENDING);
                }
                claim = UsageRows.claim(taken);
            }
            UsageRows.add(sqlite, image.owner(), image.sizeBytes() - UsageRows.sizeOf(claim));
            ImageRows.insert(sqlite, image);
            events.record(sqlite, ImageEvent.Kind.PUBLISHED, image.updatedAt(), image.id());
            return Publication.PUBLISHED;
        });
    }

    @Override
    public Revision revise(Image current, Image next) {
        return changing(next.id(), () -> writer.run(sqlite -> {
            Image found = ImageRows.find(sqlite, next.id()).orElse(null);
            if (found == null) {
                return Revision.NOT_FOUND;
            }
            if (found.withPlaceholder(next.placeholder()).equals(next)) {
                return Revision.REVISED;
            }
            if (found.version() != current.version()) {
                return Revision.VERSION_MISMATCH;
            }
            ImageRows.delete(sqlite, next.id());
            // The placeholder may have been added after the current version was read.
            ImageRows.insert(sqlite, next.placeholder() == null ? next.withPlaceholder(found.placeholder()) : next);
            events.record(sqlite, ImageEvent.Kind.UPDATED, next.updatedAt(), next.id());
            return Revision.REVISED;
        }));
    }

    @Override
    public void addPlaceholder(ImageId id, String placeholder) {
        // The count is not needed: a repeated call changes nothing.
        int _ = changing(id, () -> writer.run(sqlite -> sqlite.update(
                "UPDATE image SET placeholder = ? WHERE id = ? AND placeholder IS NULL", placeholder,
                ImageRows.bytes(id))));
    }

    @Override
    public Optional<Image> find(ImageId id) {
        // If a row is changed while it is being read, the cache invalidates it after it was read.
        return Optional.ofNullable(rows.get(id, this::read));
    }

    @Override
    public Optional<Image> findReceived(UserId owner, Checksum receivedSha256) {
        return readers.read(sqlite -> ImageRows.findReceived(sqlite, owner, receivedSha256));
    }

    private @Nullable Image read(ImageId id) {
        return readers.<Optional<Image>>read(sqlite -> ImageRows.find(sqlite, id)).orElse(null);
    }

    /** Applies a change and removes the row from the cache, even if the change fails, because it may have taken effect. */
    private <T> T changing(ImageId id, Supplier<T> change) {
        try {
            return change.get();
        } finally {
            forget(id);
        }
    }

    private void forget(ImageId id) {
        changes.incrementAndGet();
        rows.invalidate(id);
    }

    @Override
    public Optional<ImageState> state(ImageId id) {
        return readers.read(sqlite -> {
            Optional<Image> image = ImageRows.find(sqlite, id);
            if (image.isPresent()) {
                return Optional.of(new ImageState.Ready(image.get()));
            }
            Optional<ImageState> unfinished = unfinishedState(sqlite, id);
            return unfinished.isPresent() ? unfinished : SqliteTrash.find(sqlite, id).map(trashed -> trashed);
        });
    }

    static Optional<ImageState> unfinishedState(Sqlite sqlite, ImageId id) throws SQLException {
        try (ResultSet row = sqlite.query("SELECT state, since, claim_owner, claim_bytes FROM unfinished WHERE id = ?",
                ImageRows.bytes(id))) {
            if (!row.next()) {
                return Optional.empty();
            }
            Instant graceStart = Instant.ofEpochMilli(row.getLong("since"));
            if (!row.getString("state").equals("pending")) {
                return Optional.of(new ImageState.Deleting(id, graceStart));
            }
            QuotaReservation claim = UsageRows.claim(row);
            Optional<DirectUpload> direct = DirectUploadRows.find(sqlite, id);
            if (direct.isPresent()) {
                return Optional.of(new ImageState.AwaitingBytes(id, graceStart, direct.get(), claim));
            }
            Optional<ImageState.Receiving> resumable = ResumableUploadRows.find(sqlite, id, graceStart, claim);
            return Optional.of(
                    resumable.isPresent() ? resumable.get() : new ImageState.Uploading(id, graceStart, claim));
        }
    }

    @Override
    public Withdrawal withdraw(ImageId id, VersionCondition condition, Instant at) {
        return changing(id, () -> writer.run(sqlite -> {
            Optional<Image> found = ImageRows.find(sqlite, id);
            if (found.isEmpty()) {
                return unfinishedState(sqlite, id).orElse(null) instanceof ImageState.Deleting
                        ? Withdrawal.ALREADY_DELETING
                        : Withdrawal.NOT_FOUND;
            }
            if (!condition.matches(found.get())) {
                return Withdrawal.VERSION_MISMATCH;
            }
            events.record(sqlite, ImageEvent.Kind.DELETED, at, id);
            ImageRows.delete(sqlite, id);
            UsageRows.add(sqlite, found.get().owner(), -found.get().sizeBytes());
            insertDeleting(sqlite, id, at);
            return Withdrawal.WITHDRAWN;
        }));
    }

    /** Adds the row of an image that is being deleted from now on. */
    static void insertDeleting(Sqlite sqlite, ImageId id, Instant at) throws SQLException {
        sqlite.update("INSERT INTO unfinished (id, state, since) VALUES (?, 'deleting', ?)",
                ImageRows.bytes(id),
                at.toEpochMilli());
    }

    @Override
    public Abandonment abandon(ImageId id) {
        return writer.run(sqlite -> {
            Optional<ImageState> found = unfinishedState(sqlite, id);
            if (found.orElse(null) instanceof ImageState.Pending pending) {
                QuotaReservation claim = pending.claim();
                if (claim != null) {
                    UsageRows.add(sqlite, claim.owner(), -claim.sizeBytes());
                }
                sqlite.update(
                        "UPDATE unfinished SET state = 'deleting', claim_owner = NULL, claim_bytes = NULL WHERE id = ?",
                        ImageRows.bytes(id));
            }
            return found.isPresent() ? Abandonment.ABANDONED : Abandonment.NOT_PENDING;
        });
    }

    @Override
    public void remove(ImageId id) {
        // The count is not needed: a repeated call removes nothing.
        int _ = writer.run(sqlite -> sqlite.update("DELETE FROM unfinished WHERE id = ? AND state = 'deleting'",
                ImageRows.bytes(id)));
    }

    @Override
    public ImagePage list(PageRequest request) {
        long before = changes.get();
        List<Image> images = new ArrayList<>();
        List<Image> read = new ArrayList<>();
        ListQuery.Ids found = readers.read(sqlite -> {
            ListQuery.Ids ids = ids(sqlite, request);
            for (ImageId id : ids.ids()) {
                Image cached = rows.getIfPresent(id);
                if (cached == null) {
                    ImageRows.find(sqlite, id).ifPresent(image -> {
                        read.add(image);
                        images.add(image);
                    });
                } else if (isShown(cached, request)) {
                    // It may be newer than the ids.
                    images.add(cached);
                }
            }
            return ids;
        });
        read.forEach(image -> cache(image, before));
        return new ImagePage(images, found.next());
    }

    /**
     * Caches a row of a list, unless a row may have been changed since the list was begun.
     *
     * @param before the number of changes before the list was begun
     */
    void cache(Image image, long before) {
        // A change is counted before it removes its row, and waits with that for this check.
        Image _ = rows.get(image.id(), _ -> changes.get() == before ? image : null);
    }

    private static ListQuery.Ids ids(Sqlite sqlite, PageRequest request) throws SQLException {
        ListQuery query = ListQuery.of(request, Tally.rarest(sqlite, request.filter()));
        Words words = request.words();
        if (words == null) {
            return query.read(sqlite);
        }
        ListQuery.Ids first = query.read(sqlite, ListQuery.FIRST_BUDGET);
        if (first.next() == null || first.ids().size() == request.limit()) {
            return first;
        }
        Optional<ListQuery.Ids> found = SearchRows.find(sqlite, request, words);
        return found.isPresent() ? found.get() : query.read(sqlite);
    }

    private static boolean isShown(Image image, PageRequest request) {
        Visibility visibility = request.filter().visibility();
        return visibility == null || visibility == image.details().visibility();
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    public Calendar calendar(ImageFilter filter) {
        return readers.read(sqlite -> Tally.calendar(sqlite, filter));
    }

    @Override
    public TagPage tags(TagRequest request) {
        return readers.read(sqlite -> Tally.tags(sqlite, request));
    }

    @Override
    public List<ImageId> unfinished(Instant before, int limit) {
        long millis = ListQuery.ceilingMillis(before);
        return readers.read(sqlite -> {
            List<ImageId> ids = new ArrayList<>();
            try (ResultSet rows = sqlite.query(UNFINISHED, millis, limit)) {
                while (rows.next()) {
                    ids.add(ImageRows.id(rows.getBytes("id")));
                }
            }
            return ids;
        });
    }

    @Override
    public void check() {
        // The connections would continue to work on a deleted file.
        if (!Files.isRegularFile(file)) {
            throw new StorageException.Unavailable("The catalog " + file + " is missing", null);
        }
        readers.read(sqlite -> sqlite.text("SELECT count(*) FROM (SELECT 1 FROM image LIMIT 1)"));
    }

    /** The idempotency store in the same file. It can be used until this catalog is closed. */
    public SqliteIdempotencyStore idempotencyStore() {
        return new SqliteIdempotencyStore(writer, readers);
    }

    /** The events of this catalog. It can be used until this catalog is closed. */
    public SqliteEventLog eventLog() {
        return events;
    }

    /** The trash of this catalog. It can be used until this catalog is closed. */
    public SqliteTrash trash() {
        return new SqliteTrash(writer, readers, events, this::forget);
    }

    /** How far receivers of events have come, in the same file. It can be used until this catalog is closed. */
    public SqliteDeliveryStore deliveryStore() {
        return new SqliteDeliveryStore(writer, readers);
    }

    /** Applies the queued changes, moves the log into the file and closes it. Repeatable. */
    @Override
    public void close() {
        // SQLite moves the log into the file when the last connection is closed.
        try (writer) {
            readers.close();
        } catch (SQLException e) {
            throw Sqlite.failure(e);
        }
    }
}
