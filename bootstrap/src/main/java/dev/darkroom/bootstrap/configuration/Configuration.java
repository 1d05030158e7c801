package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.http.edge.EdgeSettings;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.telemetry.tracing.TraceSettings;
import dev.darkroom.domain.model.quota.Quota;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the environment decides.
 *
 * @param host the address to listen on
 * @param port the port to listen on, 0 for any free one
 * @param blobs where objects are stored
 * @param catalog where the catalog is stored
 * @param publicUrl this server's own address, or null for the one that the client used
 * @param auth how it is known who a request comes from
 * @param metadata what stays of a picture's metadata
 * @param pixels the largest picture
 * @param rendering how renditions are made
 * @param maxUploadBytes the largest upload in one request, in bytes
 * @param maxDirectUploadBytes the largest direct upload, in bytes
 * @param quota what each user may store in all
 * @param edge limits of those who call, and whom to believe
 * @param telemetry what whoever runs the service sees of it
 * @param ignored variables that look like Darkroom's and are none it knows, sorted
 */
public record Configuration(
        String host,
        int port,
        BlobConfig blobs,
        CatalogConfig catalog,
        @Nullable URI publicUrl,
        AuthConfig auth,
        MetadataPolicy metadata,
        PixelLimits pixels,
        RenderingConfig rendering,
        long maxUploadBytes,
        long maxDirectUploadBytes,
        Quota quota,
        EdgeSettings edge,
        LogConfig log,
        TelemetryConfig telemetry,
        List<String> ignored) {
    /** What one PutObject takes: 5 GiB (Amazon S3 User Guide, "Uploading objects"). */
    private static final long LARGEST_UPLOAD_BYTES = 5L << 30;
    /** 1 PiB: what is larger is a slip of the finger. */
    private static final long LARGEST_QUOTA_BYTES = 1L << 50;
    /** The longest side that any accepted format can tell, a PNG's: 2^31 - 1 (PNG specification, section 11.2.1). */
    private static final int LONGEST_SIDE = Integer.MAX_VALUE;
    /** A million by a million: what is larger is a slip of the finger. */
    private static final long MOST_PIXELS = 1_000_000_000_000L;

    /** A megapixel takes four: with less, hardly a picture could be rendered. */
    private static final long LEAST_RENDER_MEMORY = 16L << 20;

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,255}");

    /** Where objects and catalog are stored, in words. */
    public String storageDescription() {
        String place = blobs.description();
        return place.equals(catalog.description()) ? place : place + " and " + catalog.description();
    }

    /** Whether only this machine can reach the server. */
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
     * @throws BadConfigurationException for the first variable with a value that is not accepted
     */
    public static Configuration from(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        refuseTypos(environment);
        return new Configuration(
                environment.text(Variable.HOST, HOST, "an IP address or a host name"),
                (int) environment.number(Variable.PORT, 0, 65_535),
                StorageVariables.blobs(environment),
                StorageVariables.catalog(environment),
                environment.address(Variable.DARKROOM_PUBLIC_URL),
                AuthVariables.read(environment),
                environment.choice(Variable.DARKROOM_METADATA, MetadataPolicy.class),
                new PixelLimits(
                        environment.number(Variable.DARKROOM_MAX_PIXELS, 1, MOST_PIXELS),
                        (int) environment.number(Variable.DARKROOM_MAX_SIDE, 1, LONGEST_SIDE)),
                new RenderingConfig(
                        libvips(environment),
                        environment.number(Variable.DARKROOM_RENDER_MEMORY_BYTES, LEAST_RENDER_MEMORY, Long.MAX_VALUE)),
                environment.number(Variable.DARKROOM_MAX_UPLOAD_BYTES, 1, LARGEST_UPLOAD_BYTES),
                environment.number(Variable.DARKROOM_MAX_DIRECT_UPLOAD_BYTES, 1, LARGEST_UPLOAD_BYTES),
                quota(environment.number(Variable.DARKROOM_USER_QUOTA_BYTES, 0, LARGEST_QUOTA_BYTES)),
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
     * An unknown name that is nearly a known one would silently leave a limit or the storage at its default. Others are
     * let through: Kubernetes gives every pod DARKROOM_SERVICE_HOST and its like when a service is called darkroom.
     */
    private static void refuseTypos(Environment environment) {
        for (String name : environment.unknown()) {
            Environment.meantBy(name).ifPresent(variable -> {
                throw new BadConfigurationException(
                        name + " is no variable of Darkroom; it is called " + variable + ".");
            });
        }
    }

    private static Quota quota(long bytes) {
        return bytes == 0 ? Quota.NONE : new Quota(bytes);
    }

    private static @Nullable Path libvips(Environment environment) {
        return environment.given(Variable.DARKROOM_LIBVIPS).map(value -> {
            try {
                return Path.of(value).toAbsolutePath().normalize();
            } catch (InvalidPathException e) {
                throw Environment.refused(Variable.DARKROOM_LIBVIPS, value, "the path of a file");
            }
        }).orElse(null);
    }

    private static @Nullable TraceSettings traces(Environment environment) {
        URI endpoint = environment.address(Variable.OTEL_EXPORTER_OTLP_ENDPOINT);
        return endpoint == null ? null : new TraceSettings(endpoint, environment.startingWith("OTEL_"));
    }
}
