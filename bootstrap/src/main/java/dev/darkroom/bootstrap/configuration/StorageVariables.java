package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.aws.client.ChecksumMode;
import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.aws.client.S3Settings;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the variables of the blob store and the catalog. It does not read variables of a storage that is not used. */
final class StorageVariables {
    /** An upload uses one connection while it is stored. A connection needs a few kilobytes. */
    private static final int AWS_CONNECTIONS = 128;

    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,63}");
    /** Amazon S3 User Guide, "Bucket naming rules"; other stores with the S3 protocol use the same rules. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    /** Amazon DynamoDB Developer Guide, "Naming rules". */
    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");

    private StorageVariables() {}

    /** The usual pairs of blob store and catalog. */
    private enum Pair {
        LOCAL(Blobs.FILESYSTEM, Catalog.SQLITE),
        AWS(Blobs.S3, Catalog.DYNAMODB);

        private final Blobs blobs;
        private final Catalog catalog;

        Pair(Blobs blobs, Catalog catalog) {
            this.blobs = blobs;
            this.catalog = catalog;
        }
    }

    private enum Blobs {
        FILESYSTEM,
        S3
    }

    private enum Catalog {
        SQLITE,
        DYNAMODB,
        POSTGRES
    }

    static BlobConfig blobs(Environment environment) {
        Blobs usual = environment.choice(Variable.DARKROOM_STORAGE, Pair.class).blobs;
        return switch (environment.choice(Variable.DARKROOM_BLOBS, Blobs.class, usual)) {
            case FILESYSTEM -> new BlobConfig.Filesystem(dataFolder(environment));
            case S3 -> new BlobConfig.S3(s3(environment));
        };
    }

    static CatalogConfig catalog(Environment environment) {
        Catalog usual = environment.choice(Variable.DARKROOM_STORAGE, Pair.class).catalog;
        return switch (environment.choice(Variable.DARKROOM_CATALOG, Catalog.class, usual)) {
            case SQLITE -> new CatalogConfig.Sqlite(dataFolder(environment));
            case DYNAMODB -> new CatalogConfig.DynamoDb(dynamoDb(environment));
            case POSTGRES -> postgres(environment);
        };
    }

    private static Path dataFolder(Environment environment) {
        return Environment.path(
                Variable.DARKROOM_DATA_DIR, environment.valueOf(Variable.DARKROOM_DATA_DIR), "the path of a folder");
    }

    private static S3Settings s3(Environment environment) {
        URI endpoint = endpoint(environment, Variable.AWS_ENDPOINT_URL_S3);
        return new S3Settings(
                region(environment),
                environment.text(
                        Variable.S3_BUCKET_NAME,
                        BUCKET,
                        "3 to 63 characters of a-z 0-9 . - that begin and end with a letter or digit"),
                endpoint,
                environment.address(Variable.S3_PUBLIC_ENDPOINT_URL),
                // Few stores other than Amazon S3 support a host name for each bucket.
                environment.flag(Variable.S3_PATH_STYLE, endpoint != null),
                environment.choice(Variable.AWS_REQUEST_CHECKSUM_CALCULATION, ChecksumMode.class),
                AWS_CONNECTIONS);
    }

    private static DynamoDbSettings dynamoDb(Environment environment) {
        return new DynamoDbSettings(
                region(environment),
                environment.text(Variable.DYNAMODB_TABLE_NAME, TABLE, "3 to 255 characters of a-z A-Z 0-9 _ . -"),
                endpoint(environment, Variable.AWS_ENDPOINT_URL_DYNAMODB),
                AWS_CONNECTIONS);
    }

    private static CatalogConfig.Postgres postgres(Environment environment) {
        PostgresSettings settings = database(environment, Variable.DARKROOM_POSTGRES_URL)
                .orElseThrow(() -> new BadConfigurationException(
                        "DARKROOM_CATALOG=postgres needs DARKROOM_POSTGRES_URL, such as " + PostgresSettings.FORM
                                + "."));
        return new CatalogConfig.Postgres(
                settings, database(environment, Variable.DARKROOM_POSTGRES_READ_URL).orElse(null));
    }

    /** The driver reads PGPASSFILE. */
    private static Optional<PostgresSettings> database(Environment environment, Variable variable) {
        try {
            return environment.given(variable)
                    .map(url -> PostgresSettings.parse(url, environment.given(Variable.PGPASSWORD).orElse(null)));
        } catch (IllegalArgumentException e) {
            // Without the value, which may contain a password.
            throw new BadConfigurationException(variable + " must " + e.getMessage() + ".");
        }
    }

    private static String region(Environment environment) {
        return environment.text(Variable.AWS_REGION, REGION, "the name of a region such as ap-south-1");
    }

    /** The SDK reads these variables too. They are read here so that an invalid value is reported in the same form as others. */
    private static @Nullable URI endpoint(Environment environment, Variable ofService) {
        URI own = environment.address(ofService);
        return own == null ? environment.address(Variable.AWS_ENDPOINT_URL) : own;
    }
}
