package dev.darkroom.adapter.aws.testkit;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.client.ChecksumMode;
import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.aws.client.S3Settings;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An S3 and a DynamoDB for tests.
 *
 * @param s3 the endpoint of S3, with path-style addressing
 * @param dynamoDb the endpoint of DynamoDB
 */
public record TestCloud(URI s3, URI dynamoDb) {
    /** The region in all settings. */
    public static final String REGION = "ap-south-1";

    /** The access key of the emulators in this process. LocalStack accepts no other one. */
    public static final String ACCESS_KEY = "test";

    /** The secret of {@link #ACCESS_KEY}. */
    public static final String SECRET_KEY = "test";

    private static final int CONNECTIONS = 16;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** The emulators in memory. They are started once in a JVM and stop with it. */
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

    /** The emulators in this process. The first call starts them. */
    public static TestCloud inProcess() {
        return InProcess.CLOUD;
    }

    /**
     * Starts another DynamoDB Local with its own threads. DynamoDB Local has few threads: each table with a time to live uses
     * one permanently, and adding an index to an existing table needs one too. In the shared instance, such an index would
     * never become active.
     */
    public static URI anotherDynamoDb() {
        useTestCredentials();
        try {
            return Emulators.startDynamoDb(null, 0);
        } catch (Exception e) {
            throw new IllegalStateException("The emulator did not start", e);
        }
    }

    /** Emulators in other processes on this machine. */
    public static TestCloud elsewhere(URI s3, URI dynamoDb) {
        useTestCredentials();
        return new TestCloud(s3, dynamoDb);
    }

    /** S3 and DynamoDB at one endpoint. Uses the test credentials if the environment has none. */
    public static TestCloud at(URI endpoint) {
        if (System.getenv("AWS_ACCESS_KEY_ID") == null && System.getenv("AWS_PROFILE") == null) {
            useTestCredentials();
        }
        return new TestCloud(endpoint, endpoint);
    }

    /** Sets the credentials for the SDK's default chain. A test that starts a process must pass them on itself. */
    private static void useTestCredentials() {
        System.setProperty("aws.accessKeyId", ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", SECRET_KEY);
    }

    /** A name for a bucket or a table that does not exist. It is unique across JVMs, because an endpoint may outlive this one. */
    static String newName() {
        return "darkroom-test-" + ProcessHandle.current().pid() + "-" + System.currentTimeMillis() + "-"
                + NUMBER.incrementAndGet();
    }

    /** Settings with a bucket and a table that do not exist yet. */
    public AwsSettings newSettings() {
        String name = newName();
        return settings(name, name);
    }

    /** Settings with this bucket and this table. */
    public AwsSettings settings(String bucket, String table) {
        return new AwsSettings(
                new S3Settings(REGION, bucket, s3, null, true, ChecksumMode.WHEN_SUPPORTED, CONNECTIONS),
                new DynamoDbSettings(REGION, table, dynamoDb, CONNECTIONS));
    }

    /** Opens a storage with an empty bucket and an empty table. The caller must close it. */
    public AwsStorage newStorage(InstantSource clock) {
        AwsStorage storage = AwsStorage.open(newSettings(), clock);
        storage.provisioning().provision();
        return storage;
    }
}
