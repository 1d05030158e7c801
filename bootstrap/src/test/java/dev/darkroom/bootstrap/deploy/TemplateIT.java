package dev.darkroom.bootstrap.deploy;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** The template creates the same bucket and table as {@code darkroom provision}. */
class TemplateIT {
    private final Template template = Template.read();

    private Object table(String property) {
        return template.at("Resources", "Table", "Properties", property);
    }

    private Object bucket(String... path) {
        String[] whole = new String[path.length + 3];
        whole[0] = "Resources";
        whole[1] = "Bucket";
        whole[2] = "Properties";
        System.arraycopy(path, 0, whole, 3, path.length);
        return template.at(whole);
    }

    private static List<Map<String, String>> keys(List<KeySchemaElement> keys) {
        return keys.stream()
                .map(key -> Map.of("AttributeName", key.attributeName(), "KeyType", key.keyTypeAsString()))
                .toList();
    }

    private static Map<String, String> attribute(AttributeDefinition attribute) {
        return Map.of(
                "AttributeName", attribute.attributeName(), "AttributeType", attribute.attributeTypeAsString());
    }

    private static Map<String, Object> index(GlobalSecondaryIndexDescription index) {
        return Map.of(
                "IndexName", index.indexName(),
                "KeySchema", keys(index.keySchema()),
                "Projection", Map.of("ProjectionType", index.projection().projectionTypeAsString()));
    }

    @Test
    void tableIsTheSameAsTheProvisionedOne() {
        AwsSettings settings = Stack.provisioned();
        try (DynamoDbClient dynamoDb = DynamoDbClient.builder()
                .region(Region.of(TestCloud.REGION))
                .endpointOverride(TestCloud.inProcess().dynamoDb())
                .build()) {
            TableDescription made =
                    dynamoDb.describeTable(describe -> describe.tableName(settings.table())).table();
            String expires = dynamoDb.describeTimeToLive(describe -> describe.tableName(settings.table()))
                    .timeToLiveDescription()
                    .attributeName();

            assertThat(table("KeySchema")).isEqualTo(keys(made.keySchema()));
            assertThat(Set.copyOf((List<?>) table("GlobalSecondaryIndexes")))
                    .isEqualTo(made.globalSecondaryIndexes().stream().map(TemplateIT::index).collect(toSet()));
            assertThat(Set.copyOf((List<?>) table("AttributeDefinitions")))
                    .isEqualTo(made.attributeDefinitions().stream().map(TemplateIT::attribute).collect(toSet()));
            assertThat(table("BillingMode")).isEqualTo(made.billingModeSummary().billingModeAsString());
            assertThat(table("DeletionProtectionEnabled")).isEqualTo(made.deletionProtectionEnabled());
            assertThat(table("TimeToLiveSpecification")).isEqualTo(Map.of("AttributeName", expires, "Enabled", true));
            assertThat(table("StreamSpecification"))
                    .isEqualTo(Map.of("StreamViewType", made.streamSpecification().streamViewTypeAsString()));
            assertThat(table("PointInTimeRecoverySpecification"))
                    .isEqualTo(Map.of("PointInTimeRecoveryEnabled", true));
        }
    }

    @Test
    void bucketIsPrivateEncryptedAndAbortsIncompleteUploads() {
        assertThat(((Map<?, ?>) bucket("PublicAccessBlockConfiguration")).values()).hasSize(4)
                .allSatisfy(each -> assertThat(each).isEqualTo(true));
        assertThat(bucket("BucketEncryption", "ServerSideEncryptionConfiguration", "0",
                "ServerSideEncryptionByDefault", "SSEAlgorithm"))
                .isEqualTo("AES256");
        assertThat(bucket("LifecycleConfiguration", "Rules", "0", "AbortIncompleteMultipartUpload",
                "DaysAfterInitiation"))
                .isEqualTo(1);
        assertThat(bucket("CorsConfiguration", "CorsRules", "0", "AllowedMethods"))
                .isEqualTo(List.of("PUT", "GET", "HEAD"));
        assertThat(template.at("Resources", "BucketPolicy", "Properties", "PolicyDocument", "Statement", "0",
                "Condition"))
                .isEqualTo(Map.of("Bool", Map.of("aws:SecureTransport", "false")));
    }

    @Test
    void apiRequiresSignInAndHasLimits() {
        assertThat(template.at("Resources", "ApiFunction", "Properties", "Environment", "Variables"))
                .isEqualTo(Map.of(
                        "DARKROOM_AUTH", "jwt",
                        "DARKROOM_JWT_JWKS_URL", "${JwksUrl}",
                        "DARKROOM_JWT_ISSUER", "${JwtIssuer}",
                        "DARKROOM_JWT_AUDIENCE", "${JwtAudience}",
                        "DARKROOM_TRASH_DAYS", "${TrashDays}"));
        for (String required : List.of("JwksUrl", "JwtIssuer", "JwtAudience")) {
            assertThat(((Map<?, ?>) template.at("Parameters", required)).containsKey("Default")).as(required).isFalse();
        }
        for (String limit : List.of("ThrottlingRateLimit", "ThrottlingBurstLimit")) {
            assertThat(template.at("Resources", "Api", "Properties", "DefaultRouteSettings", limit)).isNotNull();
        }
        assertThat(template.at("Resources", "ApiFunction", "Properties", "ReservedConcurrentExecutions")).isNotNull();
    }

    @Test
    void scheduledFunctionSendsEvents() {
        assertThat(template.at("Resources", "ReconcileFunction", "Properties", "Environment", "Variables"))
                .isEqualTo(Map.of(
                        "DARKROOM_TRASH_DAYS", "${TrashDays}",
                        "DARKROOM_WEBHOOK_URL", "${WebhookUrls}", "DARKROOM_WEBHOOK_SECRET", "${WebhookSecret}"));
        assertThat(template.at("Parameters", "WebhookSecret", "NoEcho")).isEqualTo(true);
        assertThat(template.at("Resources", "ReconcileFunction", "Properties", "Events", "EveryMinute", "Properties"))
                .isEqualTo(Map.of("Schedule", "rate(1 minute)"));
    }

    @Test
    void bucketAndTableOutliveTheStack() {
        for (String resource : new String[]{"Bucket", "Table"}) {
            assertThat(template.at("Resources", resource, "DeletionPolicy")).isEqualTo("Retain");
            assertThat(template.at("Resources", resource, "UpdateReplacePolicy")).isEqualTo("Retain");
        }
    }
}
