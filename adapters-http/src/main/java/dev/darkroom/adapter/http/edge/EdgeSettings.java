package dev.darkroom.adapter.http.edge;

import java.util.List;
import java.util.Set;

/**
 * What protects the service from those who call it, and whom it believes.
 *
 * @param requestsPerMinute of one user, or one address where nobody is signed in; 0 for no limit
 * @param maxConcurrentUploads uploads under way at once; each may have a whole picture on the disk
 * @param maxConnections open at once: one that waits for its client is closed for each that is more
 * @param trustedProxies whose word about a client is taken
 * @param corsOrigins where pages are from that may call this service, such as {@code https://example.org}; or {@code *}
 */
public record EdgeSettings(
        int requestsPerMinute,
        int maxConcurrentUploads,
        int maxConnections,
        List<AddressRange> trustedProxies,
        Set<String> corsOrigins) {
    /** Enough for uploads and for everybody else; a waiting connection takes a few kilobytes. */
    public static final int DEFAULT_MAX_CONNECTIONS = 1024;

    /** @throws IllegalArgumentException when a number is out of range */
    public EdgeSettings {
        if (requestsPerMinute < 0 || maxConcurrentUploads < 1 || maxConnections < 1) {
            throw new IllegalArgumentException("A limit is positive");
        }
        trustedProxies = List.copyOf(trustedProxies);
        corsOrigins = Set.copyOf(corsOrigins);
    }
}
