package dev.darkroom.adapter.aws.testkit;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.ChecksumMode;
import java.net.URI;
import java.time.InstantSource;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * An S3 and a DynamoDB to test against.
 *
 * @param s3 the endpoint of S3, with the bucket in the path
 * @param dynamoDb the endpoint of DynamoDB
 */
public record TestCloud(URI s3, URI dynamoDb) {
    /** The region that the emulators believe to be in. */
    public static final String REGION = "ap-south-1";

    /** What the emulators in this process let in; LocalStack knows no other. */
    public static final String ACCESS_KEY = "test";

    /** The secret of {@link #ACCESS_KEY}. */
    public static final String SECRET_KEY = "test";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** S3Proxy and DynamoDB Local, both in memory, started once in a JVM and stopped with it. */
    private static final class Emulators {
        static final TestCloud CLOUD = start();

        private static TestCloud start() {
            useTestCredentials();
            try {
                return new TestCloud(startS3Proxy(), startDynamoDbLocal());
            } catch (Exception e) {
                throw new IllegalStateException("The emulators did not start", e);
            }
        }

        private static URI startS3Proxy() throws Exception {
            S3Proxy server = S3Proxy.builder()
                    .blobStore(BlobStores.create("transient-nio2", new Properties()))
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                    // Who tests for that has a FaultyNetwork with clocks of its own.
                    .maximumTimeSkew(Integer.MAX_VALUE)
                    .build();
            server.start();
            return URI.create("http://127.0.0.1:" + server.getPort());
        }

        /** With a server of its own, because DynamoDB Local's listens on every interface and reports its start home. */
        private static URI startDynamoDbLocal() throws Exception {
            Server server = new Server();
            ServerConnector loopback = new ServerConnector(server);
            loopback.setHost("127.0.0.1");
            server.addConnector(loopback);
            server.setHandler(new LocalDynamoDBServerHandler(
                    new LocalDynamoDBRequestHandler(0, true, null, true, false), null));
            server.start();
            return URI.create("http://127.0.0.1:" + loopback.getLocalPort());
        }
    }

    /** The emulators in this process; they are started when first asked for. */
    public static TestCloud inProcess() {
        return Emulators.CLOUD;
    }

    /**
     * Another DynamoDB Local, with threads of its own. Each gives one of a few threads to every table that has a time to
     * live, for good, and makes the indexes of tables that exist with the same threads: in the one that all tests share,
     * such an index would wait for ever.
     */
    public static URI anotherDynamoDb() {
        useTestCredentials();
        try {
            return Emulators.startDynamoDbLocal();
        } catch (Exception e) {
            throw new IllegalStateException("The emulator did not start", e);
        }
    }

    /** Both at one address. Where the environment has no credentials, any will have to do. */
    public static TestCloud at(URI endpoint) {
        if (System.getenv("AWS_ACCESS_KEY_ID") == null && System.getenv("AWS_PROFILE") == null) {
            useTestCredentials();
        }
        return new TestCloud(endpoint, endpoint);
    }

    /** For the SDK's default chain, which is the one in use. A test that starts a process passes them on itself. */
    private static void useTestCredentials() {
        System.setProperty("aws.accessKeyId", ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", SECRET_KEY);
    }

    /** Settings with a bucket and a table that do not exist yet. */
    public AwsSettings newSettings() {
        // The endpoint may outlive this JVM.
        String name = "darkroom-test-" + ProcessHandle.current().pid() + "-" + System.currentTimeMillis() + "-"
                + NUMBER.incrementAndGet();
        return new AwsSettings(REGION, name, name, s3, dynamoDb, null, true, ChecksumMode.WHEN_SUPPORTED, 16);
    }

    /** A storage with an empty bucket and an empty table, which the caller closes. */
    public AwsStorage newStorage(InstantSource clock) {
        AwsStorage storage = AwsStorage.open(newSettings(), clock);
        storage.provisioning().provision();
        return storage;
    }
}
