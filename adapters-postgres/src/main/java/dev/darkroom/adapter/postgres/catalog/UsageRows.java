package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import java.sql.SQLException;

/**
 * The used bytes of each owner. A transaction locks the row of an image before that of its owner's usage, unless it adds the image, and changes
 * usage late, because the uploads of an owner wait for each other there. Counts are locked after usage, because a trigger changes them at the end
 * of the statement.
 */
final class UsageRows {
    /** CHECK also applies to the proposed row, so that must not be negative. */
    private static final String RESERVE =
            """
                    INSERT INTO usage AS u (owner, used_bytes) SELECT ?, ? WHERE ? >= 0
                    ON CONFLICT (owner) DO UPDATE SET used_bytes = u.used_bytes + excluded.used_bytes WHERE u.used_bytes <= ?
                    """;

    private static final String RELEASE = "UPDATE usage SET used_bytes = used_bytes - ? WHERE owner = ?";

    private static final String USED = "SELECT used_bytes FROM usage WHERE owner = ?";

    private UsageRows() {}

    /** Adds bytes of a reservation to the usage of its owner, if the quota has room for them. */
    static Reservation reserve(Session session, QuotaReservation claim, long moreBytes, Quota quota)
            throws SQLException {
        // The most that may be used before: see Quota.hasRoom.
        long mostUsed = quota.bytes() - moreBytes;
        return session.update(RESERVE, claim.owner().value(), moreBytes, mostUsed, mostUsed) == 1
                ? new Reservation.Reserved()
                : new Reservation.QuotaExceeded(used(session, claim.owner()));
    }

    static void release(Session session, UserId owner, long bytes) throws SQLException {
        session.update(RELEASE, bytes, owner.value());
    }

    private static long used(Session session, UserId owner) throws SQLException {
        return session.row(USED, row -> row.getLong("used_bytes"), owner.value()).orElse(0L);
    }
}
