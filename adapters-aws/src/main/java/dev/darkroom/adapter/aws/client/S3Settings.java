package dev.darkroom.adapter.aws.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the objects are, and how to reach S3. The default chain of the SDK finds credentials.
 *
 * @param region such as {@code ap-south-1}
 * @param endpoint null for the SDK's own resolution
 * @param publicEndpoint the host of presigned URLs, if clients reach S3 by another name than this process
 * @param pathStyle whether the bucket is in the path instead of the host name
 * @param checksums which checksums are sent
 * @param maxConnections how many requests can run at once, at least 1
 */
public record S3Settings(
        String region,
        String bucket,
        @Nullable URI endpoint,
        @Nullable URI publicEndpoint,
        boolean pathStyle,
        ChecksumMode checksums,
        int maxConnections) {

    /** @throws IllegalArgumentException if a name is blank or there is no connection */
    public S3Settings {
        if (region.isBlank() || bucket.isBlank()) {
            throw new IllegalArgumentException("Region and bucket need a name each");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("At least one connection is needed, not " + maxConnections);
        }
    }
}
