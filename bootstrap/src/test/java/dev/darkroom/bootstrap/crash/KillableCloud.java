package dev.darkroom.bootstrap.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.testkit.Emulators;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.bootstrap.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** S3Proxy and DynamoDB Local in a process that can be killed and restarted with the same ports and files. */
final class KillableCloud implements AutoCloseable {
    private final Path folder;
    private final int s3Port;
    private final int dynamoDbPort;
    private ChildJvm jvm;

    private KillableCloud(Path folder, int s3Port, int dynamoDbPort) throws Exception {
        this.folder = folder;
        this.s3Port = s3Port;
        this.dynamoDbPort = dynamoDbPort;
        this.jvm = started();
    }

    /** @param folder an existing folder for the files of the emulators */
    static KillableCloud start(Path folder) throws Exception {
        return new KillableCloud(folder, freePort(), freePort());
    }

    /**
     * A port below the range of ephemeral ports (RFC 6335, section 6; Linux starts at 32768). While the emulators are down, no client
     * must get this port, not even a client that connects to it.
     */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Try another port.
            }
        }
    }

    private ChildJvm started() throws Exception {
        ChildJvm process = ChildJvm.start(
                ChildJvm.command(
                        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        Emulators.class,
                        folder.toString(),
                        String.valueOf(s3Port),
                        String.valueOf(dynamoDbPort)),
                Map.of());
        try {
            process.awaitLine("ready");
            return process;
        } catch (IOException e) {
            process.close();
            throw e;
        }
    }

    /** The addresses of the emulators, even while they are down. */
    TestCloud cloud() {
        return TestCloud.elsewhere(
                URI.create("http://127.0.0.1:" + s3Port), URI.create("http://127.0.0.1:" + dynamoDbPort));
    }

    /** Kills the emulators and returns when they have ended. Requests without a response may have been executed or not. */
    void kill() throws Exception {
        jvm.input().close();
        assertThat(jvm.exitCode()).as("%s", jvm.output()).isZero();
    }

    void restart() throws Exception {
        jvm = started();
    }

    @Override
    public void close() {
        jvm.close();
    }
}
