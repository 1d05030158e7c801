package dev.darkroom.bootstrap.suite;

import dev.darkroom.adapter.aws.S3Storage;
import dev.darkroom.adapter.aws.client.AwsClients;
import dev.darkroom.adapter.aws.client.S3Settings;
import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.testkit.GivenEndpoints;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The suite over a socket, with the S3 of {@link GivenEndpoints} and PostgreSQL. */
@FullTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(
        named = GivenEndpoints.S3,
        matches = ".+",
        disabledReason = "no S3 was given with -D" + GivenEndpoints.S3 + "=URL")
class GivenS3AndPostgresHttpSuiteIT implements HttpSuite {
    private final S3Settings settings = GivenEndpoints.newBucket();
    private final S3Client s3 =
            AwsClients.s3(settings, DefaultCredentialsProvider.builder().build(), Timeouts.S3);
    private Application application;

    @BeforeAll
    void start() {
        try (S3Storage storage = S3Storage.open(settings, InstantSource.system())) {
            storage.provisioning().provision();
        }
        application = Application.start(
                Configuration.from(Map.ofEntries(
                        Map.entry("PORT", "0"),
                        Map.entry("DARKROOM_BLOBS", "s3"),
                        Map.entry("AWS_ENDPOINT_URL_S3", String.valueOf(settings.endpoint())),
                        Map.entry("AWS_REGION", settings.region()),
                        Map.entry("AWS_REQUEST_CHECKSUM_CALCULATION", settings.checksums().name()),
                        Map.entry("S3_BUCKET_NAME", settings.bucket()),
                        Map.entry("DARKROOM_CATALOG", "postgres"),
                        Map.entry("DARKROOM_POSTGRES_URL", LocalPostgres.shared().migratedUrl()),
                        Map.entry("DARKROOM_MAX_UPLOAD_BYTES", Integer.toString(MAX_UPLOAD_BYTES)),
                        Map.entry("DARKROOM_MAX_DIRECT_UPLOAD_BYTES", Integer.toString(MAX_DIRECT_UPLOAD_BYTES)))),
                "test",
                InstantSource.system());
    }

    @AfterAll
    void stop() {
        try (s3) {
            if (application != null) {
                application.close();
            }
            GivenEndpoints.remove(s3, settings.bucket());
        }
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + application.port());
    }

    @Override
    public Set<String> objectKeys() {
        return s3.listObjectsV2Paginator(list -> list.bucket(settings.bucket())).contents().stream()
                .map(S3Object::key)
                .collect(Collectors.toSet());
    }
}
