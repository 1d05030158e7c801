package dev.darkroom.adapter.aws.testkit;

import dev.darkroom.adapter.aws.client.ChecksumMode;
import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.aws.client.S3Settings;
import java.net.URI;
import java.util.Locale;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/**
 * An S3, a DynamoDB, or both, which system properties name. {@code -Dcontract.region=} is {@link TestCloud#REGION} unless it is
 * given, and {@code -Dcontract.checksums=} is {@code when_supported}. The SDK's default chain finds the credentials.
 */
public final class GivenEndpoints {
    /** The property with the URL of an S3. Requests have the bucket in the path. */
    public static final String S3 = "contract.s3";

    /** The property with the URL of a DynamoDB. */
    public static final String DYNAMODB = "contract.dynamodb";

    private static final String REGION = System.getProperty("contract.region", TestCloud.REGION);
    private static final String CHECKSUMS = System.getProperty("contract.checksums", "when_supported");

    private static final int CONNECTIONS = 32;

    private GivenEndpoints() {}

    /** Settings with a bucket that does not exist yet. */
    public static S3Settings newBucket() {
        ChecksumMode checksums = ChecksumMode.valueOf(CHECKSUMS.toUpperCase(Locale.ROOT));
        return new S3Settings(REGION, TestCloud.newName(), given(S3), null, true, checksums, CONNECTIONS);
    }

    /** Removes a bucket and its objects. */
    public static void remove(S3Client s3, String bucket) {
        s3.listObjectsV2Paginator(list -> list.bucket(bucket)).stream()
                .filter(ListObjectsV2Response::hasContents)
                .map(page -> page.contents().stream()
                        .map(object -> ObjectIdentifier.builder().key(object.key()).build())
                        .toList())
                .forEach(keys -> s3.deleteObjects(delete -> delete.bucket(bucket).delete(all -> all.objects(keys))));
        s3.deleteBucket(delete -> delete.bucket(bucket));
    }

    /** Settings with a table that does not exist yet. */
    public static DynamoDbSettings newTable() {
        return new DynamoDbSettings(REGION, TestCloud.newName(), given(DYNAMODB), CONNECTIONS);
    }

    private static URI given(String property) {
        return URI.create(System.getProperty(property, ""));
    }
}
