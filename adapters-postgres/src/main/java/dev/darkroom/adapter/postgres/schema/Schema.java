package dev.darkroom.adapter.postgres.schema;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.domain.model.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * The tables and their versions. The table {@code darkroom_schema} contains the version of a database. The first script creates version 1, and
 * each further script upgrades to the next version. A released script never changes.
 */
public final class Schema {
    private static final List<String> SCRIPTS = List.of("1.sql");

    private static final List<String> TABLES =
            List.of("image", "image_tag", "usage", "idempotency", "signing_key");

    /** Only one process at a time migrates a database; "darkroom" in ASCII. */
    static final long LOCK = 0x6461726b726f6f6dL;

    /** How long a migration waits for another one, and for transactions that use a table. */
    private static final Duration LOCK_WAIT = Duration.ofMinutes(1);

    private static final int NEW_DATABASE = 0;

    private final Database database;
    private final List<String> scripts;
    private final Duration lockWait;

    /** The schema that this program uses. */
    public Schema(Database database) {
        this(database, SCRIPTS, LOCK_WAIT);
    }

    /** @param scripts names of resources of this package */
    Schema(Database database, List<String> scripts, Duration lockWait) {
        this.database = database;
        this.scripts = List.copyOf(scripts);
        this.lockWait = lockWait;
    }

    /**
     * The result of a migration, or of a dry run: the version that the database had, 0 for a new one, and the one that it has.
     */
    public record Migration(int from, int to) {}

    /**
     * Creates the tables of a new database or upgrades a database to the current version, in one transaction. Repeatable, also
     * by several processes at once.
     *
     * @throws StorageException.Corrupted if the version of the database is newer
     * @throws StorageException.Unavailable if the server can't be used, if another migration takes too long, or if the database is not
     *     encoded in UTF-8
     */
    public Migration migrate() {
        return migrate(false);
    }

    /** Returns what {@link #migrate} would do, and changes nothing. It fails for the same reasons. */
    public Migration dryRun() {
        return migrate(true);
    }

    private Migration migrate(boolean isDryRun) {
        return database.longTransaction(session -> {
            session.script("SET LOCAL lock_timeout = " + lockWait.toMillis());
            session.row("SELECT pg_advisory_xact_lock(?)", _ -> true, LOCK);
            requireUtf8(session);
            int version = exists(session) ? version(session) : NEW_DATABASE;
            requireKnown(version);
            if (!isDryRun && version < version()) {
                if (version == NEW_DATABASE) {
                    session.script("CREATE TABLE darkroom_schema (version integer NOT NULL)");
                    session.script("INSERT INTO darkroom_schema (version) VALUES (0)");
                }
                for (String script : scripts.subList(version, scripts.size())) {
                    session.script(read(script));
                }
                session.update("UPDATE darkroom_schema SET version = ?", version());
            }
            return new Migration(version, version());
        });
    }

    private void requireUtf8(Session session) throws SQLException {
        String encoding = session.row("SHOW server_encoding", row -> row.getString(1)).orElseThrow();
        if (!encoding.equals("UTF8")) {
            throw new StorageException.Unavailable(
                    "The database " + database.description() + " is encoded in " + encoding
                            + ": create one with ENCODING 'UTF8'.",
                    null);
        }
    }

    private static boolean exists(Session session) throws SQLException {
        return session.row("SELECT to_regclass('darkroom_schema') IS NOT NULL", row -> row.getBoolean(1)).orElseThrow();
    }

    private static int version(Session session) throws SQLException {
        return session.row("SELECT version FROM darkroom_schema", row -> row.getInt(1)).orElse(NEW_DATABASE);
    }

    private int version() {
        return scripts.size();
    }

    private void requireKnown(int version) {
        if (version > version()) {
            throw new StorageException.Corrupted("The catalog in PostgreSQL (" + database.description()
                    + ") has schema version " + version + " and this Darkroom knows versions up to " + version()
                    + ": start the newer Darkroom that wrote it.", null);
        }
    }

    /**
     * Returns if the tables can be read and written.
     *
     * @throws StorageException.Unavailable if the server can't be used or is a standby, or if the tables are missing or older
     * @throws StorageException.Corrupted if the version of the database is newer
     */
    public void check() {
        record Found(int version, boolean isStandby) {}
        Found found = database.statement(session -> session.row(
                "SELECT version, pg_is_in_recovery() FROM darkroom_schema",
                row -> new Found(row.getInt(1), row.getBoolean(2))).orElse(new Found(NEW_DATABASE, false)));
        requireKnown(found.version());
        if (found.version() < version()) {
            throw new StorageException.Unavailable("The catalog in PostgreSQL (" + database.description()
                    + ") has schema version " + found.version() + " and this Darkroom needs version " + version()
                    + ": run \"darkroom provision\".", null);
        }
        if (found.isStandby()) {
            throw new StorageException.Unavailable("The catalog in PostgreSQL (" + database.description()
                    + ") is a read-only standby", null);
        }
    }

    /** The statements that allow a role to serve: to read and write rows, and to read the version. */
    public static List<String> grants(String role) {
        String name = "\"" + role.replace("\"", "\"\"") + "\"";
        return List.of(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON " + String.join(", ", TABLES) + " TO " + name + ";",
                "GRANT SELECT ON darkroom_schema TO " + name + ";");
    }

    private static String read(String script) {
        try (InputStream in = Schema.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new FileNotFoundException(script);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The program is incomplete: a schema script can't be read", e);
        }
    }
}
