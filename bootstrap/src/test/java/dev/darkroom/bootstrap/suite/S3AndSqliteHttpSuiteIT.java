package dev.darkroom.bootstrap.suite;

import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The suite over a socket, with S3 and SQLite. */
@FullTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3AndSqliteHttpSuiteIT implements HttpSuite {
    private final CloudStore store = CloudStore.provisioned();
    private Application application;

    @BeforeAll
    void start(@TempDir Path dataFolder) {
        Map<String, String> environment = new HashMap<>(store.environment());
        environment.put("PORT", "0");
        environment.put("DARKROOM_CATALOG", "sqlite");
        environment.put("DARKROOM_DATA_DIR", dataFolder.toString());
        environment.put("DARKROOM_MAX_UPLOAD_BYTES", Integer.toString(MAX_UPLOAD_BYTES));
        environment.put("DARKROOM_MAX_DIRECT_UPLOAD_BYTES", Integer.toString(MAX_DIRECT_UPLOAD_BYTES));
        application = Application.start(Configuration.from(environment), "test", InstantSource.system());
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + application.port());
    }

    @Override
    public Set<String> objectKeys() {
        return store.objectKeys();
    }
}
