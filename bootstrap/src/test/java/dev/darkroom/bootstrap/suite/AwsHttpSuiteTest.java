package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The suite over a socket, S3 and DynamoDB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsHttpSuiteTest implements HttpSuite {
    private static final TestCloud CLOUD = TestCloud.inProcess();

    private final AwsSettings settings = CLOUD.newSettings();
    private Application application;
    private S3Client s3;

    @BeforeAll
    void start() {
        provision(settings);
        application = start(settings);
        s3 = S3Client.builder()
                .region(Region.of(TestCloud.REGION))
                .endpointOverride(CLOUD.s3())
                .forcePathStyle(true)
                .build();
    }

    @AfterAll
    void stop() {
        application.close();
        s3.close();
    }

    private static void provision(AwsSettings settings) {
        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system())) {
            storage.provisioning().provision();
        }
    }

    /** Switched to S3 and DynamoDB by the environment alone. */
    private static Application start(AwsSettings settings) {
        return Application.start(
                Configuration.from(Map.of(
                        "PORT", "0",
                        "DARKROOM_STORAGE", "aws",
                        "AWS_REGION", TestCloud.REGION,
                        "AWS_ENDPOINT_URL_S3", CLOUD.s3().toString(),
                        "AWS_ENDPOINT_URL_DYNAMODB", CLOUD.dynamoDb().toString(),
                        "S3_PATH_STYLE", "true",
                        "S3_BUCKET_NAME", settings.bucket(),
                        "DYNAMODB_TABLE_NAME", settings.table(),
                        "DARKROOM_MAX_UPLOAD_BYTES", Integer.toString(MAX_UPLOAD_BYTES),
                        "DARKROOM_MAX_DIRECT_UPLOAD_BYTES", Integer.toString(MAX_DIRECT_UPLOAD_BYTES))),
                "test",
                InstantSource.system());
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

    @Test
    void bucketAndTableThatAreMissingAreNamedUntilTheyAreThere() {
        AwsSettings missing = CLOUD.newSettings();
        try (Application other = start(missing)) {
            Deployment deployment = new Deployment() {
                @Override
                public URI address() {
                    return URI.create("http://127.0.0.1:" + other.port());
                }

                @Override
                public Set<String> objectKeys() {
                    return Set.of();
                }
            };
            Call upload = Call.post("/upload?user_id=alice").body("image/jpeg", Photographs.jpeg(9, 9, 1));

            deployment.send(Call.get("/health/live")).expect(200);
            deployment.send(Call.get("/health/ready")).expectProblem(503, "unavailable", missing.bucket(),
                    missing.table());
            assertThat(deployment.send(upload).expectProblem(503, "unavailable").header("Retry-After")).isNotEmpty();
            deployment.send(Call.get("/images")).expectProblem(503, "unavailable");

            provision(missing);
            deployment.send(Call.get("/health/ready")).expect(200);
            deployment.send(upload).expect(201);
        }
    }

    @Test
    void twoProcessesOnOneStorageAreOneService() {
        for (int i = 0; i < 3; i++) {
            send(Call.post("/upload?user_id=two-processes").body("image/jpeg", Photographs.jpeg(9, 9, i))).expect(201);
        }
        String cursor = send(Call.get("/images?user_id=two-processes&limit=1")).expect(200).text("next_cursor");
        try (Application other = start(settings)) {
            URI page = URI.create("http://127.0.0.1:" + other.port() + "/images?user_id=two-processes&limit=5&cursor="
                    + Call.encoded(cursor));

            assertThat(fetch(page.toString()).expect(200).json().path("items")).hasSize(2);
        }
    }
}
