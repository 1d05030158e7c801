package dev.darkroom.benchmark.catalogs;

import com.github.benmanes.caffeine.cache.Cache;
import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.adapter.local.sqlite.SqliteImageCatalog;
import dev.darkroom.adapter.postgres.PostgresStorage;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;

/** Fills catalogs with the same images and compares them. */
final class Main {
    private static final Filling SMALL = new Filling(10_000);

    private Main() {}

    /**
     * @param arguments the port of a PostgreSQL server on loopback, with the databases "small" and "large" of the superuser darkroom; a
     *     folder for SQLite; the number of images; {@code lists}, {@code library}, {@code publishing} or several of them
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
            if (parts.contains("library")) {
                Library.run(postgres.catalog(), sqlite);
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

    private static PostgresStorage postgres(int port, String database, Filling filling) throws Exception {
        String address = "127.0.0.1:" + port + "/" + database;
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://" + address, "darkroom", "");
                Statement statement = connection.createStatement()) {
            statement.execute(script(PostgresStorage.class, "schema/1.sql"));
            statement.execute("CREATE TABLE darkroom_schema (version integer NOT NULL)");
            statement.execute("INSERT INTO darkroom_schema (version) VALUES (1)");
            filling.intoPostgres(connection);
            PostgresStorage storage =
                    PostgresStorage.open(PostgresSettings.parse("postgresql://darkroom@" + address, null));
            migrate(database + " on PostgreSQL", storage.schema()::migrate);
            statement.execute("VACUUM ANALYZE");
            return storage;
        }
    }

    private static SqliteImageCatalog sqlite(Path file, Filling filling) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.executeUpdate(script(SqliteImageCatalog.class, "schema/5.sql"));
            statement.execute("PRAGMA user_version = 5");
            filling.intoSqlite(connection);
        }
        return migrate("SQLite", () -> SqliteImageCatalog.open(DurableFiles.DEFAULT, file, false));
    }

    private static <T> T migrate(String name, Callable<T> migration) throws Exception {
        long start = System.nanoTime();
        T result = migration.call();
        System.out.printf("Migration of %s: %.1f s%n", name, (System.nanoTime() - start) / 1e9);
        return result;
    }

    private static String script(Class<?> adapter, String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(adapter.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
