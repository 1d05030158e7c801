package dev.darkroom.bootstrap.suite;

import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The suite over a socket, with the filesystem and PostgreSQL. */
@FullTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilesystemAndPostgresHttpSuiteIT implements HttpSuite {
    private Path dataFolder;
    private Application application;

    @BeforeAll
    void start(@TempDir Path folder) {
        dataFolder = folder;
        application = Application.start(
                Configuration.from(Map.of(
                        "PORT", "0",
                        "DARKROOM_CATALOG", "postgres",
                        "DARKROOM_POSTGRES_URL", LocalPostgres.shared().migratedUrl(),
                        "DARKROOM_DATA_DIR", dataFolder.toString(), "DARKROOM_PREPARE_RENDITIONS", "false",
                        "DARKROOM_MAX_UPLOAD_BYTES", Integer.toString(MAX_UPLOAD_BYTES),
                        "DARKROOM_MAX_DIRECT_UPLOAD_BYTES", Integer.toString(MAX_DIRECT_UPLOAD_BYTES))),
                "test",
                InstantSource.system());
    }

    @AfterAll
    void stop() {
        if (application != null) {
            application.close();
        }
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + application.port());
    }

    @Override
    public Set<String> objectKeys() {
        return ObjectFiles.keys(dataFolder);
    }
}
