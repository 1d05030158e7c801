package dev.darkroom.adapter.aws.dynamodb;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.dynamodb.schema.Attributes;
import dev.darkroom.adapter.aws.testkit.Fault;
import dev.darkroom.adapter.aws.testkit.FaultyNetwork;
import dev.darkroom.adapter.aws.testkit.OlderTable;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.catalog.Trash.Exit;
import dev.darkroom.domain.port.out.catalog.Trash.Move;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** The items of the trash and of received bytes, beyond the contracts. */
class DynamoDbTrashIT {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Checksum BYTES = ImageBuilder.checksum(new byte[]{7});

    private final AwsStorage storage = TestCloud.inProcess().newStorage(InstantSource.system());

    @AfterEach
    void close() {
        storage.close();
    }

    private static Image ready(AwsStorage storage, ImageBuilder builder) {
        Image image = builder.build();
        storage.catalog().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(storage.catalog().publish(image)).isEqualTo(Publication.PUBLISHED);
        return image;
    }

    private static ImageState.Trashed put(AwsStorage storage, Image image, Instant at) {
        assertThat(storage.trash().put(image.id(), VersionCondition.ANY, at)).isEqualTo(Move.TRASHED);
        return new ImageState.Trashed(image, at);
    }

    private List<Map<String, AttributeValue>> itemsOf(String pk) {
        return storage.table()
                .query(QueryRequest.builder()
                        .keyConditionExpression("pk = :pk")
                        .expressionAttributeValues(Map.of(":pk", Attributes.text(pk)))
                        .consistentRead(true))
                .items();
    }

    private List<Map<String, AttributeValue>> itemsOfBytes() {
        return itemsOf("BYTES#alice#" + BYTES);
    }

    @Test
    void anImageInTheTrashHasOneItem() {
        List<String> tags = IntStream.range(0, Tags.MAX_COUNT).mapToObj(i -> "tag" + i).toList();
        Image image = ready(storage, image().tags(tags.toArray(String[]::new)).receivedSha256(BYTES));
        String pk = "IMG#" + image.id();

        ImageState.Trashed trashed = put(storage, image, NOON);
        assertThat(itemsOf(pk)).hasSize(1);
        assertThat(itemsOfBytes()).isEmpty();

        assertThat(storage.trash().restore(trashed, NOON)).isEqualTo(Exit.DONE);
        assertThat(itemsOf(pk)).hasSize(1 + Tags.MAX_COUNT);
        assertThat(itemsOfBytes()).hasSize(1);

        ImageState.Trashed again = put(storage, image, NOON);
        assertThat(storage.trash().discard(again, NOON)).isEqualTo(Exit.DONE);
        assertThat(itemsOf(pk)).hasSize(1);
        storage.catalog().remove(image.id());
        assertThat(itemsOf(pk)).isEmpty();
        assertThat(itemsOfBytes()).isEmpty();
    }

