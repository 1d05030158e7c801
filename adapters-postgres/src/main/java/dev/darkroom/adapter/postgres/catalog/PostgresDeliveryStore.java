package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;

/** Stores how far receivers of events have come in a table. */
public final class PostgresDeliveryStore implements DeliveryStore {
    private static final String FIND = "SELECT revision, content FROM delivery WHERE receiver = ?";

    private static final String INSERT =
            "INSERT INTO delivery (revision, writer, content, receiver) VALUES (1, ?, ?, ?) ON CONFLICT (receiver) DO NOTHING";

    private static final String REPLACE =
            "UPDATE delivery SET revision = revision + 1, writer = ?, content = ? WHERE receiver = ? AND revision = ?";

    private static final String WRITTEN = "SELECT 1 FROM delivery WHERE receiver = ? AND writer = ?";

    private final Database database;
    private final SecureRandom random = new SecureRandom();

    public PostgresDeliveryStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Stored> find(ReceiverId receiver) {
        return database.statement(session -> session.row(
                FIND, row -> new Stored(row.getLong("revision"), row.getString("content")), receiver.value()));
    }

    @Override
    public boolean replace(ReceiverId receiver, long revision, String text) {
        // By this, the call recognizes its own change if it is repeated after its connection was lost.
        UUID writer = new UUID(random.nextLong(), random.nextLong());
        return database.statement(session -> {
            int changed = revision == 0
                    ? session.update(INSERT, writer, text, receiver.value())
                    : session.update(REPLACE, writer, text, receiver.value(), revision);
            return changed == 1 || session.row(WRITTEN, _ -> true, receiver.value(), writer).isPresent();
        });
    }
}
