package dev.darkroom.adapter.aws.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the storage is and how to talk to it. Credentials are not part of it: the SDK's default chain finds them.
 *
 * @param region such as {@code ap-south-1}
 * @param bucket where the objects are
 * @param table the DynamoDB table of the catalog
 * @param s3Endpoint null for the SDK's own resolution, which knows {@code AWS_ENDPOINT_URL_S3} and {@code
 *     AWS_ENDPOINT_URL}
 * @param dynamoDbEndpoint null for the SDK's own resolution, likewise
 * @param s3PublicEndpoint the host of presigned URLs, when browsers reach S3 under another name than this process
 * @param s3PathStyle whether the bucket stands in the path instead of the host name
 * @param checksums which checksums S3 is sent
 * @param maxConnections how many requests to S3, and as many to DynamoDB, can run at once; at least 1
 */
public record AwsSettings(
        String region,
        String bucket,
        String table,
        @Nullable URI s3Endpoint,
        @Nullable URI dynamoDbEndpoint,
        @Nullable URI s3PublicEndpoint,
        boolean s3PathStyle,
        ChecksumMode checksums,
        int maxConnections) {

    /** @throws IllegalArgumentException when a name is blank or there is no connection */
    public AwsSettings {
        if (region.isBlank() || bucket.isBlank() || table.isBlank()) {
            throw new IllegalArgumentException("Region, bucket and table need a name each");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("At least one connection is needed, not " + maxConnections);
        }
    }
}
