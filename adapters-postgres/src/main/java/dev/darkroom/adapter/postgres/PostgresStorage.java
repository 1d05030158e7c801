package dev.darkroom.adapter.postgres;

import dev.darkroom.adapter.postgres.catalog.PostgresDeliveryStore;
import dev.darkroom.adapter.postgres.catalog.PostgresEventLog;
import dev.darkroom.adapter.postgres.catalog.PostgresIdempotencyStore;
import dev.darkroom.adapter.postgres.catalog.PostgresImageCatalog;
import dev.darkroom.adapter.postgres.catalog.PostgresSigningKeys;
import dev.darkroom.adapter.postgres.catalog.PostgresTrash;
import dev.darkroom.adapter.postgres.client.Connections;
import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.schema.Schema;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The catalog in a PostgreSQL database. Opening it uses no network, so a service starts while the server is unavailable. A server that can't be
 * used is reported by the first call, as {@link dev.darkroom.domain.model.StorageException.Unavailable}. Thread-safe.
 */
public final class PostgresStorage implements AutoCloseable {
    private final Database database;
    private final ImageCatalog catalog;
    private final Trash trash;
    private final IdempotencyStore idempotencyStore;
    private final SigningKeys signingKeys;
    private final EventLog eventLog;
    private final DeliveryStore deliveryStore;

    private PostgresStorage(Database database, boolean recordsEvents) {
        this.database = database;
        this.catalog = new PostgresImageCatalog(database, recordsEvents);
        this.trash = new PostgresTrash(database, recordsEvents);
        this.idempotencyStore = new PostgresIdempotencyStore(database);
        this.signingKeys = new PostgresSigningKeys(database);
        this.eventLog = new PostgresEventLog(database, recordsEvents);
        this.deliveryStore = new PostgresDeliveryStore(database);
    }

    /** Opens a storage without a replica and events. */
    public static PostgresStorage open(PostgresSettings settings) {
        return open(settings, null, false);
    }

    /**
     * @param replica a standby, from which lists are read; they may be out of date. If it can't be used, they are read from the
     *     primary.
     * @param recordsEvents whether the catalog records events. All servers on a database should agree
     */
    public static PostgresStorage open(
            PostgresSettings settings, @Nullable PostgresSettings replica, boolean recordsEvents) {
        return new PostgresStorage(new Database(settings, replica), recordsEvents);
    }

    public ImageCatalog catalog() {
        return catalog;
    }

    /** The trash of {@link #catalog}. */
    public Trash trash() {
        return trash;
    }

    public IdempotencyStore idempotencyStore() {
        return idempotencyStore;
    }

    /** Keys that all processes on the database share. */
    public SigningKeys signingKeys() {
        return signingKeys;
    }

    /** The events of {@link #catalog}. */
    public EventLog eventLog() {
        return eventLog;
    }

    public DeliveryStore deliveryStore() {
        return deliveryStore;
    }

    /** For metrics. */
    public Connections connections() {
        return database.connections();
    }

    /** Creates and upgrades the tables. */
    public Schema schema() {
        return new Schema(database);
    }

    /** The statements that allow the role of a server to read and write rows, for an operator to run. */
    public static List<String> grants(String role) {
        return Schema.grants(role);
    }

    /** The statements that give a role the time limits of a session, if it connects through a pooler such as PgBouncer. */
    public static List<String> settingsOfRole(String role) {
        return Database.settingsOfRole(role);
    }

    @Override
    public void close() {
        database.close();
    }
}
