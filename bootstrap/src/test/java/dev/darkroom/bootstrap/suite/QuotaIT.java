package dev.darkroom.bootstrap.suite;

import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The quota over a socket, with each storage. */
class QuotaIT {
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class WithQuota implements QuotaSuite {
        private Application application;

        abstract Map<String, String> storage();

        @BeforeAll
        void start() {
            Map<String, String> environment = new HashMap<>(storage());
            environment.put("PORT", "0");
            environment.put("DARKROOM_USER_QUOTA_BYTES", QUOTA);
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
            throw new IllegalStateException("Use the store itself");
        }
    }

    @Nested
    class OfALocalFolder extends WithQuota {
        @TempDir
        static Path folder;

        @Override
        Map<String, String> storage() {
            return Map.of("DARKROOM_DATA_DIR", folder.toString(), "DARKROOM_PREPARE_RENDITIONS", "false");
        }
    }

    @Nested
    class OfS3AndDynamoDb extends WithQuota {
        private final CloudStore store = CloudStore.provisioned();

        @Override
        Map<String, String> storage() {
            return store.environment();
        }
    }
}
