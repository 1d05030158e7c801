package dev.darkroom.bootstrap.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.bootstrap.suite.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A table and a bucket of emulators. Items are sent as the JSON that the old version left, so no code of this version is involved. */
final class CloudCopy implements OldCopy {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestCloud cloud;
    private final AwsSettings settings;
    private final S3Client s3;

    private CloudCopy(TestCloud cloud) {
        this.cloud = cloud;
        this.settings = cloud.newSettings();
        this.s3 = S3Client.builder()
                .region(Region.of(TestCloud.REGION))
                .endpointOverride(cloud.s3())
                .forcePathStyle(true)
                .build();
    }

    /** Creates a table and a bucket with the items and objects of the old version. */
    static CloudCopy of(OldData data, TestCloud cloud) {
        CloudCopy copy = new CloudCopy(cloud);
        copy.createTable(data.facts());
        copy.createBucket(data);
        return copy;
    }

    private void createTable(JsonNode facts) {
        dynamoDb("CreateTable", facts.path("table").deepCopy());
        facts.path("items").forEach(item -> dynamoDb("PutItem", JSON.createObjectNode().set("Item", item)));
    }

    private void createBucket(OldData data) {
        s3.createBucket(create -> create.bucket(settings.bucket()));
        for (JsonNode object : data.facts().path("objects")) {
            String key = object.path("key").asText();
            Map<String, String> metadata = new HashMap<>();
            object.path("metadata").properties().forEach(
                    field -> metadata.put(field.getKey(), field.getValue().asText()));
            s3.putObject(
                    put -> put.bucket(settings.bucket())
                            .key(key)
                            .contentType(object.path("content_type").asText())
                            .cacheControl(object.path("cache_control").textValue())
                            .metadata(metadata),
                    RequestBody.fromBytes(Objects.requireNonNull(data.files().get("objects/" + key))));
        }
    }

    /** DynamoDB Local requires an access key, but verifies no signature. */
    private JsonNode dynamoDb(String operation, ObjectNode request) {
        request.put("TableName", table());
        try {
            HttpResponse<String> response = Deployment.CLIENT.send(
                    HttpRequest.newBuilder(cloud.dynamoDb())
                            .header("Content-Type", "application/x-amz-json-1.0")
                            .header("X-Amz-Target", "DynamoDB_20120810." + operation)
                            .header("Authorization", "AWS4-HMAC-SHA256 Credential=" + TestCloud.ACCESS_KEY
                                    + "/20261128/" + TestCloud.REGION
                                    + "/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
                            .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(operation + " " + response.body()).isEqualTo(200);
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Not part of every copy, because DynamoDB Local removes items that have expired by the clock of this machine. */
    void enableTimeToLive(String attribute) {
        ObjectNode request = JSON.createObjectNode();
        request.putObject("TimeToLiveSpecification").put("AttributeName", attribute).put("Enabled", true);
        dynamoDb("UpdateTimeToLive", request);
    }

    /** The partition keys of all items. */
    Set<String> partitionKeys() {
        JsonNode scan = dynamoDb("Scan", JSON.createObjectNode().put("ConsistentRead", true));
        assertThat(scan.has("LastEvaluatedKey")).isFalse();
        return StreamSupport.stream(scan.path("Items").spliterator(), false)
                .map(item -> item.path("pk").path("S").asText())
                .collect(Collectors.toSet());
    }

    String table() {
        return settings.table();
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "DARKROOM_STORAGE", "aws",
                "AWS_REGION", TestCloud.REGION,
                "AWS_ENDPOINT_URL_S3", cloud.s3().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", cloud.dynamoDb().toString(),
                "S3_BUCKET_NAME", settings.bucket(),
                "DYNAMODB_TABLE_NAME", table());
    }

    @Override
    public Set<String> objectKeys() {
        return s3.listObjectsV2Paginator(list -> list.bucket(settings.bucket())).contents().stream()
                .map(S3Object::key)
                .collect(Collectors.toSet());
    }

    /** The path of a presigned URL is the bucket and the key. */
    private static String keyOf(String url) {
        return URI.create(url).getPath().split("/", 3)[2];
    }

    /** Reads the object without the signature, because S3 compares the expiry with its own clock. */
    @Override
    public byte[] bytes(UpgradedService service, String url) {
        return s3.getObjectAsBytes(get -> get.bucket(settings.bucket()).key(keyOf(url))).asByteArray();
    }

    /** Puts the object without the signature, which is for the emulator of the old version. */
    @Override
    public void sendBytes(UpgradedService service, JsonNode upload, byte[] bytes) {
        s3.putObject(
                put -> put.bucket(settings.bucket())
                        .key(keyOf(upload.path("url").asText()))
                        .contentType(upload.path("headers").path("Content-Type").asText()),
                RequestBody.fromBytes(bytes));
    }
}
