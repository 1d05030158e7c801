package dev.darkroom.adapter.http.edge;

import java.util.List;
import java.util.Set;

/**
 * Limits for clients, trusted proxies and allowed origins.
 *
 * @param requestsPerMinute limit for one user, or for one address without sign-in; 0 for no limit
 * @param maxConcurrentUploads limit of concurrent uploads, each of which may have a whole picture on the disk
 * @param maxConnections limit of open connections; for each further one, a connection that waits for its client is closed
 * @param trustedProxies proxies whose {@code X-Forwarded-*} headers are trusted
 * @param corsOrigins origins whose pages may call this service, such as {@code https://example.org}, or {@code *}
 */
public record EdgeSettings(
        int requestsPerMinute,
        int maxConcurrentUploads,
        int maxConnections,
        List<AddressRange> trustedProxies,
        Set<String> corsOrigins) {
    /** Enough for all uploads and other requests. A waiting connection takes a few kilobytes. */
    public static final int DEFAULT_MAX_CONNECTIONS = 1024;

    /** @throws IllegalArgumentException if a number is out of range */
    public EdgeSettings {
        if (requestsPerMinute < 0 || maxConcurrentUploads < 1 || maxConnections < 1) {
            throw new IllegalArgumentException("A limit is positive");
        }
        trustedProxies = List.copyOf(trustedProxies);
        corsOrigins = Set.copyOf(corsOrigins);
    }

    public EdgeSettings withMaxConcurrentUploads(int max) {
        return new EdgeSettings(requestsPerMinute, max, maxConnections, trustedProxies, corsOrigins);
    }
}
