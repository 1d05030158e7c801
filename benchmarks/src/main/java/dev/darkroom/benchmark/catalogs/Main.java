package dev.darkroom.benchmark.catalogs;

import com.github.benmanes.caffeine.cache.Cache;
import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.adapter.local.sqlite.SqliteImageCatalog;
import dev.darkroom.adapter.postgres.PostgresStorage;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;

/** Fills catalogs with the same images and compares them. */
final class Main {
    private static final Filling SMALL = new Filling(10_000);

    private Main() {}

    /**
     * @param arguments the port of a PostgreSQL server on loopback, with the databases "small" and "large" of the superuser darkroom; a
     *     folder for SQLite; the number of images; {@code lists}, {@code publishing} or both
     */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        Path folder = Path.of(arguments[1]);
        Filling large = new Filling(Integer.parseInt(arguments[2]));
        Set<String> parts = Set.of(arguments[3].split(","));
        try (PostgresStorage postgres = postgres(port, "large", large);
                PostgresStorage smallPostgres = postgres(port, "small", SMALL);
                SqliteImageCatalog sqlite = sqlite(folder.resolve("large.db"), large)) {
            if (parts.contains("lists")) {
                Lists.run(new Lists.Filled(postgres.catalog(), large),
                        new Lists.Filled(sqlite, large, cacheOf(sqlite)::invalidateAll),
                        new Lists.Filled(sqlite, large),
                        new Lists.Filled(smallPostgres.catalog(), SMALL));
            }
            if (parts.contains("publishing")) {
                Publishing.run(postgres.catalog(), sqlite);
            }
        }
    }

    /** The rows that the catalog keeps in memory. A page of a popular list is in it, and most other pages are not. */
    private static Cache<?, ?> cacheOf(SqliteImageCatalog sqlite) throws ReflectiveOperationException {
        Field rows = SqliteImageCatalog.class.getDeclaredField("rows");
        rows.setAccessible(true);
        return (Cache<?, ?>) rows.get(sqlite);
    }

    private static PostgresStorage postgres(int port, String database, Filling filling) throws SQLException {
        String address = "127.0.0.1:" + port + "/" + database;
        PostgresStorage storage =
                PostgresStorage.open(PostgresSettings.parse("postgresql://darkroom@" + address, null));
        if (storage.schema().migrate().from() == 0) {
            try (Connection connection =
                    DriverManager.getConnection("jdbc:postgresql://" + address, "darkroom", "")) {
                filling.intoPostgres(connection);
            }
        }
        return storage;
    }

    private static SqliteImageCatalog sqlite(Path file, Filling filling) throws SQLException {
        boolean isNew = !file.toFile().exists();
        SqliteImageCatalog.open(DurableFiles.DEFAULT, file).close();
        if (isNew) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                filling.intoSqlite(connection);
            }
        }
        return SqliteImageCatalog.open(DurableFiles.DEFAULT, file);
    }
}
