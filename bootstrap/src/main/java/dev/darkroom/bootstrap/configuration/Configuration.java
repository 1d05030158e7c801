package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.events.WebhookSettings;
import dev.darkroom.adapter.http.edge.EdgeSettings;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.telemetry.tracing.TraceSettings;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.trash.Retention;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that is read from the environment.
 *
 * @param host the address to listen on
 * @param port the port to listen on, 0 for any free one
 * @param blobs where objects are stored
 * @param catalog where the catalog is stored
 * @param recordsEvents whether the catalog records events
 * @param webhooks where events are sent
 * @param spool where uploads are received, absolute, or null for the default of the storage
 * @param publicUrl the URL of this server, or null to use the scheme and host of each request
 * @param auth how requests are authenticated
 * @param metadata which embedded metadata is kept in a picture
 * @param pixels the maximum dimensions of a picture
 * @param rendering how renditions are made
 * @param maxUploadBytes the maximum size of an upload in one request
 * @param maxDirectUploadBytes the maximum size of a direct upload
 * @param quota how much each user may store
 * @param retention how long the trash keeps images
 * @param stopDelay how long the server still serves after a request to stop, while it reports that it is not ready
 * @param edge limits for clients, trusted proxies and CORS origins
 * @param telemetry metrics and traces
 * @param ignored names of unknown variables that start with {@code DARKROOM_}, sorted
 */
public record Configuration(
        String host,
        int port,
        BlobConfig blobs,
        CatalogConfig catalog,
        boolean recordsEvents,
        WebhookSettings webhooks,
        @Nullable Path spool,
        @Nullable URI publicUrl,
        AuthConfig auth,
        MetadataPolicy metadata,
        PixelLimits pixels,
        RenderingConfig rendering,
        long maxUploadBytes,
        long maxDirectUploadBytes,
        Quota quota,
        Retention retention,
        Duration stopDelay,
        EdgeSettings edge,
        LogConfig log,
        TelemetryConfig telemetry,
        List<String> ignored) {
    /** The limit of one PutObject: 5 GiB (Amazon S3 User Guide, "Uploading objects"). */
    private static final long MAX_UPLOAD_BYTES = 5L << 30;
    /** 1 PiB. A larger number is probably a typing error. */
    private static final long MAX_QUOTA_BYTES = 1L << 50;
    /** Kubernetes allows longer grace periods, but no load balancer needs so long to notice. */
    private static final long MAX_STOP_DELAY_SECONDS = 300;
    /** The longest side that any accepted format can store, 2^31 - 1 in a PNG (PNG specification, section 11.2.1). */
    private static final int MAX_SIDE = Integer.MAX_VALUE;
    /** A million by a million pixels. A larger number is probably a typing error. */
    private static final long MAX_PIXELS = 1_000_000_000_000L;

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,255}");

    /** The folder of this machine that blobs or catalog need, which is the same for both; empty if neither needs one. */
    public Optional<Path> localFolder() {
        return blobs.localFolder().or(catalog::localFolder);
    }

    /** A description of the storage for logs, without secrets. */
    public String storageDescription() {
        String place = blobs.description();
        return place.equals(catalog.description()) ? place : place + " and " + catalog.description();
    }

    /** Whether the server listens on a loopback address, so that only this machine can reach it. */
    public boolean isOnLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * Reads the environment.
     *
     * @throws BadConfigurationException for the first variable that is invalid
     */
    public static Configuration from(Map<String, String> variables) {
        Environment environment = Environment.of(variables);
        rejectTypos(environment);
        return new Configuration(
                environment.text(Variable.HOST, HOST, "an IP address or a host name"),
                (int) environment.number(Variable.PORT, 0, 65_535),
                StorageVariables.blobs(environment),
                StorageVariables.catalog(environment),
                environment.flag(Variable.DARKROOM_EVENTS, true),
                WebhookVariables.read(environment, environment.flag(Variable.DARKROOM_EVENTS, true)),
                environment.path(Variable.DARKROOM_SPOOL_DIR, "the path of a folder"),
                environment.address(Variable.DARKROOM_PUBLIC_URL),
                AuthVariables.read(environment),
                environment.choice(Variable.DARKROOM_METADATA, MetadataPolicy.class),
                new PixelLimits(
                        environment.number(Variable.DARKROOM_MAX_PIXELS, 1, MAX_PIXELS),
                        (int) environment.number(Variable.DARKROOM_MAX_SIDE, 1, MAX_SIDE)),
                RenderingConfig.read(environment),
                environment.number(Variable.DARKROOM_MAX_UPLOAD_BYTES, 1, MAX_UPLOAD_BYTES),
                environment.number(Variable.DARKROOM_MAX_DIRECT_UPLOAD_BYTES, 1, MAX_UPLOAD_BYTES),
                quota(environment.number(Variable.DARKROOM_USER_QUOTA_BYTES, 0, MAX_QUOTA_BYTES)),
                new Retention((int) environment.number(Variable.DARKROOM_TRASH_DAYS, 0, Retention.MAX_DAYS)),
                Duration.ofSeconds(environment.number(Variable.DARKROOM_STOP_DELAY, 0, MAX_STOP_DELAY_SECONDS)),
                EdgeVariables.read(environment),
                new LogConfig(
                        environment.choice(Variable.DARKROOM_LOG, LogConfig.Format.class),
                        environment.choice(Variable.DARKROOM_LOG_LEVEL, LogConfig.Level.class),
                        environment.secrets()),
                new TelemetryConfig(
                        environment.choice(Variable.DARKROOM_METRICS, TelemetryConfig.Metrics.class),
                        traces(environment)),
                environment.unknown());
    }

    public Configuration {
        ignored = List.copyOf(ignored);
    }

    /**
     * Rejects an unknown name that is similar to a known one. Otherwise a typing error would silently leave a limit or the storage
     * at its default. Other unknown names are allowed: for a service called darkroom, Kubernetes sets DARKROOM_SERVICE_HOST and
     * similar variables in every pod.
     */
    private static void rejectTypos(Environment environment) {
        for (String name : environment.unknown()) {
            Typos.suggestionFor(name, Variable.names()).ifPresent(variable -> {
                throw new BadConfigurationException(
                        name + " is not a variable of Darkroom; did you mean " + variable + "?");
            });
        }
    }

    private static Quota quota(long bytes) {
        return bytes == 0 ? Quota.NONE : new Quota(bytes);
    }

    private static @Nullable TraceSettings traces(Environment environment) {
        URI endpoint = environment.address(Variable.OTEL_EXPORTER_OTLP_ENDPOINT);
        return endpoint == null ? null : new TraceSettings(endpoint, environment.startingWith("OTEL_"));
    }
}
