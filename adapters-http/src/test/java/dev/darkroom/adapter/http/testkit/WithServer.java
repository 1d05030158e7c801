package dev.darkroom.adapter.http.testkit;

import org.junit.jupiter.api.BeforeEach;

/** A test class with a server that starts before each test. */
public abstract class WithServer extends WithServers {
    protected TestServer server;

    /** The options of the server: the defaults, unless a test class overrides this. */
    protected TestServer.Builder options() {
        return TestServer.with();
    }

    @BeforeEach
    protected void startServer() {
        server = start(options());
    }
}
