package dev.darkroom.adapter.local.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.model.upload.IdempotencyRecord;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.testkit.contract.IdempotencyStoreContract;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteIdempotencyStoreTest implements IdempotencyStoreContract {
    @TempDir
    Path folder;

    private Path file;
    private SqliteImageCatalog catalog;

    @BeforeEach
    void open() {
        file = folder.resolve("catalog.db");
        catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, false);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Override
    public SqliteIdempotencyStore testee() {
        return catalog.idempotencyStore();
    }

    private void execute(String sql) throws SQLException {
        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            sqlite.execute(sql);
        }
    }

    private String query(String sql) throws SQLException {
        try (Sqlite sqlite = Sqlite.openReader(file)) {
            return sqlite.text(sql);
        }
    }

    @Test
    void claimIsKeptAfterReopening() {
        IdempotencyRecord claim = claim("alice", "a");
        testee().put(null, claim, NOW);

        catalog.close();
        catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, false);

        assertThat(testee().find(claim.holder(), claim.key(), NOW)).contains(claim);
    }

    @Test
    void allExpiredClaimsAreRemoved() throws SQLException {
        testee().put(null, claim("alice", "a"), NOW);
        execute("""
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2000)
                INSERT INTO upload_claim (holder, idempotency_key, request, image_id, leased_until, expires_at)
                SELECT 'bob', n, 'r', zeroblob(16), 0, n FROM numbers
                """);

        testee().removeExpired(NOW);

        assertThat(query("SELECT group_concat(holder) FROM upload_claim")).isEqualTo("alice");
        testee().removeExpired(EXPIRY);
        assertThat(query("SELECT count(*) FROM upload_claim")).isEqualTo("0");
    }

    @Test
    void expiredClaimsAreFoundThroughAnIndex() throws SQLException {
        try (Sqlite sqlite = Sqlite.openReader(file);
                var plan = sqlite
                        .query("EXPLAIN QUERY PLAN SELECT rowid FROM upload_claim WHERE expires_at <= 0")) {
            plan.next();
            assertThat(plan.getString("detail")).contains("upload_claim_expiry");
        }
    }

    @Test
    void damagedRowIsCorrupted() throws SQLException {
        testee().put(null, claim("alice", "a"), NOW);
        execute("UPDATE upload_claim SET request = 'x'");

        assertThatThrownBy(() -> testee().find(new UserId("alice"), new IdempotencyKey("a"), NOW))
                .isInstanceOf(StorageException.Corrupted.class);
    }

    @Test
    void closedCatalogIsUnavailable() {
        IdempotencyStore keys = testee();
        catalog.close();

        assertThatThrownBy(() -> keys.put(null, claim("alice", "a"), NOW))
                .isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(() -> keys.find(new UserId("alice"), new IdempotencyKey("a"), NOW))
                .isInstanceOf(StorageException.Unavailable.class);
    }
}
