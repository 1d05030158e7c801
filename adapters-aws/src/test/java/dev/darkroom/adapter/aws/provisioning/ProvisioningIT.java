package dev.darkroom.adapter.aws.provisioning;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.dynamodb.schema.Attributes;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.adapter.aws.provisioning.Provisioning.Outcome;
import dev.darkroom.adapter.aws.provisioning.Provisioning.Step;
import dev.darkroom.adapter.aws.testkit.OlderTable;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.Trash;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Provisioning of a new bucket and table, and of existing ones. */
class ProvisioningIT {
    private static final Set<String> ORIGINS = Set.of("https://b.example", "https://a.example");
    private static final Outcome MADE = new Outcome.Made();
    private static final Outcome CHANGED = new Outcome.Changed();
    private static final Outcome AS_WANTED = new Outcome.AsWanted();

    private final BucketConfigurations s3 = new BucketConfigurations();
    private final AwsSettings settings =
            new TestCloud(s3.endpoint(), TestCloud.inProcess().dynamoDb()).newSettings();
    private final AwsStorage storage = AwsStorage.open(settings, InstantSource.system());
    private final DynamoDbClient dynamoDb = storage.table().client();

    @AfterEach
    void close() {
        storage.close();
        s3.close();
    }

    private Map<String, Outcome> provision() {
        return provision(storage);
    }

    private static Map<String, Outcome> provision(AwsStorage storage) {
        List<Step> steps = new ArrayList<>();
        storage.provisioning().provision(ORIGINS, Set.of(), steps::add);
        return outcomes(steps);
    }

    private Map<String, Outcome> dryRun() {
        List<Step> steps = new ArrayList<>();
        storage.provisioning().dryRun(ORIGINS, Set.of(), steps::add);
        return outcomes(steps);
    }

    private static Map<String, Outcome> outcomes(List<Step> steps) {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        steps.forEach(step -> outcomes.put(step.setting(), step.outcome()));
        return outcomes;
    }

    private TableDescription table() {
        return dynamoDb.describeTable(describe -> describe.tableName(settings.table())).table();
    }

    @Test
    void aSecondRunChangesNothing() {
        assertThat(provision().values()).contains(MADE).doesNotContain(CHANGED);
        int puts = s3.puts();

        assertThat(provision().values())
                .doesNotContain(MADE, CHANGED)
                // DynamoDB Local has no point-in-time recovery.
                .satisfiesOnlyOnce(outcome -> assertThat(outcome).isInstanceOf(Outcome.NotSupported.class))
                .containsOnlyOnce(new Outcome.Left("this endpoint is not reached over TLS"));
        assertThat(s3.puts()).isEqualTo(puts);
        storage.catalog().check();
    }

    @Test
    void aDryRunReportsAllStepsAndChangesNothing() {
        Map<String, Outcome> reported = dryRun();

        assertThat(reported).containsEntry("Table " + settings.table(), MADE).containsEntry("Time to live", MADE)
                .containsEntry("CORS for direct uploads", MADE);
        assertThat(s3.puts()).isZero();
        assertThatThrownBy(this::table).isInstanceOf(ResourceNotFoundException.class);
        assertThat(provision().keySet()).isEqualTo(reported.keySet());
    }

    @Nested
    class OfTheBucket {
        @Test
        void everyConfigurationIsStored() {
            provision();

            assertThat(s3.stored("publicAccessBlock"))
                    .contains("<BlockPublicAcls>true<", "<IgnorePublicAcls>true<", "<BlockPublicPolicy>true<",
                            "<RestrictPublicBuckets>true<");
            assertThat(s3.stored("encryption")).contains("<SSEAlgorithm>AES256<");
            assertThat(s3.stored("lifecycle")).contains("<DaysAfterInitiation>1<", "<Status>Enabled<");
            assertThat(s3.stored("cors"))
                    .contains("<AllowedOrigin>https://a.example</AllowedOrigin><AllowedOrigin>https://b.example<",
                            "<AllowedMethod>PUT<", "<AllowedMethod>GET<", "<AllowedMethod>HEAD<");
        }

