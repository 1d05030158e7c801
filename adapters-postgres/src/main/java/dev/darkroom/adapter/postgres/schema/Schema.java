package dev.darkroom.adapter.postgres.schema;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.domain.model.StorageException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The tables and their versions. The table {@code darkroom_schema} contains the version of a database. The first script creates version 1, and
 * each further script upgrades to the next version. A released script never changes. {@link MigrationScript} says what a script may contain.
 */
public final class Schema {
    /** After this script, {@link Filling} completes the rows. */
    private static final String FILLED = "2.sql";

    private static final List<String> SCRIPTS = List.of("1.sql", FILLED, "3.sql", "4.sql", "5.sql", "6.sql", "7.sql",
            "8.sql");

    /** With the view of the events. */
    private static final List<String> TABLES = List.of("image", "image_tag", "tally", "usage", "idempotency",
            "signing_key", "event", "event_era", "event_horizon", "delivery");

    /** The tables that the role of a session may not read and write. One that does not exist is none of them. */
    private static final String REFUSED =
            """
                    SELECT string_agg(name, ', ' ORDER BY name) FROM unnest(ARRAY['%s']) AS name
                    WHERE NOT (has_table_privilege(to_regclass(name), 'SELECT') AND has_table_privilege(to_regclass(name), 'INSERT')
                        AND has_table_privilege(to_regclass(name), 'UPDATE') AND has_table_privilege(to_regclass(name), 'DELETE'))
                    """
                    .formatted(String.join("', '", TABLES));

    /** Only one process at a time migrates a database; "darkroom" in ASCII. */
    static final long LOCK = 0x6461726b726f6f6dL;

    /** How long a migration waits for another one, and for transactions that use a table. */
    private static final Duration LOCK_WAIT = Duration.ofMinutes(1);

    private static final Duration LOCK_RETRY = Duration.ofMillis(200);

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
     * Creates the tables of a new database or upgrades a database to the current version. Repeatable, also after it was killed, and by several
     * processes at once.
     *
     * @throws StorageException.Corrupted if the version of the database is newer
     * @throws StorageException.Unavailable if the server can't be used, if another migration takes too long, or if the database is not
     *     encoded in UTF-8
     */
    public Migration migrate() {
        int from = step();
        int version = from;
        while (version < version()) {
            version = step();
        }
        return new Migration(from, version());
    }

    /** Returns what {@link #migrate} would do, and changes nothing. It fails for the same reasons. */
    public Migration dryRun() {
        return locked(session -> new Migration(knownVersion(session), version()));
    }

    /**
     * Runs the next scripts of one kind, and stores the version that they create. The lock is that of a transaction, so that it ends with its
     * process, also behind a connection pooler.
     *
     * @return the version before
     */
    private int step() {
        return locked(session -> {
            int version = knownVersion(session);
            if (version == NEW_DATABASE && version < version()) {
                session.script("CREATE TABLE darkroom_schema (version integer NOT NULL)");
                session.script("INSERT INTO darkroom_schema (version) VALUES (0)");
            }
            int next = version;
            while (next < version() && !MigrationScript.read(scripts.get(next)).isConcurrent()) {
                session.script(MigrationScript.read(scripts.get(next)).sql());
                if (scripts.get(next).equals(FILLED)) {
                    Filling.run(session);
                }
                next++;
            }
            if (next == version && version < version()) {
                // The portal of the last query would hold a snapshot, for whose end the index build would wait. A SET has none.
                session.script("SET LOCAL idle_in_transaction_session_timeout = 0");
                MigrationScript.read(scripts.get(next)).runConcurrently(database);
                next++;
            }
            if (next > version) {
                session.update("UPDATE darkroom_schema SET version = ?", next);
            }
            return version;
        });
    }

    /**
     * Runs work under the lock. It tries to get the lock in transactions of their own, because an index build of the process that has it would
     * wait for the snapshot of a query that waits.
     */
    private <T> T locked(Database.Work<T> work) {
        long start = System.nanoTime();
        while (true) {
            Optional<T> result = database.longTransaction(session -> {
                session.script("SET LOCAL lock_timeout = " + lockWait.toMillis());
                return session.row("SELECT pg_try_advisory_xact_lock(?)", row -> row.getBoolean(1), LOCK).orElseThrow()
                        ? Optional.of(work.run(session))
                        : Optional.empty();
            });
            if (result.isPresent()) {
                return result.get();
            }
            if (System.nanoTime() - start > lockWait.toNanos()) {
                throw new StorageException.Unavailable("The catalog in PostgreSQL (" + database.description()
                        + ") is busy: another process migrates it", null);
            }
            LockSupport.parkNanos(LOCK_RETRY.toNanos());
        }
    }

    private int knownVersion(Session session) throws SQLException {
        requireUtf8(session);
        int version = exists(session) ? version(session) : NEW_DATABASE;
        requireKnown(version);
        return version;
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
     * @throws StorageException.Unavailable if the server can't be used or is a standby, if the tables are missing or older, or if the role may not
     *     use one of them
     * @throws StorageException.Corrupted if the version of the database is newer
     */
    public void check() {
        record Found(int version, boolean isStandby, @Nullable String refused) {}
        Found found = database.statement(session -> session.row(
                "SELECT version, pg_is_in_recovery(), (" + REFUSED + ") FROM darkroom_schema",
                row -> new Found(row.getInt(1), row.getBoolean(2), row.getString(3)))
                .orElse(new Found(NEW_DATABASE, false, null)));
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
        if (found.refused() != null) {
            throw new StorageException.Unavailable("The catalog in PostgreSQL (" + database.description()
                    + ") refuses access to " + found.refused()
                    + ". Grant the role what \"darkroom provision\" prints.", null);
        }
    }

    /** The statements that allow a role to serve: to read and write rows, and to read the version. */
    public static List<String> grants(String role) {
        String name = "\"" + role.replace("\"", "\"\"") + "\"";
        return List.of(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON " + String.join(", ", TABLES) + " TO " + name + ";",
                "GRANT SELECT ON darkroom_schema TO " + name + ";");
    }
}
