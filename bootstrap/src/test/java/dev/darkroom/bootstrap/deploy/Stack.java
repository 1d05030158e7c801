package dev.darkroom.bootstrap.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.inject.Injector;
import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.adapter.http.HttpSettings;
import dev.darkroom.adapter.http.Monitoring;
import dev.darkroom.adapter.http.UseCases;
import dev.darkroom.adapter.http.server.HttpServer;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.Client;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.wiring.ImagingModule;
import dev.darkroom.bootstrap.wiring.TelemetryModule;
import dev.darkroom.bootstrap.wiring.Wiring;
import dev.darkroom.bootstrap.wiring.storage.StorageModule;
import dev.darkroom.domain.port.in.operations.Reconcile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * The service with S3 and DynamoDB and, like a Lambda function, without background work: only calls of the test cause requests to
 * them.
 */
final class Stack implements AutoCloseable {
    private static final byte[] PICTURE = picture();

    private final StorageModule storage;
    private final Injector injector;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private Stack(AwsSettings settings, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "DARKROOM_EVENTS", "true",
                "PORT", "0",
                "DARKROOM_STORAGE", "aws",
                "AWS_REGION", TestCloud.REGION,
                "AWS_ENDPOINT_URL_S3", TestCloud.inProcess().s3().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", TestCloud.inProcess().dynamoDb().toString(),
                "S3_PATH_STYLE", "true",
                "S3_BUCKET_NAME", settings.bucket(),
                "DYNAMODB_TABLE_NAME", settings.table()));
        environment.putAll(more);
        Configuration configuration = Configuration.from(environment);
        InstantSource clock = InstantSource.system();
        storage = StorageModule.open(configuration, clock, Telemetry.off());
        injector = Wiring.of(
                configuration, storage, ImagingModule.inThisProcess(configuration), clock, TelemetryModule.off());
        server = HttpServer.start(
                injector.getInstance(HttpSettings.class), injector.getInstance(UseCases.class),
                Monitoring.NONE, () -> "id", clock);
    }

    static Stack over(AwsSettings settings) {
        return new Stack(settings, Map.of());
    }

    static Stack withoutEvents(AwsSettings settings) {
        return new Stack(settings, Map.of("DARKROOM_EVENTS", "false"));
    }

    /** With a trash that keeps images for a day. */
    static Stack withTrash(AwsSettings settings) {
        return new Stack(settings, Map.of("DARKROOM_TRASH_DAYS", "1"));
    }

    /** With a quota for each user that is too large to be reached. */
    static Stack withQuota(AwsSettings settings) {
        return new Stack(settings, Map.of("DARKROOM_USER_QUOTA_BYTES", Long.toString(1L << 50)));
    }

    /** The settings of a new bucket and table. */
    static AwsSettings provisioned() {
        AwsSettings settings = TestCloud.inProcess().newSettings();
        try (AwsStorage storage = AwsStorage.open(settings, InstantSource.system())) {
            storage.provisioning().provision();
        }
        return settings;
    }

    /** Uploads a picture of a user, with additional query parameters, and returns its id. */
    String upload(String user, String query) {
        return Client.idIn(send(201, "POST", "/upload?user_id=" + user + query));
    }

    /** Uploads a picture with an idempotency key. */
    void uploadUnder(String key, String user) {
        String target = "/upload?user_id=" + user;
        body(201, HttpRequest.newBuilder(request("POST", target, "image/png", PICTURE), (_, _) -> true)
                .header("Idempotency-Key", key)
                .build());
    }

    /** Starts a direct upload of a user and returns the response. */
    JsonNode startDirectUpload(String user) {
        return json(body(201, request("POST", "/uploads", "application/json", """
                {"user_id": "%s", "filename": "kite.png", "content_type": "image/png", "size": %d}
                """.formatted(user, PICTURE.length).getBytes(StandardCharsets.UTF_8))));
    }

    /** Sends the picture to the presigned URL of a started upload. */
    void sendToTheStore(JsonNode upload) {
        HttpRequest.Builder put = HttpRequest.newBuilder(URI.create(upload.path("url").asText()))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(PICTURE));
        upload.path("headers").properties().forEach(header -> {
            // The HTTP client sets the length itself.
            if (!header.getKey().equalsIgnoreCase("Content-Length")) {
                put.header(header.getKey(), header.getValue().asText());
            }
        });
        body(200, put.build());
    }

    /** Starts a resumable upload of the picture and returns its path. */
    String startResumableUpload(String user) {
        HttpRequest request = HttpRequest.newBuilder(uri("/upload/resumable"))
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", Integer.toString(PICTURE.length))
                .header("Upload-Metadata",
                        "user_id " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return response(201, request).headers().firstValue("Location").orElseThrow();
    }

    /** Sends bytes of the picture to a resumable upload. */
    void append(String upload, int from, int to) {
        byte[] part = Arrays.copyOfRange(PICTURE, from, Math.min(to, PICTURE.length));
        response(204, HttpRequest.newBuilder(uri(upload))
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", Integer.toString(from))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(part))
                .build());
    }

    /** Sends a request, with a picture if it is a POST, and returns the body of the expected response. */
    String send(int status, String method, String target) {
        return body(status, request(method, target, "image/png", method.equals("POST") ? PICTURE : new byte[0]));
    }

    /** Sends JSON and returns the body of the response, which must be {@code 200}. */
    String sendJson(String method, String target, String json) {
        return body(200, request(method, target, "application/json", json.getBytes(StandardCharsets.UTF_8)));
    }

    private HttpRequest request(String method, String target, String contentType, byte[] bytes) {
        return HttpRequest.newBuilder(uri(target))
                .header("Content-Type", contentType)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
    }

    private URI uri(String target) {
        return URI.create("http://127.0.0.1:" + server.port() + target);
    }

    private String body(int status, HttpRequest request) {
        return response(status, request).body();
    }

    private HttpResponse<String> response(int status, HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != status) {
                throw new AssertionError(response.statusCode() + " " + response.body());
            }
            return response;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(String body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] picture() {
        try {
            return Client.picture(8, 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reconcile.Report reconcile() {
        return injector.getInstance(Reconcile.class).reconcile(new Reconcile.Command(Duration.ZERO));
    }

    @Override
    public void close() {
        client.close();
        server.close();
        storage.close();
    }
}
