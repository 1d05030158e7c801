package dev.darkroom.bootstrap.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.testkit.Emulators;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.testkit.fixture.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** S3Proxy, with or without DynamoDB Local, in a process that can be killed and restarted with the same ports and files. */
final class KillableCloud implements AutoCloseable {
    private final Path folder;
    private final int s3Port = Ports.free();
    private final int dynamoDbPort = Ports.free();
    private final boolean withDynamoDb;
    private ChildJvm jvm;

    private KillableCloud(Path folder, boolean withDynamoDb) throws Exception {
        this.folder = folder;
        this.withDynamoDb = withDynamoDb;
        this.jvm = started();
    }

    /** @param folder an existing folder for the files of the emulators */
    static KillableCloud start(Path folder) throws Exception {
        return new KillableCloud(folder, true);
    }

    /** Starts S3 only. */
    static KillableCloud startS3(Path folder) throws Exception {
        return new KillableCloud(folder, false);
    }

    private ChildJvm started() throws Exception {
        List<String> arguments = new ArrayList<>(List.of(folder.toString(), String.valueOf(s3Port)));
        if (withDynamoDb) {
            arguments.add(String.valueOf(dynamoDbPort));
        }
        ChildJvm process = ChildJvm.start(
                ChildJvm.command(
                        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        Emulators.class,
                        arguments.toArray(String[]::new)),
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

    /**
     * The key of an object that S3Proxy lists. After a kill, it also lists the files of interrupted requests, whose names have a random end.
     * S3 does not. The row of a resumable upload stays, and so does such a part until the upload expires.
     */
    static Optional<ObjectKey> key(String listed) {
        return ObjectKey
                .parse(listed.replaceFirst("(/part-\\d+-\\w+-\\w+)-\\w{8}-\\w{4}-\\w{4}-\\w{4}-\\w{12}$", "$1"));
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
