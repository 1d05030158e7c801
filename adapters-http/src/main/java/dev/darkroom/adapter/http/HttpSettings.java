package dev.darkroom.adapter.http;

import dev.darkroom.adapter.http.edge.EdgeSettings;
import dev.darkroom.adapter.http.resumable.ResumableSettings;
import dev.darkroom.adapter.http.web.GallerySettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the server.
 *
 * @param host the name or address of the interface to listen on, such as {@code 127.0.0.1}
 * @param port the port to listen on, or 0 for any free port
 * @param maxUploadBytes the maximum size of a picture
 * @param resumable the limits of resumable uploads
 * @param spoolFolder the folder for pictures while they arrive. It exists, and nothing else writes into it.
 * @param publicUrl the base of absolute URLs, or null to use the scheme and host of each request
 * @param bodyProgressTimeout how long a client may pause while it sends a body
 * @param edge limits for clients, trusted proxies and origins
 * @param gallery settings of the gallery page
 * @param isLocal whether only this machine reaches the server and there is no sign-in. Then the server refuses requests for other host
 *     names, and changes by pages of other sites.
 */
public record HttpSettings(
        String host,
        int port,
        long maxUploadBytes,
        ResumableSettings resumable,
        Path spoolFolder,
        @Nullable URI publicUrl,
        Duration bodyProgressTimeout,
        EdgeSettings edge,
        GallerySettings gallery,
        boolean isLocal) {

    /** @throws IllegalArgumentException if a number is out of range */
    public HttpSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("A port is 0 to 65535, not " + port);
        }
        if (maxUploadBytes < 1) {
            throw new IllegalArgumentException("An upload has at least one byte, not " + maxUploadBytes);
        }
        if (!bodyProgressTimeout.isPositive()) {
            throw new IllegalArgumentException("A timeout is positive, not " + bodyProgressTimeout);
        }
    }

    /** The same settings behind a gateway, which limits the size of a picture and checks the host name itself. */
    public HttpSettings behindLimit(long bytes) {
        return new HttpSettings(host, port, Math.min(maxUploadBytes, bytes), resumable.behindLimit(bytes),
                spoolFolder, publicUrl,
                bodyProgressTimeout, edge, gallery, false);
    }
}
