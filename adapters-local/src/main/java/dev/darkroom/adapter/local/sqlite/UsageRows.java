package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The used bytes of each owner and the quota reservations of pending images. */
final class UsageRows {
    private UsageRows() {}

    /** Adds bytes to the usage of an owner, or subtracts them if negative. Does not check the quota. */
    static void add(Sqlite sqlite, UserId owner, long bytes) throws SQLException {
        if (bytes != 0) {
            sqlite.update("INSERT INTO usage (owner, bytes) VALUES (?, max(0, ?2))"
                    + " ON CONFLICT DO UPDATE SET bytes = bytes + ?2",
                    owner.value(),
                    bytes);
        }
    }

    /** Replaces an earlier reservation in the usage, if the quota has room for the difference. */
    static Reservation reserve(Sqlite sqlite, QuotaReservation claim, @Nullable QuotaReservation earlier, Quota quota)
            throws SQLException {
        long moreBytes = claim.sizeBytes() - sizeOf(earlier);
        long used = used(sqlite, claim.owner());
        if (!quota.hasRoom(used, moreBytes)) {
            return new Reservation.QuotaExceeded(used);
        }
        add(sqlite, claim.owner(), moreBytes);
        return new Reservation.Reserved();
    }

    static long sizeOf(@Nullable QuotaReservation claim) {
        return claim == null ? 0 : claim.sizeBytes();
    }

    private static long used(Sqlite sqlite, UserId owner) throws SQLException {
        try (ResultSet row = sqlite.query("SELECT bytes FROM usage WHERE owner = ?", owner.value())) {
            return row.next() ? row.getLong("bytes") : 0;
        }
    }

    /** The reservation in a row of {@code unfinished}; null if it has none. */
    static @Nullable QuotaReservation claim(ResultSet row) throws SQLException {
        String owner = row.getString("claim_owner");
        return owner == null ? null : new QuotaReservation(new UserId(owner), row.getLong("claim_bytes"));
    }

    /** Stores the reservation in the row of its pending image; null removes it. */
    static void store(Sqlite sqlite, ImageId id, @Nullable QuotaReservation claim) throws SQLException {
        sqlite.update("UPDATE unfinished SET claim_owner = ?, claim_bytes = ? WHERE id = ?",
                claim == null ? null : claim.owner().value(),
                claim == null ? null : claim.sizeBytes(),
                ImageRows.bytes(id));
    }
}
