package dev.darkroom.bootstrap.suite.reliability;

import dev.darkroom.adapter.postgres.PostgresStorage;
import dev.darkroom.adapter.postgres.testkit.FaultyWire;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.ObjectFiles;
import dev.darkroom.bootstrap.suite.Steps;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses while PostgreSQL or the network to it fails, with files in the filesystem: the rows of docs/reliability.md. */
@FullTier
class PostgresTroubleIT {
    private static LocalPostgres server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        server = LocalPostgres.shared();
    }

    /** Darkroom and its network to a database. */
    private record Service(FaultyWire wire, String database, Path dataFolder, Application application)
            implements
            Steps,
            AutoCloseable {
        static Service start(LocalPostgres server, Path dataFolder) {
            String url = server.migratedUrl();
            String database = url.substring(url.lastIndexOf('/') + 1);
            // Not a superuser, so that all limits apply to it.
            server.execute(database, "CREATE ROLE " + database + " LOGIN PASSWORD 'secret'");
            PostgresStorage.grants(database).forEach(grant -> server.execute(database, grant));
            FaultyWire wire = FaultyWire.to(server.port());
            return new Service(wire, database, dataFolder, Application.start(
                    Configuration.from(Map.of(
                            "PORT", "0",
                            "DARKROOM_DATA_DIR", dataFolder.toString(), "DARKROOM_PREPARE_RENDITIONS", "false",
                            "DARKROOM_CATALOG", "postgres",
                            "DARKROOM_POSTGRES_URL",
                            "postgresql://" + database + ":secret@127.0.0.1:" + wire.port() + "/" + database)),
                    "test",
                    InstantSource.system()));
        }

        @Override
        public URI address() {
            return URI.create("http://127.0.0.1:" + application.port());
        }

        @Override
        public Set<String> objectKeys() {
            return ObjectFiles.keys(dataFolder);
        }

        @Override
        public void close() {
            application.close();
            wire.close();
        }
    }

    private void assertRow(
            LocalPostgres of, String trouble, Consumer<Service> begin, Consumer<Service> end) throws Exception {
        Path dataFolder = Files.createTempDirectory(folder, "data");
        try (Service service = Service.start(of, dataFolder)) {
            EveryCall calls = EveryCall.of(service);
            begin.accept(service);
            calls.assertAnswered(trouble);
            end.accept(service);
            service.send(Call.get("/images")).expect(200);
            calls.assertNothingLost();
        }
    }

    /** All rows run in parallel, because some take long. */
    @Test
    void outOfReachSilentSlowOrFull() throws Exception {
        record Row(String trouble, Consumer<Service> begin, Consumer<Service> end) {}
        List<Row> rows = List.of(
                new Row("PostgreSQL out of reach", service -> service.wire().disconnect(),
                        service -> service.wire().connect()),
                new Row("PostgreSQL is silent", service -> service.wire().silence(),
                        service -> service.wire().connect()),
                new Row("PostgreSQL takes 5 s an answer", service -> service.wire().slowDown(),
                        service -> service.wire().connect()),
                new Row("PostgreSQL has no connection left", service -> setConnectionLimit(service, 0),
                        service -> setConnectionLimit(service, -1)));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tests = rows.stream().<Callable<Void>>map(row -> () -> {
                assertRow(server, row.trouble(), row.begin(), row.end());
                return null;
            }).toList();
            for (Future<Void> test : threads.invokeAll(tests)) {
                test.get();
            }
        }
    }

    private static void setConnectionLimit(Service service, int limit) {
        server.execute("postgres", "ALTER ROLE " + service.database() + " CONNECTION LIMIT " + limit);
        server.execute("postgres", "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '"
                + service.database() + "'");
    }

    @Test
    void readOnlyStandby() throws Exception {
        try (LocalPostgres primary = LocalPostgres.start(Map.of())) {
            // The standby is copied after the rows were written.
            LocalPostgres[] standby = new LocalPostgres[1];
            try {
                assertRow(primary, "PostgreSQL is a read-only standby", service -> {
                    standby[0] = primary.startStandby(Map.of());
                    service.wire().redirect(standby[0].port());
                }, service -> service.wire().redirect(primary.port()));
            } finally {
                if (standby[0] != null) {
                    standby[0].close();
                }
            }
        }
    }

    /** Calls continue for longer than the pool doubles its pauses between attempts to connect. */
    @Test
    void nextCallSucceedsAfterALongOutageUnderLoad() throws Exception {
        try (Service service = Service.start(server, folder)) {
            service.wire().disconnect();
            for (int i = 0; i < 5; i++) {
                service.send(Call.get("/images")).expectProblem(503, "unavailable");
            }
            service.wire().connect();
            service.send(Call.get("/images")).expect(200);
        }
    }
}
