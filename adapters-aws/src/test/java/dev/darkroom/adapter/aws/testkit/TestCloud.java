package dev.darkroom.adapter.aws.testkit;

import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.client.AwsSettings;
import dev.darkroom.adapter.aws.client.ChecksumMode;
import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.aws.client.S3Settings;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

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

    private static final int CONNECTIONS = 16;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Both in memory, started once in a JVM and stopped with it. */
    private static final class InProcess {
        static final TestCloud CLOUD = start();

        private static TestCloud start() {
            useTestCredentials();
            try {
                return new TestCloud(Emulators.startS3(null, 0), Emulators.startDynamoDb(null, 0));
            } catch (Exception e) {
                throw new IllegalStateException("The emulators did not start", e);
            }
        }
    }

    /** The emulators in this process; they are started when first asked for. */
    public static TestCloud inProcess() {
        return InProcess.CLOUD;
    }

    /**
     * Another DynamoDB Local, with threads of its own. Each gives one of a few threads to every table that has a time to
     * live, for good, and makes the indexes of tables that exist with the same threads: in the one that all tests share,
     * such an index would wait for ever.
     */
    public static URI anotherDynamoDb() {
        useTestCredentials();
        try {
            return Emulators.startDynamoDb(null, 0);
        } catch (Exception e) {
            throw new IllegalStateException("The emulator did not start", e);
        }
    }

    /** Emulators that run elsewhere on this machine. */
    public static TestCloud elsewhere(URI s3, URI dynamoDb) {
        useTestCredentials();
        return new TestCloud(s3, dynamoDb);
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
        return settings(name, name);
    }

    /** Settings with this bucket and this table. */
    public AwsSettings settings(String bucket, String table) {
        return new AwsSettings(
                new S3Settings(REGION, bucket, s3, null, true, ChecksumMode.WHEN_SUPPORTED, CONNECTIONS),
                new DynamoDbSettings(REGION, table, dynamoDb, CONNECTIONS));
    }

    /** A storage with an empty bucket and an empty table, which the caller closes. */
    public AwsStorage newStorage(InstantSource clock) {
        AwsStorage storage = AwsStorage.open(newSettings(), clock);
        storage.provisioning().provision();
        return storage;
    }
}
