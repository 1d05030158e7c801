package dev.darkroom.adapter.local.sqlite.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTest {
    @TempDir
    Path folder;

    /**
     * SQLite has no counter of its syncs. With these settings, its documentation promises one sync of the write-ahead log for each commit;
     * {@code GroupCommitWriterTest} counts the commits.
     */
    @Test
    void everyConnectionSyncsEachCommit() throws SQLException {
        Path file = folder.resolve("test.db");
        try (Sqlite writer = Sqlite.openWriter(file);
                Sqlite reader = Sqlite.openReader(file)) {
            for (Sqlite sqlite : new Sqlite[]{writer, reader}) {
                assertThat(sqlite.text("PRAGMA journal_mode")).isEqualTo("wal");
                assertThat(sqlite.text("PRAGMA synchronous")).as("FULL").isEqualTo("2");
                assertThat(sqlite.text("PRAGMA fullfsync")).isEqualTo("1");
                assertThat(sqlite.text("PRAGMA checkpoint_fullfsync")).isEqualTo("1");
            }
        }
    }

    @Test
    void onlyReadersMapTheFile() throws SQLException {
        Path file = folder.resolve("test.db");
        try (Sqlite writer = Sqlite.openWriter(file);
                Sqlite reader = Sqlite.openReader(file)) {
            assertThat(writer.text("PRAGMA mmap_size")).isEqualTo("0");
            assertThat(reader.text("PRAGMA mmap_size")).isEqualTo("2147418112");
        }
    }

    @Test
    void readerRefusesToWrite() throws SQLException {
        Path file = folder.resolve("test.db");
        try (Sqlite writer = Sqlite.openWriter(file);
                Sqlite reader = Sqlite.openReader(file)) {
            writer.execute("CREATE TABLE t (n INTEGER)");

            assertThatThrownBy(() -> reader.execute("INSERT INTO t VALUES (1)")).isInstanceOf(SQLException.class);
        }
    }
}