        @Test
        void differentConfigurationsAreChangedAndForeignRulesStay() {
            s3.store("publicAccessBlock",
                    """
                            <PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>
                            """);
            s3.store("lifecycle", """
                    <LifecycleConfiguration><Rule><ID>archive</ID><Filter><Prefix>old/</Prefix></Filter>
                    <Status>Enabled</Status><Transition><Days>90</Days><StorageClass>GLACIER</StorageClass></Transition>
                    </Rule></LifecycleConfiguration>
                    """);
            s3.store("cors", """
                    <CORSConfiguration><CORSRule><ID>others</ID><AllowedOrigin>https://other.example</AllowedOrigin>
                    <AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>
                    """);
            s3.store("encryption", """
                    <ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>
                    <SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>
                    </ServerSideEncryptionConfiguration>
                    """);

            assertThat(provision())
                    .containsEntry("Bucket " + settings.bucket(), AS_WANTED)
                    .containsEntry("Public access blocked", CHANGED)
                    .containsEntry("Abandoned parts removed after a day", CHANGED)
                    .containsEntry("CORS for direct uploads", CHANGED)
                    .containsEntry("Encryption at rest", AS_WANTED);
            assertThat(s3.stored("lifecycle")).contains("<ID>archive<", "GLACIER", "<ID>darkroom-abandoned-parts<");
            assertThat(s3.stored("cors")).contains("https://other.example", "https://a.example");
            assertThat(provision().values()).doesNotContain(MADE, CHANGED);
        }

        @Test
        void corsStaysUnchangedWithoutAnOrigin() {
            storage.provisioning().provision();

            assertThat(s3.stored("cors")).isEmpty();
        }

        @Test
        void requestsWithoutTlsAreDeniedAndOtherStatementsStay() {
            Setting tlsOnly = new BucketSettings.TlsOnly(storage.bucket(), "cn-north-1", true);
            assertThat(tlsOnly.inspect()).isEqualTo(new Setting.State.Absent());
            s3.store("policy", """
                    {"Version": "2012-10-17", "Id": "a \\"quoted\\" name",
                     "Statement": {"Sid": "Audit", "Effect": "Allow", "Principal": {"AWS": "111122223333"},
                                   "Action": "s3:ListBucket", "Resource": "arn:aws-cn:s3:::x"}}
                    """);
            assertThat(tlsOnly.inspect()).isEqualTo(new Setting.State.Different());

            tlsOnly.apply();

            assertThat(tlsOnly.inspect()).isEqualTo(new Setting.State.AsWanted());
            assertThat(s3.stored("policy"))
                    .contains("\"Audit\"", "\"111122223333\"", "a \\\"quoted\\\" name", "\"aws:SecureTransport\"")
                    .contains("arn:aws-cn:s3:::" + settings.bucket() + "/*");
            tlsOnly.apply();
            assertThat(s3.stored("policy")).containsOnlyOnce("DarkroomTlsOnly");
        }

        @Test
        void unknownOperationsAreReportedAsNotSupported() {
            for (int status : new int[]{501, 405}) {
                s3.reject(status);

                Outcome notSupported = new Outcome.NotSupported("Refused (HTTP " + status + "): null");
                assertThat(provision())
                        .containsEntry("Public access blocked", notSupported)
                        .containsEntry("Encryption at rest", notSupported)
                        .containsEntry("CORS for direct uploads", notSupported);
            }
        }

        @Test
        void anotherErrorIsReportedAndTheTableIsCreated() {
            s3.reject(403);

            Outcome failed = new Outcome.Failed("Refused (HTTP 403): null");
            assertThat(provision())
                    .containsEntry("Bucket " + settings.bucket(), AS_WANTED)
                    .containsEntry("Public access blocked", failed)
                    .containsEntry("CORS for direct uploads", failed)
                    .containsEntry("Table " + settings.table(), MADE);
        }
    }

