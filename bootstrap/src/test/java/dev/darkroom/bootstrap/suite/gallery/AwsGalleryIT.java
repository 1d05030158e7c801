package dev.darkroom.bootstrap.suite.gallery;

import static java.util.Objects.requireNonNull;

import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The gallery page with S3 and DynamoDB, where pictures come from another origin. */
@FullTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsGalleryIT implements GallerySuite {
    private @Nullable WebBrowser chromium;
    private CloudStore store;
    private Application application;

    @BeforeAll
    void start() {
        chromium = WebBrowser.chromium();
        store = CloudStore.provisioned();
        Map<String, String> environment = new HashMap<>(store.environment());
        environment.put("PORT", "0");
        application = Application.start(Configuration.from(environment), "test", InstantSource.system());
    }

    @AfterAll
    void stop() {
        if (chromium != null) {
            chromium.close();
            application.close();
        }
    }

    @Override
    public WebBrowser chromium() {
        return requireNonNull(chromium);
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
