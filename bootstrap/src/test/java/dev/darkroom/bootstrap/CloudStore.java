package dev.darkroom.bootstrap;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.S3Storage;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket and a table in emulators. Darkroom uses them from this process or from another one. */
public final class CloudStore {
    private final TestCloud cloud;
    private final AwsSettings settings;
    private final S3Client s3;

    private CloudStore(TestCloud cloud) {
        this.cloud = cloud;
        this.settings = cloud.newSettings();
        this.s3 = S3Client.builder()
                .region(Region.of(TestCloud.REGION))
                .endpointOverride(cloud.s3())
                .forcePathStyle(true)
                .build();
    }

    /** Names of a bucket and a table that do not exist. */
    public static CloudStore missing() {
        return new CloudStore(TestCloud.inProcess());
    }

    /** A new, empty bucket and table in the emulators of this process. */
    public static CloudStore provisioned() {
        return provisioned(TestCloud.inProcess());
    }

    /** A new, empty bucket and table in other emulators. */
    public static CloudStore provisioned(TestCloud cloud) {
        CloudStore store = new CloudStore(cloud);
        store.provision();
        return store;
    }

    /** A new, empty bucket in other emulators, for a catalog that is elsewhere. */
    public static CloudStore withoutTable(TestCloud cloud) {
        CloudStore store = new CloudStore(cloud);
        try (S3Storage storage = store.openBucket(InstantSource.system())) {
            storage.provisioning().provision();
        }
        return store;
    }

    /** Opens the bucket without the service. The caller closes the result. */
    public S3Storage openBucket(InstantSource clock) {
        return S3Storage.open(settings.s3(), clock);
    }

    /** Opens bucket and table without the service. The caller closes the result. */
    public AwsStorage open(InstantSource clock) {
        return AwsStorage.open(settings, clock);
    }

    /** Creates the bucket and the table. */
    public void provision() {
        try (AwsStorage storage = open(InstantSource.system())) {
            storage.provisioning().provision();
        }
    }

    public String bucket() {
        return settings.bucket();
    }

    public String table() {
        return settings.table();
    }

    /** The environment variables that select this store, with credentials. */
    public Map<String, String> environment() {
        return Map.of(
                "DARKROOM_STORAGE", "aws",
                "AWS_ACCESS_KEY_ID", TestCloud.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", TestCloud.SECRET_KEY,
                "AWS_REGION", TestCloud.REGION,
                "AWS_ENDPOINT_URL_S3", cloud.s3().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", cloud.dynamoDb().toString(),
                "S3_BUCKET_NAME", settings.bucket(),
                "DYNAMODB_TABLE_NAME", settings.table());
    }

    /** The keys of all objects, read without the service. */
    public Set<String> objectKeys() {
        return s3.listObjectsV2Paginator(list -> list.bucket(settings.bucket())).contents().stream()
                .map(S3Object::key)
                .collect(Collectors.toSet());
    }
}
