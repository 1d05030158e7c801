package dev.darkroom.adapter.aws.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the catalog is, and how to reach DynamoDB. The default chain of the SDK finds credentials.
 *
 * @param region such as {@code ap-south-1}
 * @param endpoint null for the SDK's own resolution
 * @param maxConnections how many requests can run at once, at least 1
 */
public record DynamoDbSettings(String region, String table, @Nullable URI endpoint, int maxConnections) {

    /** @throws IllegalArgumentException if a name is blank or there is no connection */
    public DynamoDbSettings {
        if (region.isBlank() || table.isBlank()) {
            throw new IllegalArgumentException("Region and table need a name each");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("At least one connection is needed, not " + maxConnections);
        }
    }
}
