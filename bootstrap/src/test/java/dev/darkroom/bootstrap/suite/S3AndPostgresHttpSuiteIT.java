package dev.darkroom.bootstrap.suite;

import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The suite over a socket, with S3 and PostgreSQL. */
@FullTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3AndPostgresHttpSuiteIT implements HttpSuite {
    private final CloudStore store = CloudStore.provisioned();
    private Application application;

    @BeforeAll
    void start() {
        Map<String, String> environment = new HashMap<>(store.environment());
        environment.put("PORT", "0");
        environment.put("DARKROOM_CATALOG", "postgres");
        environment.put("DARKROOM_POSTGRES_URL", LocalPostgres.shared().migratedUrl());
        environment.put("DARKROOM_MAX_UPLOAD_BYTES", Integer.toString(MAX_UPLOAD_BYTES));
        environment.put("DARKROOM_MAX_DIRECT_UPLOAD_BYTES", Integer.toString(MAX_DIRECT_UPLOAD_BYTES));
        application = Application.start(Configuration.from(environment), "test", InstantSource.system());
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
        return store.objectKeys();
    }
}
