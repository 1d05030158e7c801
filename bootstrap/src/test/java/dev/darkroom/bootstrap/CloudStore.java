package dev.darkroom.bootstrap;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket and a table of the emulators in this process, for a Darkroom that may be in another one. */
public final class CloudStore {
    private static final TestCloud CLOUD = TestCloud.inProcess();
    private static final S3Client S3 = S3Client.builder()
            .region(Region.of(TestCloud.REGION))
            .endpointOverride(CLOUD.s3())
            .forcePathStyle(true)
            .build();

    private final AwsSettings settings = CLOUD.newSettings();

    private CloudStore() {}

    /** Names of a bucket and a table that are not there. */
    public static CloudStore missing() {
        return new CloudStore();
    }

    /** A bucket and a table that are there and empty. */
    public static CloudStore provisioned() {
        CloudStore store = missing();
        store.provision();
        return store;
    }

    /** Makes the bucket and the table. */
    public void provision() {
        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system())) {
            storage.provisioning().provision();
        }
    }

    public String bucket() {
        return settings.bucket();
    }

    public String table() {
        return settings.table();
    }

    /** What switches a Darkroom to this store, with the credentials. */
    public Map<String, String> environment() {
        return Map.of(
                "DARKROOM_STORAGE", "aws",
                "AWS_ACCESS_KEY_ID", TestCloud.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", TestCloud.SECRET_KEY,
                "AWS_REGION", TestCloud.REGION,
                "AWS_ENDPOINT_URL_S3", CLOUD.s3().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", CLOUD.dynamoDb().toString(),
                "S3_BUCKET_NAME", settings.bucket(),
                "DYNAMODB_TABLE_NAME", settings.table());
    }

    /** The keys of all objects, read past the service. */
    public Set<String> objectKeys() {
        return S3.listObjectsV2Paginator(list -> list.bucket(settings.bucket())).contents().stream()
                .map(S3Object::key)
                .collect(Collectors.toSet());
    }
}
