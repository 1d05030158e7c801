package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.GroupCommitWriter;
import dev.darkroom.adapter.local.sqlite.connection.ReaderPool;
import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.model.upload.IdempotencyRecord;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores idempotency records in the file of the catalog, through the same connections. */
final class SqliteIdempotencyStore implements IdempotencyStore {
    private static final String FIND = "SELECT * FROM upload_claim WHERE holder = ? AND idempotency_key = ?";

    private static final String PUT =
            """
                    INSERT OR REPLACE INTO upload_claim (holder, idempotency_key, request, image_id, leased_until, expires_at,
                        owner, filename, content_type, size_bytes, width, height, sha256, title, description, visibility,
                        taken_at, placeholder, created_at, updated_at, version, received_sha256, content_credentials, tags)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """;

    /** Small enough that other changes do not wait noticeably. */
    private static final int MAX_REMOVED = 500;

    static final String REMOVE =
            """
                    DELETE FROM upload_claim WHERE rowid IN
                        (SELECT rowid FROM upload_claim WHERE expires_at <= ? LIMIT %d)
                    """.formatted(MAX_REMOVED);

    private final GroupCommitWriter writer;
    private final ReaderPool readers;

    SqliteIdempotencyStore(GroupCommitWriter writer, ReaderPool readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public Optional<IdempotencyRecord> find(UserId holder, IdempotencyKey key, Instant now) {
        return readers.read(sqlite -> find(sqlite, holder, key, now));
    }

    @Override
    public Replacement put(@Nullable IdempotencyRecord current, IdempotencyRecord next, Instant now) {
        return writer.run(sqlite -> {
            IdempotencyRecord found = find(sqlite, next.holder(), next.key(), now).orElse(null);
            if (next.equals(found)) {
                return Replacement.REPLACED;
            }
            if (!Objects.equals(current, found)) {
                return Replacement.CONFLICT;
            }
            sqlite.update(PUT, columns(next).toArray());
            return Replacement.REPLACED;
        });
    }

    @Override
    public void removeExpired(Instant now) {
        long seconds = now.getEpochSecond();
        int removed;
        do {
            removed = writer.run(sqlite -> sqlite.update(REMOVE, seconds));
        } while (removed == MAX_REMOVED);
    }

    private static Optional<IdempotencyRecord> find(Sqlite sqlite, UserId holder, IdempotencyKey key, Instant now)
            throws SQLException {
        try (ResultSet row = sqlite.query(FIND, holder.value(), key.value())) {
            return row.next()
                    ? Optional.of(read(holder, key, row)).filter(claim -> now.isBefore(claim.expiresAt()))
                    : Optional.empty();
        }
    }

    private static IdempotencyRecord read(UserId holder, IdempotencyKey key, ResultSet row) throws SQLException {
        try {
            ImageId id = ImageRows.id(row.getBytes("image_id"));
            return new IdempotencyRecord(
                    holder,
                    key,
                    new Checksum(row.getString("request")),
                    id,
                    Instant.ofEpochMilli(row.getLong("leased_until")),
                    Instant.ofEpochSecond(row.getLong("expires_at")),
                    row.getString("owner") == null ? null : ImageRows.read(id, row));
        } catch (RuntimeException e) {
            throw new StorageException.Corrupted("The catalog's row of an idempotency key of " + holder + " is damaged",
                    e);
        }
    }

    private static List<@Nullable Object> columns(IdempotencyRecord claim) {
        List<@Nullable Object> columns = new ArrayList<>(Arrays.asList(
                claim.holder().value(),
                claim.key().value(),
                claim.request().hex(),
                ImageRows.bytes(claim.imageId()),
                claim.leasedUntil().toEpochMilli(),
                claim.expiresAt().getEpochSecond()));
        Image answer = claim.answer();
        if (answer == null) {
            columns.addAll(Collections.nCopies(18, null));
        } else {
            columns.addAll(ImageRows.columns(answer));
            columns.add(ImageRows.tags(answer));
        }
        return columns;
    }
}
