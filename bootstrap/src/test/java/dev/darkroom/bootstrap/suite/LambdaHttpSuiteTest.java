package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.bootstrap.lambda.GatewayKind;
import dev.darkroom.bootstrap.lambda.LambdaHandler;
import dev.darkroom.bootstrap.lambda.LambdaProcess;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The suite over the events of an HTTP API, a function run by the runtime interface client, S3 and DynamoDB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LambdaHttpSuiteTest implements HttpSuite {
    private static final TestCloud CLOUD = TestCloud.inProcess();

    private final AwsSettings settings = CLOUD.newSettings();
    private LambdaProcess function;
    private S3Client s3;

    @BeforeAll
    void start() throws Exception {
        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system())) {
            storage.provisioning().provision();
        }
        s3 = S3Client.builder()
                .region(Region.of(TestCloud.REGION))
                .endpointOverride(CLOUD.s3())
                .forcePathStyle(true)
                .build();
        function = LambdaProcess.start(LambdaHandler.class, Map.of(
                "AWS_ACCESS_KEY_ID", TestCloud.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", TestCloud.SECRET_KEY,
                "DARKROOM_STORAGE", "aws",
                "AWS_REGION", TestCloud.REGION,
                "AWS_ENDPOINT_URL_S3", CLOUD.s3().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", CLOUD.dynamoDb().toString(),
                "S3_BUCKET_NAME", settings.bucket(),
                "DYNAMODB_TABLE_NAME", settings.table(),
                "DARKROOM_MAX_UPLOAD_BYTES", Integer.toString(MAX_UPLOAD_BYTES),
                "DARKROOM_MAX_DIRECT_UPLOAD_BYTES", Integer.toString(MAX_DIRECT_UPLOAD_BYTES)));
    }

    @AfterAll
    void stop() throws Exception {
        s3.close();
        // There is none where the runtime interface client has no library.
        if (function != null) {
            function.close();
        }
    }

    /** What the gateway says that the client used. */
    @Override
    public URI address() {
        return URI.create("https://pictures.example.com");
    }

    @Override
    public Answer send(Call call) {
        return send(GatewayKind.HTTP_API, call);
    }

    private Answer send(GatewayKind gateway, Call call) {
        try {
            byte[] event = gateway.event(call.method(), call.target(), call.headers(), call.bytes());
            GatewayKind.Sent sent = gateway.response(function.invoke(event));
            return new Answer(sent.status(), sent.headers(), sent.body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Set<String> objectKeys() {
        return s3.listObjectsV2Paginator(list -> list.bucket(settings.bucket())).contents().stream()
                .map(S3Object::key)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfGatewayCarriesThePictureAndEveryValue(GatewayKind gateway) {
        String user = "of-" + gateway;
        byte[] picture = Photographs.png(40, 30, 2);
        Call.Form form = new Call.Form().field("user_id", user).field("tags", "sea").field("title", "凧")
                .file("凧.png", picture);
        Call raw = Call.post("/upload?user_id=" + user + "&tags=sea&tags=k%26te&filename=" + Call.encoded("凧 +1.png"))
                .body("image/png", picture);

        for (Call upload : new Call[]{Call.post("/upload").form(form), raw}) {
            JsonNode image = send(gateway, upload).expect(201).json();
            assertThat(image.path("size").asInt()).isEqualTo(picture.length);
            String id = image.path("image_id").asText();
            Answer view = send(gateway, Call.get("/images/" + id).header("X-Request-Id", "abc-123")).expect(200);
            assertThat(view.header("X-Request-Id")).isEqualTo("abc-123");
            assertThat(fetch(view.text("url")).expect(200).bytes()).isEqualTo(picture);
            send(gateway, Call.get("/images/" + id).header("If-None-Match", "\"7\", " + view.header("ETag")))
                    .expect(304);
            assertThat(send(gateway, Call.head("/images/" + id)).expect(200).bytes()).isEmpty();
        }

        JsonNode list = send(gateway, Call.get("/images?order=asc&user_id=" + user)).expect(200).json().path("items");
        assertThat(list.path(0).path("title").asText()).isEqualTo("凧");
        assertThat(list.path(1).path("tags").toString()).isEqualTo("[\"sea\",\"k&te\"]");
        assertThat(list.path(1).path("filename").asText()).isEqualTo("凧 +1.png");
        send(gateway, Call.get("/images?limit=1&limit=2")).expectProblem(400, "invalid_parameter", "limit");
        send(gateway, Call.get("/nothing")).expectProblem(404, "not_found");
        assertThat(send(gateway, Call.of("PUT", "/images")).expectProblem(405, "method_not_allowed").header("Allow"))
                .contains("GET");
        for (JsonNode image : list) {
            send(gateway, Call.delete("/images/" + image.path("image_id").asText())).expect(200);
        }
    }
}
