package dev.darkroom.adapter.aws;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.dynamodb.schema.Attributes;
import dev.darkroom.adapter.aws.testkit.CostsPage;
import dev.darkroom.adapter.aws.testkit.RecordedOperations;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.catalog.Trash.Exit;
import dev.darkroom.domain.port.out.catalog.Trash.Move;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The cost of the changes and the view of an image, in DynamoDB's units. */
class RequestCostIT {
    private static final Checksum BYTES = ImageBuilder.checksum(new byte[]{7});
    private static final Instant TRASHED = Instant.parse("2026-11-29T12:00:00Z");

    private final AwsStorage storage = TestCloud.inProcess().newStorage(InstantSource.system());
    private final ImageCatalog catalog = storage.catalog();
    private final Trash trash = storage.trash();

    @AfterEach
    void close() {
        storage.close();
    }

    private static Image ordinary(String... tags) {
        return image().owner("auth0|5f7c8ec7c33c6c004bbafe82")
                .filename("IMG_20261122_232611.jpg")
                .title("A kite over the sea")
                .takenAt(Instant.parse("2026-11-22T21:00:00Z"))
                .placeholder("3OcRJYB4d3h/iIeHeEh3eIhw+j2w")
                .receivedSha256(BYTES)
                .tags(tags)
                .build();
    }

    private void upload(Image image) {
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        catalog.publish(image);
    }

    private void delete(Image image) {
        catalog.withdraw(image.id(), VersionCondition.ANY, image.createdAt());
        catalog.remove(image.id());
    }

    @Test
    void uploadWithoutTagsCostsNineWriteUnits() {
        upload(ordinary()); // stores the day
        Image image = ordinary();

        assertThat(RecordedOperations.unitsOf(() -> upload(image))).isEqualTo(9);
    }

    @Test
    void deleteWithoutTagsCostsEightWriteUnitsAndOneReadUnit() {
        Image image = ordinary();
        upload(image);

        assertThat(RecordedOperations.unitsOf(() -> delete(image))).isEqualTo(8 + 1);
    }

    private void assertDocumented(String operation, Runnable calls) {
        assertThat(CostsPage.lines()).contains(CostsPage.line(operation, RecordedOperations.costOf(calls)));
    }

    /** As {@code docs/costs.md} says. A restoration reads the state first. */
    @Test
    void stepsThroughTheTrash() {
        upload(ordinary()); // stores the day
        Image image = ordinary();
        upload(image);
        ImageState.Trashed trashed = new ImageState.Trashed(image, TRASHED);

        assertDocumented("moving an image without tags to the trash", () -> put(trashed));
        assertDocumented("restoring it", () -> {
            assertThat(catalog.state(image.id())).contains(trashed);
            assertThat(trash.restore(trashed, TRASHED)).isEqualTo(Exit.DONE);
        });
        put(trashed);
        assertDocumented("a page of the trash with one image",
                () -> assertThat(trash.list(new TrashRequest(
                        image.owner(), SortKey.CREATED_AT, SortOrder.NEWEST_FIRST, null, 50)).images()).hasSize(1));
        assertDocumented("purging it from the trash, without the removal of its objects", () -> {
            assertThat(catalog.state(image.id())).contains(trashed);
            assertThat(trash.discard(trashed, TRASHED)).isEqualTo(Exit.DONE);
        });
    }

    @Test
    void stepsThroughTheTrashWithOneTag() {
        upload(ordinary()); // stores the day
        Image image = ordinary("sea");
        upload(image);
        ImageState.Trashed trashed = new ImageState.Trashed(image, TRASHED);

        assertDocumented("moving an image with one tag to the trash", () -> put(trashed));
        assertDocumented("restoring one with one tag", () -> {
            assertThat(catalog.state(image.id())).contains(trashed);
            assertThat(trash.restore(trashed, TRASHED)).isEqualTo(Exit.DONE);
        });
    }

    private void put(ImageState.Trashed trashed) {
        assertThat(trash.put(trashed.id(), VersionCondition.ANY, trashed.trashedAt())).isEqualTo(Move.TRASHED);
    }

    /** As {@code docs/costs.md} says. */
    @Test
    void findingAnImageByItsBytes() {
        Image image = ordinary();
        upload(image);
        IntStream.range(0, 10).forEach(_ -> upload(ordinary()));

        assertDocumented("finding an image by the checksum of its bytes",
                () -> assertThat(catalog.findReceived(image.owner(), BYTES)).contains(image));
    }

    private void announceWithQuota(Image image) {
        Quota quota = new Quota(1L << 40);
        assertThat(catalog.announce(
                new ImageState.Uploading(image.id(), image.createdAt())
                        .claiming(quota.claim(image.owner(), image.sizeBytes())),
                quota))
                .isEqualTo(new ImageCatalog.Reservation.Reserved());
    }

    @Test
    void uploadWithAQuotaCostsThirteenWriteUnits() {
        announceWithQuota(ordinary()); // counts the owner's images
        upload(ordinary()); // stores the day
        Image image = ordinary();

        assertThat(RecordedOperations.unitsOf(() -> {
            announceWithQuota(image);
            catalog.publish(image);
        })).isEqualTo(13);
    }

    /** One image only: see {@link #dynamoDbLocalCountsEqualItemsOfATransactionOnce}. */
    @Test
    void countingAnImageThatWasStoredWithoutAQuotaCostsTenWriteUnits() {
        double none = RecordedOperations.costOf(() -> announceWithQuota(image().owner("bob").build())).writeUnits();
        upload(ordinary());

        double one = RecordedOperations.costOf(() -> announceWithQuota(ordinary())).writeUnits();

        // Two more units are for the owner's item, once for each transaction.
        assertThat(one - none).isEqualTo(10 + 2);
    }

    /**
     * DynamoDB counts 6 for the equal items. So the cost of images with several tags is not measured, but computed in
     * {@code docs/costs.md}. If this test fails with another version of DynamoDB Local, measure it.
     */
    @Test
    void dynamoDbLocalCountsEqualItemsOfATransactionOnce() {
        assertThat(unitsOfTransaction(100, 200, 300)).isEqualTo(2);
        assertThat(unitsOfTransaction(100, 1_200, 2_300)).isEqualTo(2 + 4 + 6);
    }

    /** The write units of one transaction that puts items of these sizes, which are in no index. */
    private double unitsOfTransaction(int... sizesBytes) {
        List<TransactWriteItem> puts = Arrays.stream(sizesBytes)
                .mapToObj(size -> TransactWriteItem.builder()
                        .put(put -> put.tableName(storage.table().name())
                                .item(Map.of(
                                        "pk", Attributes.text("item of " + size),
                                        "sk", Attributes.text("META"),
                                        "content", Attributes.text("x".repeat(size)))))
                        .build())
                .toList();
        return RecordedOperations.costOf(() -> storage.table().transact(puts)).writeUnits();
    }

    @Test
    void viewCostsOneReadUnit() {
        Image image = ordinary("sea");
        upload(image);

        assertThat(RecordedOperations.unitsOf(() -> assertThat(catalog.find(image.id())).contains(image)))
                .isEqualTo(1);
    }
}
