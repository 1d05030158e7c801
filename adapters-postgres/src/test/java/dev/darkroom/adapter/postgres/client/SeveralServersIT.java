package dev.darkroom.adapter.postgres.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.postgres.testkit.FaultyWire;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A primary and its standby. */
@FullTier
class SeveralServersIT {
    private static LocalPostgres primary;
    private static LocalPostgres standby;

    @BeforeAll
    static void start() {
        primary = LocalPostgres.start(Map.of());
        standby = primary.startStandby(Map.of("max_standby_streaming_delay", "0"));
    }

    @AfterAll
    static void stop() {
        if (standby != null) {
            standby.close();
        }
        if (primary != null) {
            primary.close();
        }
    }

    private static PostgresSettings settings(int... ports) {
        List<PostgresSettings.Server> servers = IntStream.of(ports)
                .mapToObj(port -> new PostgresSettings.Server("127.0.0.1", port))
                .toList();
        return new PostgresSettings(servers, "postgres", "darkroom", LocalPostgres.PASSWORD, Map.of());
    }

    private static boolean isStandby(Session session) throws SQLException {
        return session.row("SELECT pg_is_in_recovery()", row -> row.getBoolean(1)).orElseThrow();
    }

    @Test
    void primaryIsUsedInEitherOrder() {
        for (PostgresSettings each : List.of(settings(primary.port(), standby.port()),
                settings(standby.port(), primary.port()))) {
            try (Database database = new Database(each)) {
                assertThat(database.statement(SeveralServersIT::isStandby)).isFalse();
            }
        }
    }

    @Test
    void replicaAnswersReadsOnly() {
        try (Database database = new Database(settings(primary.port()), settings(standby.port()))) {
            assertThat(database.read(SeveralServersIT::isStandby)).isTrue();
            assertThat(database.statement(SeveralServersIT::isStandby)).isFalse();
            assertThat(database.transaction(SeveralServersIT::isStandby)).isFalse();
        }
    }

    @Test
    void ofSeveralReplicasAStandbyIsPreferred() {
        try (Database database =
                new Database(settings(primary.port()), settings(primary.port(), standby.port()))) {
            assertThat(database.read(SeveralServersIT::isStandby)).isTrue();
        }
    }

    @Test
    void primaryAnswersWhileTheReplicaIsAwayOrSilent() {
        try (FaultyWire wire = FaultyWire.to(standby.port());
                Database database = new Database(settings(primary.port()), settings(wire.port()))) {
            assertThat(database.read(SeveralServersIT::isStandby)).isTrue();

            wire.silence();
            long start = System.nanoTime();
            assertThat(database.read(SeveralServersIT::isStandby)).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));

            // It is not tried again for a while.
            start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThat(database.read(SeveralServersIT::isStandby)).isFalse();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));

            wire.connect();
            Awaitility.await().atMost(Duration.ofSeconds(15))
                    .until(() -> database.read(SeveralServersIT::isStandby));
        }
    }

    /** The standby may not wait for its reads ({@code max_standby_streaming_delay}), so it cancels the one of a table that is dropped. */
    @Test
    void primaryAnswersAReadThatTheStandbyCancels() {
        try (Database database = new Database(settings(primary.port()), settings(standby.port()))) {
            primary.execute("postgres", "CREATE TABLE conflict AS SELECT 1 AS value");
            Awaitility.await().until(() -> database.read(session -> session.row(
                    "SELECT to_regclass('conflict') IS NOT NULL", row -> row.getBoolean(1)).orElseThrow()));

            boolean answeredByStandby = database.read(session -> {
                boolean isStandby = isStandby(session);
                if (isStandby) {
                    session.script("BEGIN; SELECT * FROM conflict");
                    primary.execute("postgres", "DROP TABLE conflict");
                    session.script("SELECT pg_sleep(3)");
                }
                return isStandby;
            });

            assertThat(answeredByStandby).isFalse();
        }
    }
}
