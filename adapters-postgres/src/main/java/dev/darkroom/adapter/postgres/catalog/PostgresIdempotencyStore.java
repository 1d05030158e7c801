package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.Session;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores idempotency records in a table. */
public final class PostgresIdempotencyStore implements IdempotencyStore {
    private static final String COLUMNS = "request, image_id, leased_until, expires_at, " + ImageRows.COLUMNS;

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM idempotency WHERE holder = ? AND idempotency_key = ?";

    private static final int COLUMNS_OF_IMAGE = 18;

    private static final String VALUES = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?";

    private static final String INSERT = "INSERT INTO idempotency (" + COLUMNS + ", holder, idempotency_key) VALUES "
            + VALUES + ", ?, ?) ON CONFLICT (holder, idempotency_key) DO NOTHING";

    private static final String UPDATE =
            "UPDATE idempotency SET (" + COLUMNS + ") = " + VALUES + ") WHERE holder = ? AND idempotency_key = ?";

    /** Small enough that a statement takes milliseconds. */
    private static final int MAX_REMOVED = 500;

    private static final String REMOVE =
            """
                    DELETE FROM idempotency WHERE (holder, idempotency_key) IN
                        (SELECT holder, idempotency_key FROM idempotency WHERE expires_at <= ? LIMIT ? FOR UPDATE SKIP LOCKED)
                    """;

    private final Database database;

    public PostgresIdempotencyStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<IdempotencyRecord> find(UserId holder, IdempotencyKey key, Instant now) {
        return database.statement(session -> row(session, FIND, holder, key)).filter(found -> isValid(found, now));
    }

    @Override
    public Replacement put(@Nullable IdempotencyRecord current, IdempotencyRecord next, Instant now) {
        if (current == null && insert(next)) {
            return Replacement.REPLACED;
        }
        return database.transaction(session -> {
            IdempotencyRecord stored =
                    row(session, FIND + " FOR UPDATE", next.holder(), next.key()).orElse(null);
            IdempotencyRecord found = stored != null && isValid(stored, now) ? stored : null;
            if (next.equals(found)) {
                return Replacement.REPLACED;
            }
            if (!Objects.equals(current, found)) {
                return Replacement.CONFLICT;
            }
            // Without a row, another process removed an expired record after the first attempt to insert.
            String change = stored == null ? INSERT : UPDATE;
            return session.update(change, parameters(next).toArray()) == 1
                    ? Replacement.REPLACED
                    : Replacement.CONFLICT;
        });
    }

    private boolean insert(IdempotencyRecord next) {
        return database.statement(session -> session.update(INSERT, parameters(next).toArray())) == 1;
    }

    @Override
    public void removeExpired(Instant now) {
        Instant seconds = now.truncatedTo(ChronoUnit.SECONDS);
        int removed;
        do {
            removed = database.statement(session -> session.update(REMOVE, seconds, MAX_REMOVED));
        } while (removed == MAX_REMOVED);
    }

    private static boolean isValid(IdempotencyRecord found, Instant now) {
        return now.isBefore(found.expiresAt());
    }

    private static Optional<IdempotencyRecord> row(Session session, String sql, UserId holder, IdempotencyKey key)
            throws SQLException {
        return session.row(sql, row -> read(holder, key, row), holder.value(), key.value());
    }

    private static IdempotencyRecord read(UserId holder, IdempotencyKey key, ResultSet row) throws SQLException {
        try {
            ImageId id = new ImageId(row.getObject("image_id", UUID.class));
            return new IdempotencyRecord(
                    holder,
                    key,
                    new Checksum(row.getString("request")),
                    id,
                    Session.time(row, "leased_until"),
                    Session.time(row, "expires_at"),
                    row.getString("owner") == null ? null : ImageRows.image(id, row));
        } catch (RuntimeException e) {
            throw new StorageException.Corrupted("The catalog's row of an idempotency key of " + holder + " is damaged",
                    e);
        }
    }

    private static List<@Nullable Object> parameters(IdempotencyRecord next) {
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList(
                next.request().hex(),
                next.imageId().value(),
                next.leasedUntil(),
                next.expiresAt()));
        Image answer = next.answer();
        values.addAll(answer == null ? Collections.nCopies(COLUMNS_OF_IMAGE, null) : ImageRows.values(answer));
        values.add(next.holder().value());
        values.add(next.key().value());
        return values;
    }
}
