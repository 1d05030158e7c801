package dev.darkroom.adapter.http;

import dev.darkroom.adapter.http.edge.EdgeSettings;
import dev.darkroom.adapter.http.web.GallerySettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to serve.
 *
 * @param host the name or address of the interface to listen on, such as {@code 127.0.0.1}
 * @param port to listen on; 0 takes any free one
 * @param maxUploadBytes the largest picture that is accepted; one byte more is refused
 * @param spoolFolder where a picture is kept while it arrives; it exists, and nobody else writes into it
 * @param publicUrl this server's own address in absolute URLs, or null to use the scheme and host of each request
 * @param bodyProgressTimeout how long a request's body may stand still
 * @param edge limits of those who call, and whom to believe
 * @param gallery what the gallery page is told
 * @param isLocal whether only this machine reaches the server and nobody signs in: then it answers to its own names alone, and
 *     pages of other sites change nothing
 */
public record HttpSettings(
        String host,
        int port,
        long maxUploadBytes,
        Path spoolFolder,
        @Nullable URI publicUrl,
        Duration bodyProgressTimeout,
        EdgeSettings edge,
        GallerySettings gallery,
        boolean isLocal) {

    /** @throws IllegalArgumentException when a number is out of range */
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

    /** The same, behind a gateway that carries no larger picture than this, and decides itself by which name it is called. */
    public HttpSettings behindLimit(long bytes) {
        return new HttpSettings(host, port, Math.min(maxUploadBytes, bytes), spoolFolder, publicUrl,
                bodyProgressTimeout, edge, gallery, false);
    }
}
