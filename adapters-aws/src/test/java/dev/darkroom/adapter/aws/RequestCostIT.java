package dev.darkroom.adapter.aws;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.testkit.RecordedOperations;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cost of the changes and the view of an image, in DynamoDB's units. */
class RequestCostIT {
    private final AwsStorage storage = TestCloud.inProcess().newStorage(InstantSource.system());
    private final ImageCatalog catalog = storage.catalog();

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
    void uploadWithoutTagsCostsSixWriteUnits() {
        upload(ordinary()); // stores the day
        Image image = ordinary();

        assertThat(RecordedOperations.unitsOf(() -> upload(image))).isEqualTo(6);
    }

    @Test
    void deleteWithoutTagsCostsSixWriteUnitsAndOneReadUnit() {
        Image image = ordinary();
        upload(image);

        assertThat(RecordedOperations.unitsOf(() -> delete(image))).isEqualTo(6 + 1);
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
    void uploadWithAQuotaCostsTenWriteUnits() {
        announceWithQuota(ordinary()); // counts the owner's images
        upload(ordinary()); // stores the day
        Image image = ordinary();

        assertThat(RecordedOperations.unitsOf(() -> {
            announceWithQuota(image);
            catalog.publish(image);
        })).isEqualTo(10);
    }

    /** One image only: for several in one transaction, DynamoDB Local reports too little capacity. */
    @Test
    void countingAnImageThatWasStoredWithoutAQuotaCostsSixWriteUnits() {
        double none = RecordedOperations.costOf(() -> announceWithQuota(image().owner("bob").build())).writeUnits();
        upload(ordinary());

        double one = RecordedOperations.costOf(() -> announceWithQuota(ordinary())).writeUnits();

        // Two more units are for the owner's item, once for each transaction.
        assertThat(one - none).isEqualTo(6 + 2);
    }

    @Test
    void viewCostsOneReadUnit() {
        Image image = ordinary("sea");
        upload(image);

        assertThat(RecordedOperations.unitsOf(() -> assertThat(catalog.find(image.id())).contains(image)))
                .isEqualTo(1);
    }
}
