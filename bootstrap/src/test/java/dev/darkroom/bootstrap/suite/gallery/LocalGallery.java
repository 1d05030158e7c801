package dev.darkroom.bootstrap.suite.gallery;

import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.suite.Steps;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the gallery in Chromium, with a server and a data folder of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LocalGallery implements Steps {
    private @Nullable WebBrowser chromium;
    private @Nullable Application application;

    @BeforeAll
    void start(@TempDir Path folder) {
        chromium = WebBrowser.chromium();
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("PORT", "0");
        environment.put("DARKROOM_DATA_DIR", folder.toString());
        application = Application.start(Configuration.from(environment), "test", clock());
    }

    /** The variables of the server, besides its port and its folder. */
    Map<String, String> environment() {
        return Map.of();
    }

    @AfterAll
    void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (application != null) {
            application.close();
        }
    }

    /** The clock of the server. */
    InstantSource clock() {
        return InstantSource.system();
    }

    WebBrowser chromium() {
        return Objects.requireNonNull(chromium);
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + Objects.requireNonNull(application).port());
    }

    @Override
    public Set<String> objectKeys() {
        throw new UnsupportedOperationException();
    }
}
