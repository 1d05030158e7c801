package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.aws.client.AwsSettings;
import dev.darkroom.adapter.aws.client.ChecksumMode;
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
        StorageConfig storage,
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

    /** One upload holds one connection while it is stored: enough for many at once, at a few kilobytes each. */
    private static final int AWS_CONNECTIONS = 128;

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,255}");
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,63}");
    /** Amazon S3 User Guide, "Bucket naming rules"; stores that only speak its protocol follow them. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    /** Amazon DynamoDB Developer Guide, "Naming rules". */
    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");

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
                storage(environment),
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

    private enum StorageKind {
        LOCAL,
        AWS
    }

    private static StorageConfig storage(Environment environment) {
        return switch (environment.choice(Variable.DARKROOM_STORAGE, StorageKind.class)) {
            case LOCAL -> new StorageConfig.Local(dataFolder(environment));
            case AWS -> new StorageConfig.Aws(aws(environment));
        };
    }

    private static Path dataFolder(Environment environment) {
        String value = environment.valueOf(Variable.DARKROOM_DATA_DIR);
        try {
            return Path.of(value).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw Environment.refused(Variable.DARKROOM_DATA_DIR, value, "the path of a folder");
        }
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

    private static AwsSettings aws(Environment environment) {
        // The SDK finds these variables by itself; passed on, there is one place that reads them and tells what is wrong.
        URI both = environment.address(Variable.AWS_ENDPOINT_URL);
        URI s3 = orElse(environment.address(Variable.AWS_ENDPOINT_URL_S3), both);
        URI dynamoDb = orElse(environment.address(Variable.AWS_ENDPOINT_URL_DYNAMODB), both);
        return new AwsSettings(
                environment.text(Variable.AWS_REGION, REGION, "the name of a region such as ap-south-1"),
                environment.text(
                        Variable.S3_BUCKET_NAME,
                        BUCKET,
                        "3 to 63 of a-z 0-9 . - that begin and end with a letter or digit"),
                environment.text(Variable.DYNAMODB_TABLE_NAME, TABLE, "3 to 255 of a-z A-Z 0-9 _ . -"),
                s3,
                dynamoDb,
                environment.address(Variable.S3_PUBLIC_ENDPOINT_URL),
                // Few stores other than Amazon's have a host name for each bucket.
                environment.flag(Variable.S3_PATH_STYLE, s3 != null),
                environment.choice(Variable.AWS_REQUEST_CHECKSUM_CALCULATION, ChecksumMode.class),
                AWS_CONNECTIONS);
    }

    private static @Nullable TraceSettings traces(Environment environment) {
        URI endpoint = environment.address(Variable.OTEL_EXPORTER_OTLP_ENDPOINT);
        return endpoint == null ? null : new TraceSettings(endpoint, environment.startingWith("OTEL_"));
    }

    private static @Nullable URI orElse(@Nullable URI first, @Nullable URI second) {
        return first == null ? second : first;
    }
}
