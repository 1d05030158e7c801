package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The suite over a socket, with S3 and DynamoDB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsHttpSuiteIT implements HttpSuite {
    @Override
    public boolean hasLibrary() {
        return false;
    }

    private final CloudStore store = CloudStore.provisioned();
    private Application application;

    @BeforeAll
    void start() {
        application = start(store);
    }

    @AfterAll
    void stop() {
        application.close();
    }

    private static Application start(CloudStore store) {
        Map<String, String> environment = new HashMap<>(store.environment());
        environment.put("PORT", "0");
        environment.put("DARKROOM_MAX_UPLOAD_BYTES", Integer.toString(MAX_UPLOAD_BYTES));
        environment.put("DARKROOM_MAX_DIRECT_UPLOAD_BYTES", Integer.toString(MAX_DIRECT_UPLOAD_BYTES));
        return Application.start(Configuration.from(environment), "test", InstantSource.system());
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + application.port());
    }

    @Override
    public Set<String> objectKeys() {
        return store.objectKeys();
    }

    @Test
    void missingBucketAndTableAreReportedUntilTheyAreCreated() {
        CloudStore missing = CloudStore.missing();
        try (Application other = start(missing)) {
            Deployment deployment = new Deployment() {
                @Override
                public URI address() {
                    return URI.create("http://127.0.0.1:" + other.port());
                }

                @Override
                public Set<String> objectKeys() {
                    return Set.of();
                }
            };
            Call upload = Call.post("/upload?user_id=alice").body("image/jpeg", Photographs.jpeg(9, 9, 1));

            deployment.send(Call.get("/health/live")).expect(200);
            deployment.send(Call.get("/health/ready")).expectProblem(503, "unavailable",
                    "Out of reach: catalogue, store");
            assertThat(deployment.send(upload).expectProblem(503, "unavailable").header("Retry-After")).isNotEmpty();
            deployment.send(Call.get("/images")).expectProblem(503, "unavailable");

            missing.provision();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> deployment.send(Call.get("/health/ready")).expect(200));
            deployment.send(upload).expect(201);
        }
    }
}
