package dev.darkroom.adapter.aws.provisioning;

import dev.darkroom.adapter.aws.dynamodb.lifecycle.TakenBackfill;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.adapter.aws.dynamodb.schema.TakenIndexes;
import dev.darkroom.adapter.aws.provisioning.Setting.State;
import dev.darkroom.domain.model.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsUnavailableException;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/** The settings of the table, with the layout of {@link TableLayout}. DynamoDB encrypts all tables, so that is not a setting. */
final class TableSettings {
    private static final WaiterOverrideConfiguration UP_TO_TWO_MINUTES = WaiterOverrideConfiguration.builder()
            .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofSeconds(1)))
            .maxAttempts(120)
            .waitTimeout(Duration.ofMinutes(2))
            .build();

    /** DynamoDB reads the whole table when it adds an index. */
    private static final WaiterOverrideConfiguration UP_TO_TWELVE_HOURS = WaiterOverrideConfiguration.builder()
            .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofSeconds(1)))
            .maxAttempts(12 * 60 * 60)
            .waitTimeout(Duration.ofHours(12))
            .build();

    private TableSettings() {}

    /** All settings, in the order in which they must be applied. */
    static List<Setting> of(Table table) {
        Optional<TableDescription> found = describe(table);
        boolean olderServers = hasIndex(found, TableLayout.GSI2) && !hasIndex(found, TableLayout.GSI4);
        return List.of(
                new Existence(table),
                // Before the indexes: on a table with provisioned capacity, each index needs a provisioned throughput.
                new OnDemand(table),
                new Index(table, TableLayout.GSI1, TableLayout.GSI1_PK, TableLayout.POSITION),
                new Index(table, TableLayout.GSI2, TableLayout.GSI2_PK, TableLayout.POSITION),
                new Index(table, TableLayout.GSI3, TableLayout.GSI1_PK, TableLayout.TAKEN_POSITION),
                new Index(table, TableLayout.GSI4, TableLayout.GSI4_PK, TableLayout.TAKEN_POSITION),
                new TakenTimes(table, olderServers),
                new Expiry(table),
                new EventStream(table),
                new PointInTimeRecovery(table),
                new DeletionProtection(table));
    }

    /** The description of the table, or empty if it does not exist. */
    private static Optional<TableDescription> describe(Table table) {
        try {
            return Optional.of(
                    table.client().describeTable(describe -> describe.tableName(table.name())).table());
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    private static Optional<GlobalSecondaryIndexDescription> find(Optional<TableDescription> table, String name) {
        return table.flatMap(found -> found.globalSecondaryIndexes().stream()
                .filter(index -> index.indexName().equals(name))
                .findAny());
    }

    private static boolean hasIndex(Optional<TableDescription> table, String name) {
        return find(table, name).isPresent();
    }

    private static void update(Table table, UpdateTableRequest.Builder update) {
        table.client().updateTable(update.tableName(table.name()).build());
        awaitActive(table, UP_TO_TWO_MINUTES);
    }

    /** Waits until the table and its indexes are active, so that they can be used and changed again. */
    private static void awaitActive(Table table, WaiterOverrideConfiguration limit) {
        Waiter.builder(DescribeTableResponse.class)
                .overrideConfiguration(limit)
                .addAcceptor(WaiterAcceptor.successOnResponseAcceptor(response -> isActive(response.table())))
                .addAcceptor(WaiterAcceptor.retryOnResponseAcceptor(_ -> true))
                .addAcceptor(WaiterAcceptor.retryOnExceptionAcceptor(ResourceNotFoundException.class::isInstance))
                .build()
                .run(() -> table.client().describeTable(describe -> describe.tableName(table.name())));
    }

    private static boolean isActive(TableDescription table) {
        return table.tableStatus() == TableStatus.ACTIVE
                && table.globalSecondaryIndexes().stream().allMatch(index -> index.indexStatus() == IndexStatus.ACTIVE);
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
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

    private static StorageException.Corrupted otherKeys(Table table) {
        return new StorageException.Corrupted(
                table + " exists with a key schema that is not Darkroom's: choose another table name", null);
    }

    /** The table itself, which is created with its indexes. */
    record Existence(Table table) implements Setting.Required {
        private static final List<KeySchemaElement> KEYS = keys(TableLayout.PK, TableLayout.SK);

        @Override
        public String name() {
            return "Table " + table.name();
        }

        @Override
        public State inspect() {
            Optional<TableDescription> found = describe(table);
            if (found.isPresent() && !found.get().keySchema().equals(KEYS)) {
                throw otherKeys(table);
            }
            return found.isPresent() ? new State.AsWanted() : new State.Absent();
        }

        @Override
        public void apply() {
            try {
                table.client().createTable(CreateTableRequest.builder()
                        .tableName(table.name())
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                attribute(TableLayout.PK), attribute(TableLayout.SK), attribute(TableLayout.GSI1_PK),
                                attribute(TableLayout.GSI2_PK), attribute(TableLayout.POSITION),
                                attribute(TableLayout.GSI4_PK), attribute(TableLayout.TAKEN_POSITION))
                        .keySchema(KEYS)
                        .globalSecondaryIndexes(
                                index(TableLayout.GSI1, TableLayout.GSI1_PK, TableLayout.POSITION),
                                index(TableLayout.GSI2, TableLayout.GSI2_PK, TableLayout.POSITION),
                                index(TableLayout.GSI3, TableLayout.GSI1_PK, TableLayout.TAKEN_POSITION),
                                index(TableLayout.GSI4, TableLayout.GSI4_PK, TableLayout.TAKEN_POSITION))
                        .build());
            } catch (ResourceInUseException createdMeanwhile) {
                // Another process provisions the same table.
            }
            awaitActive(table, UP_TO_TWO_MINUTES);
        }

        private static GlobalSecondaryIndex index(String name, String partitionKey, String sortKey) {
            return GlobalSecondaryIndex.builder()
                    .indexName(name)
                    .keySchema(keys(partitionKey, sortKey))
                    .projection(projection -> projection.projectionType(ProjectionType.ALL))
                    .build();
        }
    }

    /** On-demand capacity: no capacity planning, and bursts are not throttled by a provisioned limit. */
    record OnDemand(Table table) implements Setting {
        @Override
        public String name() {
            return "Capacity on demand";
        }

        @Override
        public Optional<OptionalSetting> option() {
            return Optional.of(OptionalSetting.CAPACITY_ON_DEMAND);
        }

        @Override
        public State inspect() {
            return describe(table)
                    .map(found -> found.billingModeSummary() != null
                            && found.billingModeSummary().billingMode() == BillingMode.PAY_PER_REQUEST
                                    ? new State.AsWanted()
                                    : new State.Different())
                    .orElseGet(State.Absent::new);
        }

        @Override
        public void apply() {
            update(table, UpdateTableRequest.builder().billingMode(BillingMode.PAY_PER_REQUEST));
        }
    }

    /** One index, which contains complete items. */
    record Index(Table table, String index, String partitionKey, String sortKey) implements Setting.Required {
        @Override
        public String name() {
            return "Index " + index;
        }

        @Override
        public State inspect() {
            Optional<GlobalSecondaryIndexDescription> found = find(describe(table), index);
            if (found.isPresent() && !fits(found.get())) {
                throw otherKeys(table);
            }
            return found.isPresent() && found.get().indexStatus() == IndexStatus.ACTIVE
                    ? new State.AsWanted()
                    : new State.Absent();
        }

        private boolean fits(GlobalSecondaryIndexDescription found) {
            return found.keySchema().equals(keys(partitionKey, sortKey))
                    && found.projection().projectionType() == ProjectionType.ALL;
        }

        /** DynamoDB adds one index at a time, so this waits for those that are being added. */
        @Override
        public void apply() {
            awaitActive(table, UP_TO_TWELVE_HOURS);
            if (!hasIndex(describe(table), index)) {
                create();
            }
        }

        private void create() {
            CreateGlobalSecondaryIndexAction create = CreateGlobalSecondaryIndexAction.builder()
                    .indexName(index)
                    .keySchema(keys(partitionKey, sortKey))
                    .projection(all -> all.projectionType(ProjectionType.ALL))
                    .build();
            table.client().updateTable(UpdateTableRequest.builder()
                    .tableName(table.name())
                    .attributeDefinitions(attribute(TableLayout.PK), attribute(TableLayout.SK),
                            attribute(partitionKey), attribute(sortKey))
                    .globalSecondaryIndexUpdates(
                            GlobalSecondaryIndexUpdate.builder().create(create).build())
                    .build());
            awaitActive(table, UP_TO_TWELVE_HOURS);
        }
    }

    /**
     * All images are in the indexes of the taken time, so that lists can be read from them.
     *
     * @param olderServers whether the indexes are new in a table of an older version, whose servers store images without their keys
     */
    record TakenTimes(Table table, boolean olderServers) implements Setting.Required {
        @Override
        public String name() {
            return "Images in the order of the taken time";
        }

        @Override
        public State inspect() {
            if (describe(table).isEmpty()) {
                return new State.Absent();
            }
            if (new TakenIndexes(table).isFilled()) {
                return new State.AsWanted();
            }
            return olderServers
                    ? new State.Unsuitable(
                            "servers of an older version may be running: repeat this when all have this version")
                    : new State.Absent();
        }

        @Override
        public void apply() {
            new TakenBackfill(table).run();
        }
    }

    /** DynamoDB removes items with an expiry time after that time. */
    record Expiry(Table table) implements Setting {
        @Override
        public String name() {
            return "Time to live";
        }

        @Override
        public Optional<OptionalSetting> option() {
            return Optional.of(OptionalSetting.TIME_TO_LIVE);
        }

        @Override
        public State inspect() {
            return describe(table).map(_ -> table.client()
                    .describeTimeToLive(describe -> describe.tableName(table.name()))
                    .timeToLiveDescription())
                    .map(Expiry::state)
                    .orElseGet(State.Absent::new);
        }

        private static State state(TimeToLiveDescription found) {
            return switch (found.timeToLiveStatus()) {
                case DISABLED -> new State.Absent();
                case ENABLED, ENABLING -> TableLayout.EXPIRES.equals(found.attributeName())
                        ? new State.AsWanted()
                        : new State.Unsuitable("it is on for the attribute " + found.attributeName());
                case DISABLING, UNKNOWN_TO_SDK_VERSION ->
                    new State.Unsuitable("it is " + found.timeToLiveStatusAsString());
            };
        }

        @Override
        public void apply() {
            table.client().updateTimeToLive(update -> update.tableName(table.name())
                    .timeToLiveSpecification(
                            expiry -> expiry.attributeName(TableLayout.EXPIRES).enabled(true)));
        }
    }

    /** DynamoDB keeps the changes of all items for a day. The log of events is copied from them. */
    record EventStream(Table table) implements Setting {
        @Override
        public String name() {
            return "Stream of changes, for events";
        }

        @Override
        public Optional<OptionalSetting> option() {
            return Optional.of(OptionalSetting.EVENT_STREAM);
        }

        @Override
        public State inspect() {
            return describe(table)
                    .map(TableDescription::streamSpecification)
                    .filter(found -> Boolean.TRUE.equals(found.streamEnabled()))
                    .map(EventStream::state)
                    .orElseGet(State.Absent::new);
        }

        private static State state(StreamSpecification found) {
            return found.streamViewType() == StreamViewType.NEW_AND_OLD_IMAGES
                    ? new State.AsWanted()
                    : new State.Unsuitable("the table has a stream of " + found.streamViewTypeAsString()
                            + ", which others may read");
        }

        @Override
        public void apply() {
            update(table, UpdateTableRequest.builder()
                    .streamSpecification(
                            changes -> changes.streamEnabled(true)
                                    .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
        }
    }

    /** The table can be restored to its state at any second of the last 35 days. */
    record PointInTimeRecovery(Table table) implements Setting {
        @Override
        public String name() {
            return "Point-in-time recovery";
        }

        @Override
        public Optional<OptionalSetting> option() {
            return Optional.of(OptionalSetting.POINT_IN_TIME_RECOVERY);
        }

        @Override
        public State inspect() {
            return describe(table).map(_ -> table.client()
                    .describeContinuousBackups(describe -> describe.tableName(table.name()))
                    .continuousBackupsDescription())
                    .filter(found -> found.pointInTimeRecoveryDescription() != null
                            && found.pointInTimeRecoveryDescription()
                                    .pointInTimeRecoveryStatus() == PointInTimeRecoveryStatus.ENABLED)
                    .<State>map(_ -> new State.AsWanted())
                    .orElseGet(State.Absent::new);
        }

        /** Retries, because point-in-time recovery is not available until shortly after the table is created. */
        @Override
        public void apply() {
            Waiter.builder(UpdateContinuousBackupsResponse.class)
                    .overrideConfiguration(UP_TO_TWO_MINUTES)
                    .addAcceptor(WaiterAcceptor.successOnResponseAcceptor(_ -> true))
                    .addAcceptor(WaiterAcceptor.retryOnExceptionAcceptor(
                            ContinuousBackupsUnavailableException.class::isInstance))
                    .build()
                    .run(() -> table.client().updateContinuousBackups(update -> update.tableName(table.name())
                            .pointInTimeRecoverySpecification(
                                    recovery -> recovery.pointInTimeRecoveryEnabled(true))));
        }
    }

    /** The table can be deleted only after the protection is switched off. */
    record DeletionProtection(Table table) implements Setting {
        @Override
        public String name() {
            return "Deletion protection";
        }

        @Override
        public Optional<OptionalSetting> option() {
            return Optional.of(OptionalSetting.DELETION_PROTECTION);
        }

        @Override
        public State inspect() {
            return describe(table)
                    .filter(found -> Boolean.TRUE.equals(found.deletionProtectionEnabled()))
                    .<State>map(_ -> new State.AsWanted())
                    .orElseGet(State.Absent::new);
        }

        @Override
        public void apply() {
            update(table, UpdateTableRequest.builder().deletionProtectionEnabled(true));
        }
    }
}