    @Test
    void aTableWithoutTheIndexesOfTheTakenTimeHasATrash() {
        try (AwsStorage older = AwsStorage.open(TestCloud.inProcess().newSettings(), InstantSource.system())) {
            OlderTable.create(older.table());
            List<ImageState.Trashed> trashed = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Image image = ready(older, image().createdAt(NOON.plusMillis(i)).tags("sea"));
                trashed.add(put(older, image, NOON.plusSeconds(20 - i)));
            }
            Trash trash = older.trash();

            assertThat(trash.list(new TrashRequest(null, SortKey.CREATED_AT, SortOrder.OLDEST_FIRST, null, 100))
                    .images())
                    .isEqualTo(trashed);
            assertThat(trash.trashedBefore(NOON.plusSeconds(11), 100))
                    .isEqualTo(trashed.subList(10, 20).reversed().stream().map(ImageState::id).toList());
            assertThat(trash.trashedBefore(NOON.plusSeconds(11), 3))
                    .isEqualTo(trashed.subList(17, 20).reversed().stream().map(ImageState::id).toList());
            assertThat(trash.restore(trashed.getFirst(), NOON)).isEqualTo(Exit.DONE);
            assertThat(trash.discard(trashed.getLast(), NOON)).isEqualTo(Exit.DONE);
            assertThat(trash.trashedBefore(NOON.plusSeconds(100), 100)).hasSize(18);
        }
    }

    @Test
    void aSearchDeletesTheItemsOfDeletedImages() {
        List<Image> images =
                IntStream.range(0, 20).mapToObj(_ -> ready(storage, image().receivedSha256(BYTES))).toList();
        images.subList(0, 10).forEach(
                image -> storage.catalog().withdraw(image.id(), VersionCondition.ANY, NOON));
        images.subList(0, 5).forEach(image -> storage.catalog().remove(image.id()));
        assertThat(itemsOfBytes()).hasSize(20);

        assertThat(storage.catalog().findReceived(images.getFirst().owner(), BYTES)).contains(images.get(10));

        assertThat(itemsOfBytes()).hasSize(10);
    }

    @Test
    void aSearchWithManyDeletedImagesFailsAndTheNextOneContinues() {
        List<Image> images =
                IntStream.range(0, 200).mapToObj(_ -> ready(storage, image().receivedSha256(BYTES))).toList();
        images.forEach(image -> storage.catalog().withdraw(image.id(), VersionCondition.ANY, NOON));
        Image last = ready(storage, image().receivedSha256(BYTES));

        assertThatThrownBy(() -> storage.catalog().findReceived(last.owner(), BYTES))
                .isInstanceOf(StorageException.Unavailable.class);
        assertThat(storage.catalog().findReceived(last.owner(), BYTES)).contains(last);
    }

    /** The item that the search read is older than the one of the image that was announced again meanwhile. */
    @Test
    void anImageWhosePublicationIsInProgressKeepsItsItem() {
        Image image = image().receivedSha256(BYTES).build();
        storage.catalog().announce(new ImageState.Uploading(image.id(), NOON));
        storage.catalog().abandon(image.id());
        assertThat(storage.catalog().publish(image)).isEqualTo(Publication.NOT_PENDING);
        storage.catalog().remove(image.id());
        assertThat(itemsOfBytes()).as("of the refused publication").hasSize(1);
        Image pending = image().receivedSha256(BYTES).build();
        storage.catalog().announce(new ImageState.Uploading(pending.id(), NOON));

        assertThat(storage.catalog().findReceived(image.owner(), BYTES)).isEmpty();

        assertThat(itemsOfBytes()).isEmpty();
        assertThat(storage.catalog().publish(pending)).isEqualTo(Publication.PUBLISHED);
        assertThat(storage.catalog().findReceived(image.owner(), BYTES)).contains(pending);
    }

    /** A step takes effect once if the response to any of its requests is lost, and the client repeats it. */
    @Test
    void aStepWhoseResponseWasLostCanBeRepeated() {
        AwsSettings settings = TestCloud.inProcess().newSettings();
        Timeouts once = new Timeouts(
                Duration.ofSeconds(10), Duration.ofSeconds(10), 1, Duration.ofMillis(1), Duration.ofMillis(1),
                Duration.ofMillis(1));
        try (FaultyNetwork network = FaultyNetwork.to(TestCloud.inProcess());
                AwsStorage calm = AwsStorage.open(settings, InstantSource.system());
                AwsStorage troubled = AwsStorage.open(
                        network.cloud().settings(settings.bucket(), settings.table()), InstantSource.system(),
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(TestCloud.ACCESS_KEY, TestCloud.SECRET_KEY)),
                        once, once)) {
            calm.provisioning().provision();
            for (Fault fault : List.of(Fault.ERROR, Fault.LOST_ANSWER)) {
                for (String[] tags : new String[][]{{}, {"sea", "kite"}}) {
                    Image image = ready(calm, image().tags(tags));
                    repeat(network, fault, troubled, trash -> trash.put(image.id(), VersionCondition.ANY, NOON),
                            Move.TRASHED);
                    ImageState.Trashed trashed = new ImageState.Trashed(image, NOON);
                    assertThat(calm.catalog().state(image.id())).contains(trashed);
                    repeat(network, fault, troubled, trash -> trash.restore(trashed, NOON.plusSeconds(1)), Exit.DONE);
                    assertThat(calm.catalog().find(image.id())).contains(image);
                    put(calm, image, NOON);
                    repeat(network, fault, troubled, trash -> trash.discard(trashed, NOON.plusSeconds(2)), Exit.DONE);
                    assertThat(calm.catalog().state(image.id()))
                            .contains(new ImageState.Deleting(image.id(), NOON.plusSeconds(2)));
                }
            }
        }
    }

    /** Each attempt gets one request further. */
    private static <T> void repeat(
            FaultyNetwork network, Fault fault, AwsStorage storage, Function<Trash, T> step, T expected) {
        for (int request = 0;; request++) {
            network.plan(fault, request, request + 1);
            try {
                T result = step.apply(storage.trash());
                assertThat(result).isEqualTo(expected);
                assertThat(request).as("failed requests").isPositive();
                return;
            } catch (StorageException.Unavailable e) {
                // The client repeats it.
            } finally {
                network.heal();
            }
        }
    }
}
