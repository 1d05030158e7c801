package dev.darkroom.bootstrap.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A container of the image that {@code container.image} names, with the options that the documentation recommends. It uses the network of this
 * machine, so that it reaches the emulators of the tests, and listens on the loopback address.
 */
final class Container implements AutoCloseable {
    static final String IMAGE = System.getProperty("container.image", "darkroom:0.2.0");

    private final String id;
    private final int port;

    private Container(String id, int port) {
        this.id = id;
        this.port = port;
    }

    /** Starts a server and waits until it serves. */
    static Container serve(List<String> options, Map<String, String> environment) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of("run", "--detach"));
        command.addAll(recommended());
        command.addAll(List.of("--env", "HOST=127.0.0.1", "--env", "PORT=" + port));
        environment.forEach((name, value) -> command.addAll(List.of("--env", name + "=" + value)));
        command.addAll(options);
        command.add(IMAGE);
        Docker.Result started = Docker.run(command);
        assertThat(started.exitCode()).as(started.output()).isZero();
        Container container = new Container(started.output().strip(), port);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> container.logs().contains("Serving") || !container.isRunning());
        assertThat(container.isRunning()).as(container.logs()).isTrue();
        return container;
    }

    static List<String> recommended() {
        return List.of("--network", "host", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt",
                "no-new-privileges");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    String id() {
        return id;
    }

    String logs() throws IOException {
        return Docker.output("logs", id);
    }

    boolean isRunning() throws IOException {
        return inspect("{{.State.Running}}").equals("true");
    }

    String inspect(String format) throws IOException {
        return Docker.output("inspect", "--format", format, id);
    }

    @Override
    public void close() throws IOException {
        Docker.output("rm", "--force", "--volumes", id);
    }
}