    @Nested
    class OfTheTable {
        @Test
        void itIsCreatedWithIndexesOnDemandCapacityExpiryAndProtection() {
            provision();

            assertThat(table().billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
            assertThat(table().deletionProtectionEnabled()).isTrue();
            assertThat(table().globalSecondaryIndexes()).hasSize(4);
            assertThat(dynamoDb.describeTimeToLive(describe -> describe.tableName(settings.table()))
                    .timeToLiveDescription()
                    .attributeName())
                    .isEqualTo(TableLayout.EXPIRES);
        }

        @Test
        void missingSettingsAreAddedToAnExistingTable() {
            AwsSettings older = new TestCloud(s3.endpoint(), TestCloud.anotherDynamoDb()).newSettings();
            try (AwsStorage olderStorage = AwsStorage.open(older, InstantSource.system())) {
                olderStorage.table().client().createTable(create -> create.tableName(older.table())
                        .provisionedThroughput(little -> little.readCapacityUnits(1L).writeCapacityUnits(1L))
                        .attributeDefinitions(text(TableLayout.PK), text(TableLayout.SK))
                        .keySchema(key(TableLayout.PK, KeyType.HASH), key(TableLayout.SK, KeyType.RANGE)));

                assertThat(provision(olderStorage))
                        .containsEntry("Table " + older.table(), AS_WANTED)
                        .containsEntry("Capacity on demand", CHANGED)
                        .containsEntry("Index gsi1", MADE)
                        .containsEntry("Index gsi2", MADE)
                        .containsEntry("Index gsi3", MADE)
                        .containsEntry("Index gsi4", MADE)
                        .containsEntry("Time to live", MADE)
                        .containsEntry("Deletion protection", MADE);
                assertThat(provision(olderStorage).values()).doesNotContain(MADE, CHANGED);
                olderStorage.catalog().check();
            }
        }

        @Test
        void imagesOfAnOlderTableAreFilledByTheSecondRunWhileServersWrite() throws Exception {
            AwsSettings older = new TestCloud(s3.endpoint(), TestCloud.anotherDynamoDb()).newSettings();
            try (AwsStorage olderStorage = AwsStorage.open(older, InstantSource.system())) {
                Table table = olderStorage.table();
                OlderTable.create(table);
                Instant noon = Instant.parse("2026-11-22T12:00:00Z");
                List<Image> images = new ArrayList<>();
                for (int i = 0; i < 250; i++) {
                    images.add(image().owner("user" + i % 2).createdAt(noon.plusSeconds(i))
                            .takenAt(noon.minusSeconds(i * 86_400L)).tags("sea").build());
                }
                images.forEach(image -> store(olderStorage.catalog(), image));
                images.forEach(image -> makeOlder(table, image));
                table.client().deleteItem(delete -> delete.tableName(table.name())
                        .key(Map.of("pk", Attributes.text("INDEXES"), "sk", Attributes.text("TAKEN"))));
                images.add(image().createdAt(noon.minusSeconds(1)).build());
                store(olderStorage.catalog(), images.getLast());
                List<Image> inTrash = images.subList(120, 130);
                inTrash.forEach(image -> assertThat(olderStorage.trash().put(image.id(), VersionCondition.ANY, noon))
                        .isEqualTo(Trash.Move.TRASHED));

                String setting = "Images in the order of the taken time";
                assertThat(provision(olderStorage))
                        .containsEntry("Index gsi3", MADE)
                        .containsEntry("Index gsi4", MADE)
                        .hasEntrySatisfying(setting, left -> assertThat(left).isInstanceOf(Outcome.Left.class));
                assertThat(olderStorage.catalog().abilities()).isEmpty();

                List<Image> changed = new ArrayList<>();
                Thread server = Thread.ofVirtual().start(() -> images.stream().limit(100).forEach(image -> {
                    Image next = image.edited(
                            new ImageDetails("New", null, Tags.of(List.of("sky")), Visibility.PUBLIC), noon);
                    assertThat(olderStorage.catalog().revise(image, next)).isEqualTo(ImageCatalog.Revision.REVISED);
                    changed.add(next);
                    if (changed.size() <= 20) {
                        Image moved = images.get(99 + changed.size());
                        olderStorage.trash().put(moved.id(), VersionCondition.ANY, noon);
                        restore(olderStorage.trash(), moved, noon);
                    }
                }));
                assertThat(provision(olderStorage)).containsEntry(setting, MADE);
                server.join();
                assertThat(olderStorage.trash().trashedBefore(noon.plusMillis(1), 100)).hasSize(10);
                inTrash.forEach(image -> restore(olderStorage.trash(), image, noon));
                assertThat(provision(olderStorage)).containsEntry(setting, AS_WANTED);

                assertThat(olderStorage.catalog().abilities()).containsExactly(ImageCatalog.Ability.TAKEN_ORDER);
                changed.addAll(images.subList(100, images.size()));
                for (ImageFilter filter : List.of(ImageFilter.ALL, ImageFilter.ALL.withOwner(new UserId("user1")),
                        ImageFilter.ALL.withTags(List.of(new Tag("sea"))),
                        ImageFilter.ALL.withTags(List.of(new Tag("sky"))).withOwner(new UserId("user0")),
                        ImageFilter.ALL.withVisibility(Visibility.PUBLIC))) {
                    assertThat(byTaken(olderStorage.catalog(), filter)).containsExactlyElementsOf(changed.stream()
                            .filter(filter::matches)
                            .sorted(Comparator.comparing(image -> image.position(SortKey.TAKEN_AT)))
                            .toList());
                }
            }
        }

        private static void restore(Trash trash, Image image, Instant trashedAt) {
            assertThat(trash.restore(new ImageState.Trashed(image, trashedAt), trashedAt)).isEqualTo(Trash.Exit.DONE);
        }

        private static void store(ImageCatalog catalog, Image image) {
            catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
            assertThat(catalog.publish(image)).isEqualTo(ImageCatalog.Publication.PUBLISHED);
        }

        /** Removes what 0.1.0 did not store. */
        private static void makeOlder(Table table, Image image) {
            for (String item : List.of("META", "TAG#sea")) {
                table.update(UpdateItemRequest.builder()
                        .key(Map.of("pk", Attributes.text("IMG#" + image.id()), "sk", Attributes.text(item)))
                        .updateExpression("REMOVE j, p4"));
            }
        }

        private static List<Image> byTaken(ImageCatalog catalog, ImageFilter filter) {
            List<Image> images = new ArrayList<>();
            Position after = null;
            do {
                ImagePage page = catalog.list(
                        new PageRequest(filter, null, SortKey.TAKEN_AT, SortOrder.OLDEST_FIRST, after, 100));
                images.addAll(page.images());
                after = page.next();
            } while (after != null);
            return images;
        }

        @Test
        void timeToLiveOnAnotherAttributeStays() {
            provision();
            dynamoDb.updateTimeToLive(update -> update.tableName(settings.table())
                    .timeToLiveSpecification(off -> off.attributeName(TableLayout.EXPIRES).enabled(false)));
            dynamoDb.updateTimeToLive(update -> update.tableName(settings.table())
                    .timeToLiveSpecification(other -> other.attributeName("other").enabled(true)));

            assertThat(provision())
                    .containsEntry("Time to live", new Outcome.Left("it is on for the attribute other"));
        }

        private static AttributeDefinition text(String name) {
            return AttributeDefinition.builder()
                    .attributeName(name)
                    .attributeType(ScalarAttributeType.S)
                    .build();
        }

        private static KeySchemaElement key(String name, KeyType type) {
            return KeySchemaElement.builder().attributeName(name).keyType(type).build();
        }
    }
}
