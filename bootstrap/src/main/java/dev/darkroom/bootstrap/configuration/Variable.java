package dev.darkroom.bootstrap.configuration;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The environment variables that Darkroom reads. The name of a constant is the name of its variable. */
public enum Variable {
    HOST("127.0.0.1", "address to listen on"),
    PORT("8080", "port to listen on; 0 selects a free port"),
    DARKROOM_PUBLIC_URL(null, "address of this server in absolute URLs; by default scheme and host of the request"),
    DARKROOM_STOP_DELAY("0",
            "seconds that a stopping server still serves while /health/ready is 503, so that a load balancer notices"),
    DARKROOM_JAVA_OPTS(null, "more options for the JVM, separated by blanks; only ./darkroom reads it"),
    DARKROOM_STORAGE("local", "storage: local (filesystem and sqlite) or aws (s3 and dynamodb)"),
    DARKROOM_BLOBS(null, "where files are stored: filesystem or s3; by default from DARKROOM_STORAGE"),
    DARKROOM_CATALOG(null, "where metadata is stored: sqlite, dynamodb or postgres; by default from DARKROOM_STORAGE"),
    DARKROOM_DATA_DIR("./data", "folder of filesystem and sqlite"),
    DARKROOM_SPOOL_DIR(null,
            "folder where uploads are received; by default in DARKROOM_DATA_DIR, with s3 the system's temporary folder"),
    DARKROOM_POSTGRES_URL(null,
            "database of postgres: postgresql://user:password@host:5432/database?sslmode=verify-full"),
    DARKROOM_POSTGRES_URL_FILE(null, "file that contains DARKROOM_POSTGRES_URL"),
    DARKROOM_POSTGRES_READ_URL(null, "database from which lists are read: a standby of DARKROOM_POSTGRES_URL"),
    DARKROOM_POSTGRES_READ_URL_FILE(null, "file that contains DARKROOM_POSTGRES_READ_URL"),
    PGPASSWORD(null, "password of the databases whose URLs have none"),
    PGPASSWORD_FILE(null, "file that contains PGPASSWORD"),
    PGPASSFILE(null, "file with passwords of databases, as psql uses it, if there is no other password"),
    AWS_REGION("ap-south-1", "region of the bucket and the table"),
    S3_BUCKET_NAME("instagram-images-demo", "name of the bucket"),
    DYNAMODB_TABLE_NAME("ImageMetadata", "name of the table"),
    AWS_ENDPOINT_URL(null, "endpoint of S3 and DynamoDB; by default those of AWS"),
    AWS_ENDPOINT_URL_S3(null, "endpoint of S3; overrides AWS_ENDPOINT_URL"),
    AWS_ENDPOINT_URL_DYNAMODB(null, "endpoint of DynamoDB; overrides AWS_ENDPOINT_URL"),
    S3_PUBLIC_ENDPOINT_URL(null, "endpoint of S3 in presigned URLs, if clients reach it at another address"),
    S3_PATH_STYLE(null,
            "whether the bucket name is in the path of a URL (true) or in the host name (false); by default true if an"
                    + " endpoint of S3 is set"),
    AWS_REQUEST_CHECKSUM_CALCULATION("when_supported", "when_required for stores that reject the newer checksums"),
    DARKROOM_METADATA("strip",
            "metadata in stored files: strip (remove it), location (remove only the location) or keep"),
    DARKROOM_MAX_UPLOAD_BYTES("26214400", "maximum size of an upload in bytes"),
    DARKROOM_MAX_DIRECT_UPLOAD_BYTES("209715200", "maximum size of a direct upload in bytes"),
    DARKROOM_USER_QUOTA_BYTES("0", "bytes that each user may store; 0 for no limit"),
    DARKROOM_TRASH_DAYS("0", "days for which deleted images can be restored; 0 to delete them at once"),
    DARKROOM_MAX_PIXELS("100000000", "maximum number of pixels of a picture"),
    DARKROOM_MAX_SIDE("30000", "maximum width and height of a picture in pixels"),
    DARKROOM_LIBVIPS(null,
            "file of the libvips library; by default the installed one, or Java's own decoders without one"),
    DARKROOM_RENDER_MEMORY_BYTES(null,
            "memory limit in bytes for all pictures that are decoded at a time to make renditions; by default 192 MiB, less"
                    + " with less than 512 MiB of memory"),
    DARKROOM_PREPARE_RENDITIONS(null,
            "whether the renditions of the gallery's grid are made after an upload while a processor is idle; by default true"
                    + " with filesystem, false with s3, where they cost requests"),
    DARKROOM_EVENTS("true",
            "whether each visible change of an image is recorded as an event, for GET /events and webhooks"),
    DARKROOM_WEBHOOK_URL(null, "URLs, separated by blanks, to which events are sent"),
    DARKROOM_WEBHOOK_URL_FILE(null, "file that contains DARKROOM_WEBHOOK_URL"),
    DARKROOM_WEBHOOK_SECRET(null,
            "secrets, separated by blanks, that sign the events: whsec_ and 24 to 64 random bytes in Base64"),
    DARKROOM_WEBHOOK_SECRET_FILE(null, "file that contains DARKROOM_WEBHOOK_SECRET"),
    DARKROOM_WEBHOOK_ALLOW_PRIVATE("false",
            "whether events are also sent to loopback and private addresses, and without TLS"),
    DARKROOM_RENDITIONS(null,
            "renditions in addition to thumb, small, medium and large, or instead of them, separated by blanks:"
                    + " name=WxH[,fit][,gravity][,q=N], such as avatar=96x96,cover,attention"),
    DARKROOM_RENDITIONS_EAGER(null,
            "names of renditions, separated by blanks, that are made after an upload while a processor is idle, in addition"
                    + " to those of DARKROOM_PREPARE_RENDITIONS"),
    DARKROOM_AUTH("none", "authentication: none, or jwt (JSON Web Tokens)"),
    DARKROOM_JWT_JWKS_URL(null, "URL of the issuer's public keys (a JWK set)"),
    DARKROOM_JWT_SECRET(null, "secret shared with the issuer, instead of DARKROOM_JWT_JWKS_URL"),
    DARKROOM_JWT_SECRET_FILE(null, "file that contains DARKROOM_JWT_SECRET"),
    DARKROOM_JWT_ISSUER(null, "required iss of the tokens"),
    DARKROOM_JWT_AUDIENCE(null, "required aud of the tokens"),
    DARKROOM_JWT_ALGORITHMS(null,
            "accepted signature algorithms, separated by commas; by default RS256, or HS256 with a secret"),
    DARKROOM_OIDC_ISSUER(null, "OpenID Connect issuer at which users of the gallery sign in"),
    DARKROOM_OIDC_CLIENT_ID(null, "client id of the gallery at DARKROOM_OIDC_ISSUER"),
    DARKROOM_RATE_LIMIT("0", "requests per minute for each user, or for each address without sign-in; 0 for no limit"),
    DARKROOM_MAX_CONCURRENT_UPLOADS("384",
            "maximum number of uploads in progress at a time; fewer if less space is free in the spool folder"),
    DARKROOM_TRUSTED_PROXIES(null,
            "addresses and ranges, separated by commas, of proxies whose X-Forwarded-* headers are trusted"),
    DARKROOM_CORS_ORIGINS(null, "origins, separated by commas, whose pages may call the service; * for any"),
    DARKROOM_LOG("text", "format of the log: text or json"),
    DARKROOM_LOG_LEVEL("info", "lowest level that is logged: error, warn, info or debug"),
    DARKROOM_METRICS("admin",
            "who may read /metrics: admin (everyone if authentication is off), open (everyone), or off (no metrics)"),
    OTEL_EXPORTER_OTLP_ENDPOINT(null,
            "OTLP/HTTP endpoint that receives traces; other OTEL_ variables apply too"),
    OTEL_EXPORTER_OTLP_HEADERS_FILE(null, "file that contains OTEL_EXPORTER_OTLP_HEADERS, if they contain a secret");

    private final @Nullable String fallback;
    private final String meaning;

    Variable(@Nullable String fallback, String meaning) {
        this.fallback = fallback;
        this.meaning = meaning;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Variable::name).toList();
    }

    /** The default value, or null if there is none. */
    public @Nullable String fallback() {
        return fallback;
    }

    /** A short description without a full stop. */
    public String meaning() {
        return meaning;
    }
}
