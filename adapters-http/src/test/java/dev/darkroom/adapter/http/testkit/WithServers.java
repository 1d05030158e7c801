package dev.darkroom.adapter.http.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A test class that starts servers. They are closed after each test, which waits for the requests in progress. */
public abstract class WithServers {
    @TempDir
    protected Path spoolFolder;

    private final List<TestServer> servers = new ArrayList<>();

    /** Starts another server. */
    protected final TestServer start(TestServer.Builder options) {
        TestServer server = options.start(spoolFolder);
        servers.add(server);
        return server;
    }

    @AfterEach
    protected void closeServers() {
        servers.forEach(TestServer::close);
    }
}
