package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables and their versions. SQLite's {@code user_version} contains the version of a file; a new file has 0. The first script creates
 * version {@value #FIRST_VERSION}, and each further script upgrades to the next version. A released script never changes.
 */
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    /** No earlier version was released. */
    static final int FIRST_VERSION = 5;

    /** After this script, {@link Filling} completes the rows. */
    private static final String FILLED = "schema/6.sql";

    /** The schema that this program uses. */
    static final Schema CURRENT =
            new Schema(
                    List.of("schema/5.sql", FILLED, "schema/7.sql", "schema/8.sql", "schema/9.sql", "schema/10.sql",
                            "schema/11.sql"));

    private static final int NEW_FILE = 0;

    private final List<String> scripts;

    /** @param scripts names of resources of this package */
    Schema(List<String> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    /**
     * Creates the tables of a new file or upgrades a file to the current version, in one transaction. An upgrade takes time in proportion to
     * the images. It logs a line when it starts, and one when it ends.
     *
     * @throws StorageException.Corrupted if the version of the file is newer, or older than {@value #FIRST_VERSION}
     */
    void migrate(Sqlite sqlite) throws SQLException {
        sqlite.execute("BEGIN IMMEDIATE");
        try {
            int version = Integer.parseInt(sqlite.text("PRAGMA user_version"));
            List<String> pending = pending(version);
            boolean upgrades = version != NEW_FILE && !pending.isEmpty();
            long start = System.nanoTime();
            if (upgrades) {
                LOG.info("Upgrading the catalog with {} images from schema version {} to {}",
                        sqlite.text("SELECT count(*) FROM image"), version, version());
            }
            for (String script : pending) {
                sqlite.execute(read(script));
                if (script.equals(FILLED)) {
                    Filling.run(sqlite);
                }
            }
            sqlite.execute("PRAGMA user_version = " + version());
            sqlite.execute("COMMIT");
            if (upgrades) {
                LOG.info("Upgraded the catalog in {} s", Duration.ofNanos(System.nanoTime() - start).toSeconds());
            }
        } catch (SQLException | RuntimeException e) {
            sqlite.rollBack(e);
            throw e;
        }
    }

    private int version() {
        return FIRST_VERSION + scripts.size() - 1;
    }

    /** The scripts that a file of this version needs. */
    private List<String> pending(int version) {
        if (version == NEW_FILE) {
            return scripts;
        }
        if (version > version()) {
            throw new StorageException.Corrupted(
                    "The catalog has schema version " + version + " and this Darkroom knows versions up to "
                            + version() + ": start the newer Darkroom that wrote it.",
                    null);
        }
        if (version < FIRST_VERSION) {
            throw new StorageException.Corrupted(
                    "The catalog has schema version " + version + " and this Darkroom knows versions from "
                            + FIRST_VERSION
                            + ": start with an empty data folder, or start the older Darkroom that wrote it.",
                    null);
        }
        return scripts.subList(version - FIRST_VERSION + 1, scripts.size());
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
