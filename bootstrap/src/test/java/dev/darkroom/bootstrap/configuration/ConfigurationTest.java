package dev.darkroom.bootstrap.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.aws.client.ChecksumMode;
import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.aws.client.S3Settings;
import dev.darkroom.adapter.events.WebhookSettings;
import dev.darkroom.adapter.http.edge.AddressRange;
import dev.darkroom.adapter.http.edge.EdgeSettings;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.telemetry.tracing.TraceSettings;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.rendition.RenditionDefinitions;
import dev.darkroom.domain.model.trash.Retention;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    @Test
    void emptyEnvironmentGivesTheDocumentedDefaults() {
        Configuration configuration = Configuration.from(Map.of());

        assertThat(configuration.host()).isEqualTo("127.0.0.1");
        assertThat(configuration.port()).isEqualTo(8080);
        assertThat(configuration.blobs()).isEqualTo(new BlobConfig.Filesystem(Path.of("data").toAbsolutePath()));
        assertThat(configuration.catalog()).isEqualTo(new CatalogConfig.Sqlite(Path.of("data").toAbsolutePath()));
        assertThat(configuration.publicUrl()).isNull();
        assertThat(configuration.auth()).isEqualTo(new AuthConfig.None());
        assertThat(configuration.metadata()).isEqualTo(MetadataPolicy.STRIP);
        assertThat(configuration.pixels()).isEqualTo(new PixelLimits(100_000_000, 30_000));
        assertThat(configuration.maxUploadBytes()).isEqualTo(25 * 1024 * 1024);
        assertThat(configuration.maxDirectUploadBytes()).isEqualTo(200 * 1024 * 1024);
        assertThat(configuration.edge()).isEqualTo(new EdgeSettings(0, 384, 1024, List.of(), Set.of()));
        assertThat(configuration.quota()).isEqualTo(Quota.NONE);
        assertThat(configuration.spool()).isNull();
        assertThat(configuration.stopDelay()).isZero();
        assertThat(configuration.log())
                .isEqualTo(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO, List.of()));
        assertThat(configuration.ignored()).isEmpty();
    }

    @Test
    void everyVariableIsRead() {
        Configuration configuration = Configuration.from(
                variables("""
                        HOST=::1
                        PORT=0
                        DARKROOM_DATA_DIR=/var/lib/darkroom
                        DARKROOM_SPOOL_DIR=/var/spool/darkroom
                        DARKROOM_PUBLIC_URL=https://pictures.example.com
                        DARKROOM_METADATA=Location
                        DARKROOM_MAX_UPLOAD_BYTES=5368709120
                        DARKROOM_MAX_DIRECT_UPLOAD_BYTES=5368709119
                        DARKROOM_USER_QUOTA_BYTES=1
                        DARKROOM_MAX_PIXELS=1
                        DARKROOM_MAX_SIDE=65535
                        DARKROOM_LIBVIPS=/opt/vips/libvips.so
                        DARKROOM_RENDER_MEMORY_BYTES=16777216
                        DARKROOM_PREPARE_RENDITIONS=false
                        DARKROOM_EVENTS=false
                        DARKROOM_RENDITIONS=avatar=96x96
                        DARKROOM_RENDITIONS_EAGER=avatar  large
                        DARKROOM_RATE_LIMIT=600
                        DARKROOM_MAX_CONCURRENT_UPLOADS=1
                        DARKROOM_TRUSTED_PROXIES=127.0.0.1, 10.0.0.0/8,::1
                        DARKROOM_CORS_ORIGINS=https://example.org, http://localhost:5173
                        DARKROOM_TRASH_DAYS=30
                        DARKROOM_STOP_DELAY=300
                        DARKROOM_LOG=json
                        DARKROOM_LOG_LEVEL=debug
                        DARKROOM_METRICS=Open
                        OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318
                        OTEL_SERVICE_NAME=pictures
                        OTEL_EXPORTER_OTLP_HEADERS=api-key=the-key,other=more
                        AWS_SECRET_ACCESS_KEY=the-access-key
                        AWS_SESSION_TOKEN=the-token
                        """));

        assertThat(configuration)
                .isEqualTo(
                        new Configuration(
                                "::1",
                                0,
                                new BlobConfig.Filesystem(Path.of("/var/lib/darkroom").toAbsolutePath()),
                                new CatalogConfig.Sqlite(Path.of("/var/lib/darkroom").toAbsolutePath()),
                                false,
                                WebhookSettings.NONE,
                                Path.of("/var/spool/darkroom").toAbsolutePath(),
                                URI.create("https://pictures.example.com"),
                                new AuthConfig.None(),
                                MetadataPolicy.LOCATION,
                                new PixelLimits(1, 65_535),
                                new RenderingConfig(Path.of("/opt/vips/libvips.so").toAbsolutePath(),
                                        OptionalLong.of(16_777_216), RenditionDefinitions.parse("avatar=96x96"),
                                        List.of("avatar", "large")),
                                5_368_709_120L,
                                5_368_709_119L,
                                new Quota(1),
                                new Retention(30),
                                Duration.ofMinutes(5),
                                new EdgeSettings(
                                        600,
                                        1,
                                        1024,
                                        List.of(
                                                AddressRange.parse("127.0.0.1"),
                                                AddressRange.parse("10.0.0.0/8"),
                                                AddressRange.parse("::1")),
                                        Set.of("https://example.org", "http://localhost:5173")),
                                new LogConfig(
                                        LogConfig.Format.JSON, LogConfig.Level.DEBUG, configuration.log().secrets()),
                                new TelemetryConfig(
                                        TelemetryConfig.Metrics.OPEN,
                                        new TraceSettings(
                                                URI.create("http://127.0.0.1:4318"),
                                                Map.of(
                                                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318",
                                                        "OTEL_SERVICE_NAME", "pictures",
                                                        "OTEL_EXPORTER_OTLP_HEADERS", "api-key=the-key,other=more"))),
                                List.of()));
    }

    @Test
    void passwordOfTheDatabaseCanBeInAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "the-password\n");

        Configuration configuration = Configuration.from(Map.of(
                "DARKROOM_CATALOG", "postgres",
                "DARKROOM_POSTGRES_URL", "postgresql://darkroom@127.0.0.1/darkroom",
                "PGPASSWORD_FILE", file.toString()));

        assertThat(configuration.catalog()).isEqualTo(new CatalogConfig.Postgres(PostgresSettings.parse(
                "postgresql://darkroom:the-password@127.0.0.1/darkroom", null), null));
        assertThat(configuration.log().secrets()).contains("the-password");
    }

    @Test
    void headersOfTheTraceReceiverCanBeInAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("headers"), "api-key=the-key\n");

        Configuration configuration = Configuration.from(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318",
                "OTEL_EXPORTER_OTLP_HEADERS_FILE", file.toString()));

        TraceSettings traces = configuration.telemetry().traces();
        assertThat(traces).isNotNull();
        assertThat(traces.variables()).containsEntry("OTEL_EXPORTER_OTLP_HEADERS", "api-key=the-key");
        assertThat(configuration.log().secrets()).containsExactly("the-key");
    }

    @Test
    void secretsAreMaskedInTheLogAndAbsentFromToString() {
        Configuration configuration = Configuration.from(
                variables("""
                        DARKROOM_AUTH=jwt
                        DARKROOM_JWT_SECRET=a secret of thirty-two bytes, it
                        DARKROOM_JWT_ISSUER=https://issuer.example.com/
                        DARKROOM_JWT_AUDIENCE=darkroom
                        OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318
                        OTEL_EXPORTER_OTLP_HEADERS=api-key=the-key,other=more
                        AWS_SECRET_ACCESS_KEY=the-access-key
                        AWS_SESSION_TOKEN=the-token
                        DARKROOM_CATALOG=postgres
                        DARKROOM_POSTGRES_URL=postgresql://alice:a%20password@localhost/pictures
                        DARKROOM_POSTGRES_READ_URL=postgresql://alice:password-of-replica@localhost/pictures
                        PGPASSWORD=another-password
                        """));

        assertThat(configuration.log().secrets())
                .contains("a secret of thirty-two bytes, it", "the-key", "more", "the-access-key", "the-token",
                        "a%20password", "a password", "password-of-replica", "another-password");
        assertThat(configuration.toString()).doesNotContain(configuration.log().secrets());
    }

    @Test
    void awsHasDefaultNamesAndUsesTheEndpointsOfTheSdk() {
        S3Settings s3 = s3(Map.of());
        DynamoDbSettings dynamoDb = dynamoDb(Map.of());

        assertThat(s3.region()).isEqualTo("ap-south-1").isEqualTo(dynamoDb.region());
        assertThat(s3.bucket()).isEqualTo("instagram-images-demo");
        assertThat(dynamoDb.table()).isEqualTo("ImageMetadata");
        assertThat(s3.endpoint()).isNull();
        assertThat(dynamoDb.endpoint()).isNull();
        assertThat(s3.publicEndpoint()).isNull();
        assertThat(s3.pathStyle()).isFalse();
        assertThat(s3.checksums()).isEqualTo(ChecksumMode.WHEN_SUPPORTED);
    }

    @Test
    void endpointOfOneServiceOverridesTheEndpointOfBoth() {
        Map<String, String> variables =
                variables("""
                        AWS_ENDPOINT_URL=http://localhost:4566
                        AWS_ENDPOINT_URL_S3=http://localhost:9000
                        S3_PUBLIC_ENDPOINT_URL=https://s3.example.com
                        S3_PATH_STYLE=TRUE
                        AWS_REQUEST_CHECKSUM_CALCULATION=WHEN_REQUIRED
                        """);
        S3Settings settings = s3(variables);

        assertThat(settings.endpoint()).isEqualTo(URI.create("http://localhost:9000"));
        assertThat(dynamoDb(variables).endpoint()).isEqualTo(URI.create("http://localhost:4566"));
        assertThat(settings.publicEndpoint()).isEqualTo(URI.create("https://s3.example.com"));
        assertThat(settings.pathStyle()).isTrue();
        assertThat(settings.checksums()).isEqualTo(ChecksumMode.WHEN_REQUIRED);
    }

    @Test
    void pathStyleIsTheDefaultWithAnEndpointOfS3() {
        assertThat(s3(Map.of("AWS_ENDPOINT_URL", "http://localhost:4566")).pathStyle()).isTrue();
        assertThat(s3(Map.of("AWS_ENDPOINT_URL_S3", "http://localhost:9000")).pathStyle()).isTrue();
        assertThat(s3(Map.of("AWS_ENDPOINT_URL_DYNAMODB", "http://localhost:8000")).pathStyle()).isFalse();
        assertThat(s3(Map.of("S3_PATH_STYLE", "true")).pathStyle()).isTrue();
        assertThat(s3(Map.of("AWS_ENDPOINT_URL", "http://localhost:4566", "S3_PATH_STYLE", "false")).pathStyle())
                .isFalse();
    }

    @Test
    void configurationPageNamesEveryVariable() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "configuration.md"));

        assertThat(Variable.values()).allSatisfy(variable -> assertThat(page).contains("`" + variable + "`"));
    }

    @Test
    void blankValueCountsAsNotSet() {
        assertThat(Configuration.from(Map.of("PORT", " ", "DARKROOM_PUBLIC_URL", "")))
                .isEqualTo(Configuration.from(Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock = """
                    -     | s3         | -        | S3         | Sqlite
                    -     | -          | dynamodb | Filesystem | DynamoDb
                    -     | S3         | DynamoDB | S3         | DynamoDb
                    aws   | filesystem | -        | Filesystem | DynamoDb
                    aws   | -          | sqlite   | S3         | Sqlite
                    local | s3         | dynamodb | S3         | DynamoDb
                    -     | -          | postgres | Filesystem | Postgres
                    aws   | -          | Postgres | S3         | Postgres
                    """)
    void blobsAndCatalogAreChosenIndependently(
            @Nullable String storage, @Nullable String blobs, @Nullable String catalog, String expectedBlobs,
            String expectedCatalog) {
        Map<String, String> variables = new HashMap<>();
        variables.put("DARKROOM_STORAGE", storage == null ? "" : storage);
        variables.put("DARKROOM_BLOBS", blobs == null ? "" : blobs);
        variables.put("DARKROOM_CATALOG", catalog == null ? "" : catalog);
        variables.put("DARKROOM_POSTGRES_URL", "postgresql://alice:secret@localhost/pictures");

        Configuration configuration = Configuration.from(variables);

        assertThat(configuration.blobs().getClass().getSimpleName()).isEqualTo(expectedBlobs);
        assertThat(configuration.catalog().getClass().getSimpleName()).isEqualTo(expectedCatalog);
    }

    @Test
    void variablesOfAStorageThatIsNotUsedAreNotRead() {
        assertThat(Configuration.from(Map.of("S3_BUCKET_NAME", "?", "AWS_ENDPOINT_URL", "?", "S3_PATH_STYLE", "?")))
                .isEqualTo(Configuration.from(Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    HOST                      | a b            | an IP address or a host name
                    HOST                      | http://x/      | an IP address or a host name
                    PORT                      | http           | a whole number from 0 to 65535
                    PORT                      | -1             | a whole number from 0 to 65535
                    PORT                      | 65536          | a whole number from 0 to 65535
                    PORT                      | +80            | a whole number from 0 to 65535
                    PORT                      | ٨٠             | a whole number from 0 to 65535
                    PORT                      | 99999999999999999999 | a whole number from 0 to 65535
                    DARKROOM_STORAGE          | s3             | local or aws
                    DARKROOM_BLOBS            | sqlite         | filesystem or s3
                    DARKROOM_CATALOG          | s3             | sqlite or dynamodb or postgres
                    DARKROOM_DATA_DIR         | a\\0b           | the path of a folder
                    DARKROOM_PUBLIC_URL       | example.com    | an address such as https://pictures.example.com
                    DARKROOM_PUBLIC_URL       | ftp://a        | an address such as https://pictures.example.com
                    DARKROOM_PUBLIC_URL       | https://       | an address such as https://pictures.example.com
                    DARKROOM_PUBLIC_URL       | https://a:99999 | an address such as https://pictures.example.com
                    DARKROOM_PUBLIC_URL       | https://u:p@a  | an address such as https://pictures.example.com
                    DARKROOM_PUBLIC_URL       | https://a?b    | an address such as https://pictures.example.com
                    DARKROOM_PUBLIC_URL       | https://a#b    | an address such as https://pictures.example.com
                    DARKROOM_PUBLIC_URL       | https://a b    | an address such as https://pictures.example.com
                    DARKROOM_METADATA         | none           | strip or location or keep
                    DARKROOM_MAX_UPLOAD_BYTES | 0              | a whole number from 1 to 5368709120
                    DARKROOM_MAX_UPLOAD_BYTES | 5368709121     | a whole number from 1 to 5368709120
                    DARKROOM_MAX_UPLOAD_BYTES | 25 MiB         | a whole number from 1 to 5368709120
                    DARKROOM_MAX_PIXELS       | 0              | a whole number from 1 to 1000000000000
                    DARKROOM_MAX_SIDE         | 2147483648     | a whole number from 1 to 2147483647
                    DARKROOM_USER_QUOTA_BYTES | -1             | a whole number from 0 to 1125899906842624
                    DARKROOM_USER_QUOTA_BYTES | 1125899906842625 | a whole number from 0 to 1125899906842624
                    DARKROOM_AUTH             | basic          | none or jwt
                    DARKROOM_RATE_LIMIT       | -1             | a whole number from 0 to 1000000
                    DARKROOM_RATE_LIMIT       | 1000001        | a whole number from 0 to 1000000
                    DARKROOM_MAX_CONCURRENT_UPLOADS | 0        | a whole number from 1 to 900
                    DARKROOM_MAX_CONCURRENT_UPLOADS | 901      | a whole number from 1 to 900
                    DARKROOM_TRUSTED_PROXIES  | nginx          | IP addresses or ranges such as 10.0.0.0/8, separated by commas
                    DARKROOM_TRUSTED_PROXIES  | 10.0.0.0/33    | IP addresses or ranges such as 10.0.0.0/8, separated by commas
                    DARKROOM_CORS_ORIGINS     | example.org    | origins such as https://example.org, separated by commas, or * alone
                    DARKROOM_CORS_ORIGINS     | https://a.org/ | origins such as https://example.org, separated by commas, or * alone
                    DARKROOM_LOG              | xml            | text or json
                    DARKROOM_METRICS          | yes            | admin or open or off
                    OTEL_EXPORTER_OTLP_ENDPOINT | localhost:4318 | an address such as https://pictures.example.com
                    DARKROOM_LOG_LEVEL        | trace          | error or warn or info or debug
                    """)
    void invalidValueIsRejectedWithOneSentence(String name, String value, String accepted) {
        assertRejected(Map.of(name, value.replace("\\0", "\0")), name, value.replace("\\0", "?"), accepted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    AWS_REGION                       | ap south | the name of a region such as ap-south-1
                    S3_BUCKET_NAME                   | Pictures | 3 to 63 characters of a-z 0-9 . - that begin and end with a letter or digit
                    S3_BUCKET_NAME                   | ab       | 3 to 63 characters of a-z 0-9 . - that begin and end with a letter or digit
                    DYNAMODB_TABLE_NAME              | a b c    | 3 to 255 characters of a-z A-Z 0-9 _ . -
                    AWS_ENDPOINT_URL                 | localhost:4566 | an address such as https://pictures.example.com
                    AWS_ENDPOINT_URL_S3              | nowhere  | an address such as https://pictures.example.com
                    AWS_ENDPOINT_URL_DYNAMODB        | nowhere  | an address such as https://pictures.example.com
                    S3_PUBLIC_ENDPOINT_URL           | nowhere  | an address such as https://pictures.example.com
                    S3_PATH_STYLE                    | yes      | true or false
                    AWS_REQUEST_CHECKSUM_CALCULATION | never    | when_supported or when_required
                    """)
    void invalidValueForAwsIsRejectedWithOneSentence(String name, String value, String accepted) {
        assertRejected(Map.of("DARKROOM_STORAGE", "aws", name, value), name, value, accepted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    localhost                         | have the form
                    http://alice:secret@localhost/a   | have the form
                    postgresql://localhost/a          | have the form
                    postgresql://alice:secret@localhost | have the form
                    postgresql://alice:sec/ret@localhost/a | have the form
                    postgresql://alice:secret@local host/a | name each server as host or host:port
                    postgresql://alice:secret@localhost:0/a | have a port from 1 to 65535
                    postgresql://alice:secret@localhost:65536/a | have a port from 1 to 65535
                    postgresql://alice:secret@localhost/a?sslmode=on | have an sslmode of
                    postgresql://alice:secret@localhost/a?password=secret | have no parameters but
                    postgresql://alice:secret@localhost/a?sslrootcert=system&sslmode=require | have sslmode=verify-full with
                    postgresql://alice:secret@localhost/a?sslrootcert=system&sslcert=a | have a file as sslrootcert
                    postgresql://alice:secret%@localhost/a | be percent-encoded correctly
                    """)
    void invalidUrlOfADatabaseIsRejectedWithoutItsPassword(String url, String accepted) {
        assertThatThrownBy(
                () -> Configuration.from(Map.of("DARKROOM_CATALOG", "postgres", "DARKROOM_POSTGRES_URL", url)))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageStartingWith("DARKROOM_POSTGRES_URL must " + accepted)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void listsAreReadFromTheReplica() {
        Configuration configuration = Configuration.from(Map.of(
                "DARKROOM_CATALOG", "postgres",
                "DARKROOM_POSTGRES_URL", "postgresql://alice@primary/a",
                "DARKROOM_POSTGRES_READ_URL", "postgresql://alice@standby/a",
                "PGPASSWORD", "secret"));

        assertThat(configuration.catalog()).isInstanceOfSatisfying(CatalogConfig.Postgres.class, postgres -> {
            assertThat(postgres.description()).isEqualTo("the database primary:5432/a, lists from standby:5432/a");
            assertThat(postgres.settings().password()).isEqualTo("secret");
            assertThat(postgres.replica()).extracting(PostgresSettings::password).isEqualTo("secret");
        });
    }

    @Test
    void invalidUrlOfTheReplicaIsRejectedByItsName() {
        assertThatThrownBy(() -> Configuration.from(Map.of(
                "DARKROOM_CATALOG", "postgres",
                "DARKROOM_POSTGRES_URL", "postgresql://alice@primary/a",
                "DARKROOM_POSTGRES_READ_URL", "standby")))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageStartingWith("DARKROOM_POSTGRES_READ_URL must have the form");
    }

    @Test
    void postgresNeedsAUrl() {
        assertThatThrownBy(() -> Configuration.from(Map.of("DARKROOM_CATALOG", "postgres")))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageStartingWith("DARKROOM_CATALOG=postgres needs DARKROOM_POSTGRES_URL");
    }

    @Test
    void messageIsOneShortLineForEveryValue() {
        assertThatThrownBy(() -> Configuration.from(Map.of("PORT", "80\nERROR " + "x".repeat(10_000))))
                .isInstanceOf(BadConfigurationException.class)
                .message()
                .startsWith("PORT is \"80?ERROR xxx")
                .endsWith("x…\", but must be a whole number from 0 to 65535.")
                .hasSizeLessThan(300);
    }

    @ParameterizedTest
    @CsvSource({
        "DARKROOM_STORGE, DARKROOM_STORAGE", "DARKROOM_DATADIR, DARKROOM_DATA_DIR",
        "DARKROOM_MAX_UPLOAD_BYTE, DARKROOM_MAX_UPLOAD_BYTES", "DARKROOM_PUBLIC_URI, DARKROOM_PUBLIC_URL"})
    void misspelledNameIsRejected(String name, String suggested) {
        assertThatThrownBy(() -> Configuration.from(Map.of(name, "local")))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessage(name + " is not a variable of Darkroom; did you mean " + suggested + "?");
    }

    @Test
    void variablesThatKubernetesSetsForAServiceCalledDarkroomAreIgnored() {
        Map<String, String> variables = variables("""
                DARKROOM_SERVICE_HOST=10.0.0.7
                DARKROOM_SERVICE_PORT=80
                DARKROOM_PORT=tcp://10.0.0.7:80
                DARKROOM_PORT_80_TCP_ADDR=10.0.0.7
                """);

        assertThat(Configuration.from(variables).ignored())
                .containsExactly(
                        "DARKROOM_PORT",
                        "DARKROOM_PORT_80_TCP_ADDR",
                        "DARKROOM_SERVICE_HOST",
                        "DARKROOM_SERVICE_PORT");
    }

    @Test
    void singleStarAllowsAnyOrigin() {
        assertThat(Configuration.from(Map.of("DARKROOM_CORS_ORIGINS", "*")).edge().corsOrigins()).containsExactly("*");
        assertRejected(Map.of("DARKROOM_CORS_ORIGINS", "https://example.org,*"), "DARKROOM_CORS_ORIGINS", "*",
                "origins such as https://example.org, separated by commas, or * alone");
    }

    @Test
    void invalidValueInAListIsNamed() {
        assertRejected(Map.of("DARKROOM_TRUSTED_PROXIES", "127.0.0.1,,::1"), "DARKROOM_TRUSTED_PROXIES", "",
                "IP addresses or ranges such as 10.0.0.0/8, separated by commas");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DARKROOM_JAVA_OPTS", "DARKROOM_AUTH", "DARKROOM_RATE_LIMIT"})
    void defaultsAndVariablesOfTheLauncherAreAccepted(String name) {
        assertThat(Configuration.from(Map.of(name, name.equals("DARKROOM_AUTH") ? "none" : "0")))
                .isEqualTo(Configuration.from(Map.of()));
    }

    private static void assertRejected(Map<String, String> variables, String name, String shown, String accepted) {
        assertThatThrownBy(() -> Configuration.from(variables))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessage(name + " is \"" + shown + "\", but must be " + accepted + ".");
    }

    private static Map<String, String> variables(String lines) {
        return lines.lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    private static S3Settings s3(Map<String, String> variables) {
        return ((BlobConfig.S3) aws(variables).blobs()).settings();
    }

    private static DynamoDbSettings dynamoDb(Map<String, String> variables) {
        return ((CatalogConfig.DynamoDb) aws(variables).catalog()).settings();
    }

    private static Configuration aws(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("DARKROOM_STORAGE", "aws");
        return Configuration.from(all);
    }

    @Test
    void eventsAreRecordedByDefault() {
        assertThat(Configuration.from(Map.of()).recordsEvents()).isTrue();
    }

    @Test
    void renditionsOfTheGridArePreparedUnlessTheyCostRequests() {
        Map<String, String> aws = Map.of("DARKROOM_STORAGE", "aws");
        Map<String, String> prepared = Map.of("DARKROOM_STORAGE", "aws", "DARKROOM_PREPARE_RENDITIONS", "true");

        assertThat(Configuration.from(Map.of()).rendering().prepared()).containsExactly("small", "medium");
        assertThat(Configuration.from(aws).rendering().prepared()).isEmpty();
        assertThat(Configuration.from(prepared).rendering().prepared()).containsExactly("small", "medium");
    }

    @Test
    void eagerRenditionsArePreparedInAdditionToThoseOfTheGrid() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "DARKROOM_RENDITIONS", "avatar=96x96,cover", "DARKROOM_RENDITIONS_EAGER", "avatar small\nlarge"));

        assertThat(Configuration.from(variables).rendering().prepared())
                .containsExactly("small", "medium", "avatar", "large");
        variables.put("DARKROOM_PREPARE_RENDITIONS", "false");
        assertThat(Configuration.from(variables).rendering().prepared()).containsExactly("avatar", "small", "large");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "avatar=96     | -    | DARKROOM_RENDITIONS: the rendition \"avatar\" needs a size after the =, in pixels, like"
                + " 320x200, or 320x0 to leave the height free.",
        "a\\0=9x9       | -    | DARKROOM_RENDITIONS: the rendition \"a?\" needs another name: 1 to 32 of a-z, 0-9 and -,"
                + " starting with a letter or digit.",
        "avatar=96x96  | hero | DARKROOM_RENDITIONS_EAGER: there is no rendition \"hero\": write some of thumb small"
                + " medium large avatar, or define it in DARKROOM_RENDITIONS.",
    })
    void wrongRenditionIsRejectedWithWhatToDo(String renditions, String eager, String message) {
        assertThatThrownBy(() -> Configuration.from(Map.of(
                "DARKROOM_RENDITIONS", renditions.replace("\\0", "\0"),
                "DARKROOM_RENDITIONS_EAGER", eager.replace("-", ""))))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessage(message);
    }
}
