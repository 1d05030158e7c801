package dev.darkroom.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.bootstrap.Client;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.suite.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands with the filesystem and PostgreSQL. */
class PostgresCliIT {
    @TempDir
    Path dataFolder;

    private final Map<String, String> environment = new HashMap<>();
    private String url;

    @BeforeEach
    void createTheDatabase() {
        url = LocalPostgres.shared().newDatabase();
        environment.put("PORT", "0");
        environment.put("DARKROOM_DATA_DIR", dataFolder.toString());
        environment.put("DARKROOM_CATALOG", "postgres");
        environment.put("DARKROOM_POSTGRES_URL", url);
    }

    private CommandResult run(String... arguments) {
        return CommandResult.of(environment, InstantSource.system(), arguments);
    }

    private String database() {
        return url.substring(url.indexOf('@') + 1);
    }

    @Test
    void tablesAreCreatedOnceAndKeepPicturesBetweenStarts() throws Exception {
        assertThat(run("provision", "--dry-run").out())
                .startsWith("Blobs in the filesystem need no provisioning.\nTables in the database " + database()
                        + ": would be created.\n");
        assertThat(run("provision").out())
                .contains("Tables in the database " + database() + ": created.\n", " TO \"darkroom_server\";\n",
                        "ALTER ROLE \"darkroom_server\" SET statement_timeout = '8000ms';\n");
        assertThat(run("provision").out()).contains(": up to date.\n");

        byte[] picture = Client.picture(64, 48);
        String id;
        try (Application application = start();
                Client client = new Client(application.port())) {
            id = client.upload(picture);
        }
        try (Application application = start();
                Client client = new Client(application.port())) {
            assertThat(client.download(id)).isEqualTo(picture);
        }
    }

    private Application start() {
        return Application.start(Configuration.from(environment), "test", InstantSource.system());
    }

    @Test
    void roleThatOnlyReadsImagesMayCheckAndExport(@TempDir Path exported) throws Exception {
        String name = database().substring(database().indexOf('/') + 1);
        assertThat(run("provision").exitCode()).isEqualTo(ExitCode.SUCCESS);
        try (Application application = start();
                Client client = new Client(application.port())) {
            String _ = client.upload(Client.picture(64, 48));
            // Otherwise it is added, and logged, while the application ends.
            Awaitility.await().until(() -> LocalPostgres.shared()
                    .texts(name, "SELECT id FROM image WHERE placeholder IS NOT NULL").size() == 1);
        }
        String role = "reader_of_images";
        LocalPostgres.shared().execute(name,
                "CREATE ROLE " + role + " LOGIN PASSWORD 'secret'; GRANT SELECT ON image TO " + role);
        environment.put("DARKROOM_POSTGRES_URL", "postgresql://" + role + ":secret@" + database());

        assertThat(run("check").out()).contains("Intact pictures: 1 ");
        assertThat(run("export", exported.resolve("exported.tar").toString()).out())
                .contains("Pictures exported: 1 ");
        assertThat(run("reconcile").exitCode()).isEqualTo(ExitCode.FAILURE);
    }

    @Test
    void missingTablesAreReportedWithTheCommandThatCreatesThem() throws IOException {
        Files.createDirectories(dataFolder.resolve("blobs"));

        CommandResult reconcile = run("reconcile");

        assertThat(reconcile.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(reconcile.err()).contains("run \"darkroom provision\"").doesNotContain("\tat ");
    }

    @Test
    void newerTablesAreRefused() {
        assertThat(run("provision").exitCode()).isEqualTo(ExitCode.SUCCESS);
        LocalPostgres.shared().execute(database().substring(database().indexOf('/') + 1),
                "UPDATE darkroom_schema SET version = 999");

        CommandResult again = run("provision");

        assertThat(again.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(again.err()).contains("has schema version 999 and this Darkroom knows versions up to");
    }

    @Test
    void wrongPasswordIsReportedWithoutAnyPassword() {
        environment.put("DARKROOM_POSTGRES_URL", "postgresql://darkroom:not-the-password@" + database());

        CommandResult provision = run("provision");

        assertThat(provision.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(provision.out() + provision.err())
                .contains("password authentication failed for user \"darkroom\"")
                .doesNotContain("not-the-password");
    }

    /** The driver reads the variable of the process, so this needs a process. */
    @Test
    void passwordComesFromThePasswordFileAndTheUrlFromItsFile() throws Exception {
        environment.remove("DARKROOM_POSTGRES_URL");
        environment.put("DARKROOM_POSTGRES_URL_FILE", Files.writeString(
                dataFolder.resolve("url"), "postgresql://darkroom@" + database() + "\n").toString());
        environment.put("PGPASSFILE", Files.writeString(
                dataFolder.resolve("passwords"), "127.0.0.1:*:*:darkroom:" + LocalPostgres.PASSWORD + "\n").toString());

        assertThat(ServerProcess.run(environment, "provision")).isEqualTo(ExitCode.SUCCESS);
    }

    @Test
    void passwordComesFromItsOwnVariableIfTheUrlHasNone() {
        environment.put("DARKROOM_POSTGRES_URL", "postgresql://darkroom@" + database());
        environment.put("PGPASSWORD", LocalPostgres.PASSWORD);

        assertThat(run("provision").exitCode()).isEqualTo(ExitCode.SUCCESS);
    }
}
