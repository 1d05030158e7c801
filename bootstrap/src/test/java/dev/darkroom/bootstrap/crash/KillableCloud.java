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

/** S3Proxy and DynamoDB Local in a process that can be killed and started again at the same addresses, on the same files. */
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

    /** @param folder exists, for what the emulators keep */
    static KillableCloud start(Path folder) throws Exception {
        return new KillableCloud(folder, freePort(), freePort());
    }

    /**
     * A port below those that systems give to clients (RFC 6335, section 6; Linux begins at 32768): while nobody listens, a client
     * must not get it, not even one that wants to connect to it.
     */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Another one.
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

    /** Where they are, whether they run or not. */
    TestCloud cloud() {
        return TestCloud.elsewhere(
                URI.create("http://127.0.0.1:" + s3Port), URI.create("http://127.0.0.1:" + dynamoDbPort));
    }

    /** Returns when they are gone. What they did not answer they may have done or not. */
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
