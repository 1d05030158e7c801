package dev.darkroom.bootstrap.wiring.storage;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.darkroom.adapter.aws.DynamoDbStorage;
import dev.darkroom.adapter.local.DataFolder;
import dev.darkroom.adapter.local.SqliteStorage;
import dev.darkroom.adapter.postgres.PostgresStorage;
import dev.darkroom.adapter.telemetry.ConnectionPool;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.configuration.CatalogConfig;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.nio.file.FileSystems;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An open catalog: binds its ports. */
final class CatalogModule extends AbstractModule implements AutoCloseable {
    /** The folder into which the driver copies its library (sqlite-jdbc, "Configure the location of native libraries"). */
    private static final String LIBRARY_FOLDER = "org.sqlite.tmpdir";

    private final ImageCatalog catalog;
    private final Trash trash;
    private final IdempotencyStore idempotencyStore;
    private final SigningKeys signingKeys;
    private final EventLog eventLog;
    private final DeliveryStore deliveryStore;
    private final boolean isExclusive;
    private final Runnable close;

    private CatalogModule(
            ImageCatalog catalog, Trash trash, IdempotencyStore idempotencyStore, SigningKeys signingKeys,
            EventLog eventLog,
            DeliveryStore deliveryStore, boolean isExclusive, Runnable close, Telemetry telemetry) {
        this.catalog = telemetry.catalog(catalog);
        this.trash = telemetry.trash(trash);
        this.idempotencyStore = telemetry.idempotencyStore(idempotencyStore);
        this.signingKeys = signingKeys;
        this.eventLog = eventLog;
        this.deliveryStore = deliveryStore;
        this.isExclusive = isExclusive;
        this.close = close;
    }

    /** @param folder the data folder, if the configuration has one */
    static CatalogModule open(
            CatalogConfig config, boolean recordsEvents, @Nullable DataFolder folder, InstantSource clock,
            Telemetry telemetry) {
        return switch (config) {
            case CatalogConfig.Sqlite _ -> {
                SqliteStorage storage = openSqlite(Objects.requireNonNull(folder), recordsEvents);
                yield new CatalogModule(
                        storage.catalog(), storage.trash(), storage.idempotencyStore(), storage.signingKeys(),
                        storage.eventLog(),
                        storage.deliveryStore(), true, storage::close, telemetry);
            }
            case CatalogConfig.DynamoDb(var settings) -> {
                DynamoDbStorage storage = DynamoDbStorage.open(settings, clock, recordsEvents);
                yield new CatalogModule(
                        storage.catalog(), storage.trash(), storage.idempotencyStore(), storage.signingKeys(),
                        storage.eventLog(),
                        storage.deliveryStore(), false, storage::close, telemetry);
            }
            case CatalogConfig.Postgres(var settings, var replica) -> {
                PostgresStorage storage = PostgresStorage.open(settings, replica, recordsEvents);
                telemetry.connectionPool(new ConnectionPool(
                        "postgresql",
                        () -> storage.connections().max(),
                        () -> storage.connections().active(),
                        () -> storage.connections().idle(),
                        () -> storage.connections().waiting()));
                yield new CatalogModule(
                        storage.catalog(), storage.trash(), storage.idempotencyStore(), storage.signingKeys(),
                        storage.eventLog(),
                        storage.deliveryStore(), false, storage::close, telemetry);
            }
        };
    }

    /**
     * The SQLite driver copies its native library into a folder on first use. A process that is killed would leave the copy there.
     * Therefore it uses a temporary folder, which is removed as soon as the library is loaded, or at the next start. Windows cannot
     * remove files that are loaded, so it uses the driver's default.
     */
    private static SqliteStorage openSqlite(DataFolder folder, boolean recordsEvents) {
        boolean isElsewhere = System.getProperty(LIBRARY_FOLDER) != null;
        if (isElsewhere || !FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new SqliteStorage(folder, recordsEvents);
        }
        try (TemporaryFolder library = TemporaryFolder.create()) {
            System.setProperty(LIBRARY_FOLDER, library.path().toString());
            return new SqliteStorage(folder, recordsEvents);
        } finally {
            System.clearProperty(LIBRARY_FOLDER);
        }
    }

    @Provides
    ImageCatalog catalog() {
        return catalog;
    }

    @Provides
    Trash trash() {
        return trash;
    }

    @Provides
    IdempotencyStore idempotencyStore() {
        return idempotencyStore;
    }

    @Provides
    SigningKeys signingKeys() {
        return signingKeys;
    }

    @Provides
    EventLog eventLog() {
        return eventLog;
    }

    @Provides
    DeliveryStore deliveryStore() {
        return deliveryStore;
    }

    /** Whether no other process can use the catalog. */
    boolean isExclusive() {
        return isExclusive;
    }

    @Override
    public void close() {
        close.run();
    }
}
