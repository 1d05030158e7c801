package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.domain.model.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables, in versions. Version n is made from version n-1 by the n-th script; SQLite's {@code user_version} tells which
 * one a file has. A script that has been released never changes.
 */
final class Schema {
    /** What this program works with. */
    static final Schema CURRENT =
            new Schema(List.of("schema/1.sql", "schema/2.sql", "schema/3.sql", "schema/4.sql", "schema/5.sql"));

    private final List<String> scripts;

    /** @param scripts resources beside this class, for versions 1 and on */
    Schema(List<String> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    /**
     * Brings a file up to date; all of it or, when it fails, nothing.
     *
     * @throws StorageException.Corrupted when the file was written by a newer program
     */
    void migrate(Sqlite sqlite) throws SQLException {
        sqlite.execute("BEGIN IMMEDIATE");
        try {
            int version = Integer.parseInt(sqlite.text("PRAGMA user_version"));
            if (version > scripts.size()) {
                throw new StorageException.Corrupted(
                        "The catalog has schema version " + version + " and this Darkroom knows versions up to "
                                + scripts.size() + ": start the newer Darkroom that wrote it.",
                        null);
            }
            for (String script : scripts.subList(version, scripts.size())) {
                sqlite.execute(read(script));
            }
            sqlite.execute("PRAGMA user_version = " + scripts.size());
            sqlite.execute("COMMIT");
        } catch (SQLException | RuntimeException e) {
            sqlite.rollBack(e);
            throw e;
        }
    }

    private static String read(String script) {
        try (InputStream in = Schema.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new FileNotFoundException(script);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The program is not whole", e);
        }
    }
}
