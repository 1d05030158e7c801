package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.GroupCommitWriter;
import dev.darkroom.adapter.local.sqlite.connection.ReaderPool;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import java.sql.ResultSet;
import java.util.Optional;

/** Stores texts in the file of the catalog, through the same connections. */
final class SqliteDeliveryStore implements DeliveryStore {
    private final GroupCommitWriter writer;
    private final ReaderPool readers;

    SqliteDeliveryStore(GroupCommitWriter writer, ReaderPool readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public Optional<Stored> find(ReceiverId receiver) {
        return readers.read(sqlite -> {
            try (ResultSet row = sqlite.query("SELECT revision, text FROM delivery WHERE receiver = ?",
                    receiver.value())) {
                return row.next()
                        ? Optional.of(new Stored(row.getLong("revision"), row.getString("text")))
                        : Optional.empty();
            }
        });
    }

    @Override
    public boolean replace(ReceiverId receiver, long revision, String text) {
        int replaced = writer.run(sqlite -> revision == 0
                ? sqlite.update(
                        "INSERT INTO delivery (receiver, revision, text) VALUES (?, 1, ?) ON CONFLICT DO NOTHING",
                        receiver.value(), text)
                : sqlite.update(
                        "UPDATE delivery SET revision = revision + 1, text = ? WHERE receiver = ? AND revision = ?",
                        text, receiver.value(), revision));
        return replaced == 1;
    }
}
