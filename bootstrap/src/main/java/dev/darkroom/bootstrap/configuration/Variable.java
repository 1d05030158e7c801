package dev.darkroom.bootstrap.configuration;

import org.jspecify.annotations.Nullable;

/** The environment variables that Darkroom reads, each under its own name. */
public enum Variable {
    HOST("127.0.0.1", "address to listen on"),
    PORT("8080", "port to listen on; 0 for any free one"),
    DARKROOM_STORAGE("local", "storage of images: local for filesystem and sqlite, or aws for s3 and dynamodb"),
    DARKROOM_BLOBS(null, "store of the objects: filesystem or s3; by default from DARKROOM_STORAGE"),
    DARKROOM_CATALOG(null, "catalog of the images: sqlite or dynamodb; by default from DARKROOM_STORAGE"),
    DARKROOM_DATA_DIR("./data", "folder of filesystem and sqlite"),
    AWS_REGION("ap-south-1", "region of the bucket and the table"),
    S3_BUCKET_NAME("instagram-images-demo", "bucket of the pictures"),
    DYNAMODB_TABLE_NAME("ImageMetadata", "table of the metadata"),
    AWS_ENDPOINT_URL(null, "endpoint of S3 and DynamoDB, when they are not Amazon's own"),
    AWS_ENDPOINT_URL_S3(null, "endpoint of S3 alone"),
    AWS_ENDPOINT_URL_DYNAMODB(null, "endpoint of DynamoDB alone"),
    S3_PUBLIC_ENDPOINT_URL(null, "endpoint of S3 in presigned URLs, when clients reach it under another address"),
    S3_PATH_STYLE(null, "whether the bucket's name goes into the path; by default true with an endpoint of S3"),
    AWS_REQUEST_CHECKSUM_CALCULATION("when_supported", "when_required for stores that refuse the newer checksums"),
    DARKROOM_PUBLIC_URL(null, "this server's own address in absolute URLs; by default the one that the client used"),
    DARKROOM_METADATA("strip", "what stays of a picture's metadata: keep, location (all but where) or strip"),
    DARKROOM_MAX_UPLOAD_BYTES("26214400", "size of the largest upload, in bytes"),
    DARKROOM_MAX_DIRECT_UPLOAD_BYTES("209715200", "size of the largest direct upload, in bytes"),
    DARKROOM_USER_QUOTA_BYTES("0", "what each user may store in all, in bytes; 0 for no limit"),
    DARKROOM_MAX_PIXELS("100000000", "pixels of the largest picture"),
    DARKROOM_MAX_SIDE("30000", "pixels of the longest side of a picture"),
    DARKROOM_LIBVIPS(null, "libvips to use, a file; by default the one that is installed, else Java's own decoders"),
    DARKROOM_RENDER_MEMORY_BYTES("201326592",
            "what decoded pictures may take at once while renditions are made, in bytes"),
    DARKROOM_AUTH("none", "sign-in: none, or jwt for the tokens of an issuer"),
    DARKROOM_JWT_JWKS_URL(null, "where the issuer publishes its keys, a JWK set"),
    DARKROOM_JWT_SECRET(null, "in place of it, a secret shared with the issuer"),
    DARKROOM_JWT_ISSUER(null, "iss of the tokens"),
    DARKROOM_JWT_AUDIENCE(null, "aud of the tokens"),
    DARKROOM_JWT_ALGORITHMS(null, "what they may be signed with; by default RS256, or HS256 with a secret"),
    DARKROOM_OIDC_ISSUER(null, "where people sign in to the gallery page, an issuer of OpenID Connect"),
    DARKROOM_OIDC_CLIENT_ID(null, "the gallery page's name there"),
    DARKROOM_RATE_LIMIT("0", "requests a minute for each user, or address where nobody is signed in; 0 for no limit"),
    DARKROOM_MAX_CONCURRENT_UPLOADS("384", "uploads that may be under way at once"),
    DARKROOM_TRUSTED_PROXIES(null, "addresses and ranges of proxies that are believed whom they speak for"),
    DARKROOM_CORS_ORIGINS(null, "origins whose pages may call the service, separated by commas; * for any"),
    DARKROOM_LOG("text", "form of the log: text or json"),
    DARKROOM_LOG_LEVEL("info", "least that is logged: error, warn, info or debug"),
    DARKROOM_METRICS("admin", "who may see /metrics: admin (everybody without sign-in), open to all, or off"),
    OTEL_EXPORTER_OTLP_ENDPOINT(null,
            "where traces are sent, by OTLP over HTTP; OpenTelemetry's other variables are heeded too"),
    DARKROOM_JAVA_OPTS(null, "further options of the Java machine, read by the launcher ./darkroom");

    private final @Nullable String fallback;
    private final String meaning;

    Variable(@Nullable String fallback, String meaning) {
        this.fallback = fallback;
        this.meaning = meaning;
    }

    /** The value in place of one that is not set, or null where there is none. */
    public @Nullable String fallback() {
        return fallback;
    }

    /** What it is for, in a few words without a full stop. */
    public String meaning() {
        return meaning;
    }
}
