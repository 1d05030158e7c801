package dev.darkroom.adapter.aws;

import dev.darkroom.domain.port.out.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;

/**
 * Makes the bucket and the table that the storage needs, where they are missing. It can be repeated, also after a
 * failure half-way, and changes nothing that is already there. Thread-safe.
 */
public final class Provisioning {
    /** The region that must not be named when a bucket is created (Amazon S3 API Reference, CreateBucket). */
    private static final String DEFAULT_LOCATION = "us-east-1";

    private static final WaiterOverrideConfiguration UP_TO_TWO_MINUTES = WaiterOverrideConfiguration.builder()
            .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofSeconds(1)))
            .maxAttempts(120)
            .waitTimeout(Duration.ofMinutes(2))
            .build();

    private final Bucket bucket;
    private final Table table;
    private final String region;

    Provisioning(Bucket bucket, Table table, String region) {
        this.bucket = bucket;
        this.table = table;
        this.region = region;
    }

    /** What was found, or done about it. */
    public enum Outcome {
        CREATED,
        EXISTED
    }

    /** What became of each part. */
    public record Report(Outcome bucket, Outcome table) {}

    /**
     * Makes what is missing and waits until it can be used, for up to two minutes.
     *
     * @throws StorageException.Unavailable when that fails or takes longer
     * @throws StorageException.Corrupted when there is a table of that name with other keys
     */
    public Report provision() {
        return new Report(provisionBucket(), provisionTable());
    }

    private Outcome provisionBucket() {
        if (bucket.exists()) {
            return Outcome.EXISTED;
        }
        CreateBucketRequest.Builder request = CreateBucketRequest.builder().bucket(bucket.name());
        if (!region.equals(DEFAULT_LOCATION)) {
            request.createBucketConfiguration(location -> location.locationConstraint(region));
        }
        return bucket.call(() -> {
            Outcome outcome;
            try {
                bucket.client().createBucket(request.build());
                outcome = Outcome.CREATED;
            } catch (BucketAlreadyOwnedByYouException e) {
                outcome = Outcome.EXISTED;
            }
            try (var waiter = bucket.client().waiter()) {
                waiter.waitUntilBucketExists(
                        HeadBucketRequest.builder().bucket(bucket.name()).build(), UP_TO_TWO_MINUTES);
            }
            return outcome;
        });
    }

    private Outcome provisionTable() {
        return table.call(() -> {
            Outcome outcome = createTable();
            try (var waiter = table.client().waiter()) {
                waiter.waitUntilTableExists(
                        DescribeTableRequest.builder().tableName(table.name()).build(), UP_TO_TWO_MINUTES);
            }
            checkKeys(table.client()
                    .describeTable(describe -> describe.tableName(table.name()))
                    .table());
            enableExpiry();
            return outcome;
        });
    }

    private Outcome createTable() {
        try {
            table.client().describeTable(describe -> describe.tableName(table.name()));
            return Outcome.EXISTED;
        } catch (ResourceNotFoundException missing) {
            try {
                table.client().createTable(design());
                return Outcome.CREATED;
            } catch (ResourceInUseException madeMeanwhile) {
                return Outcome.EXISTED;
            }
        }
    }

    private CreateTableRequest design() {
        return CreateTableRequest.builder()
                .tableName(table.name())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(attribute(TableLayout.PK), attribute(TableLayout.SK),
                        attribute(TableLayout.GSI1_PK), attribute(TableLayout.GSI2_PK),
                        attribute(TableLayout.POSITION))
                .keySchema(keys(TableLayout.PK, TableLayout.SK))
                .globalSecondaryIndexes(
                        index(TableLayout.GSI1, TableLayout.GSI1_PK), index(TableLayout.GSI2, TableLayout.GSI2_PK))
                .build();
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static GlobalSecondaryIndex index(String name, String partitionKey) {
        return GlobalSecondaryIndex.builder()
                .indexName(name)
                .keySchema(keys(partitionKey, TableLayout.POSITION))
                .projection(projection -> projection.projectionType(ProjectionType.ALL))
                .build();
    }

    private static List<KeySchemaElement> keys(String partitionKey, String sortKey) {
        return List.of(
                KeySchemaElement.builder()
                        .attributeName(partitionKey)
                        .keyType(KeyType.HASH)
                        .build(),
                KeySchemaElement.builder()
                        .attributeName(sortKey)
                        .keyType(KeyType.RANGE)
                        .build());
    }

    private void checkKeys(TableDescription found) {
        CreateTableRequest design = design();
        Map<String, List<KeySchemaElement>> indexes = found.globalSecondaryIndexes().stream()
                .collect(Collectors.toMap(
                        GlobalSecondaryIndexDescription::indexName, GlobalSecondaryIndexDescription::keySchema));
        boolean fits = found.keySchema().equals(design.keySchema())
                && design.globalSecondaryIndexes().stream()
                        .allMatch(index -> index.keySchema().equals(indexes.get(index.indexName())));
        if (!fits) {
            throw new StorageException.Corrupted(
                    table + " exists with other keys than Darkroom's: choose another table name", null);
        }
    }

    private void enableExpiry() {
        TimeToLiveStatus status = table.client()
                .describeTimeToLive(describe -> describe.tableName(table.name()))
                .timeToLiveDescription()
                .timeToLiveStatus();
        if (status == TimeToLiveStatus.DISABLED) {
            table.client().updateTimeToLive(update -> update.tableName(table.name())
                    .timeToLiveSpecification(
                            expiry -> expiry.attributeName(TableLayout.EXPIRES).enabled(true)));
        }
    }
}
