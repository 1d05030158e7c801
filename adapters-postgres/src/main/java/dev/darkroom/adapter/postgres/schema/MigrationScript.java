package dev.darkroom.adapter.postgres.schema;

import dev.darkroom.adapter.postgres.client.Database;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script that upgrades a database by one version. It runs in one transaction, except if its first line is {@value #CONCURRENT}. Then each of
 * its statements runs outside a transaction, because {@code CREATE INDEX CONCURRENTLY} requires that. It lets others write while it builds, and
 * waits for transactions that are older than the index.
 *
 * <p>A concurrent script runs again from its start if it was killed, so each of its statements must be repeatable ({@code IF NOT EXISTS}). Each
 * ends with a semicolon at the end of a line.
 *
 * @param sql without parameters
 */
record MigrationScript(String sql) {
    private static final String CONCURRENT = "-- concurrent";

    private static final Pattern END = Pattern.compile(";\\s*(?:\\n|$)");

    private static final Pattern INDEX =
            Pattern.compile("^CREATE (?:UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS (?<name>\\w+)", Pattern.MULTILINE);

    /** @param resource of this package */
    static MigrationScript read(String resource) {
        try (InputStream in = MigrationScript.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException(resource);
            }
            return new MigrationScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The program is incomplete: a schema script can't be read", e);
        }
    }

    boolean isConcurrent() {
        return sql.startsWith(CONCURRENT + "\n");
    }

    /** Runs each statement outside a transaction, without time limits. */
    void runConcurrently(Database database) {
        END.splitAsStream(sql).filter(statement -> !statement.isBlank()).forEach(statement -> {
            Matcher index = INDEX.matcher(statement);
            if (index.find()) {
                dropUnfinished(database, index.group("name"));
            }
            database.longStatement(statement);
        });
    }

    /** A build that was killed leaves an invalid index, which IF NOT EXISTS would keep. */
    private static void dropUnfinished(Database database, String index) {
        boolean isUnfinished = database.statement(session -> session.row(
                "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(?) AND NOT indisvalid", _ -> true, index)
                .isPresent());
        if (isUnfinished) {
            database.longStatement("DROP INDEX CONCURRENTLY IF EXISTS " + index);
        }
    }
}
