package dev.darkroom.adapter.aws.dynamodb.usage;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbImageCatalog;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Announcement;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.Trash.Exit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnerUsageIT {
    private static final int IMAGES_PER_CALL = 50;
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    private final AwsStorage storage = TestCloud.inProcess().newStorage(InstantSource.system());
    private final ImageCatalog catalog = new DynamoDbImageCatalog(
            storage.table(), new OwnerUsage(storage.table(), InstantSource.system(), IMAGES_PER_CALL), 1, 50);

    @AfterEach
    void close() {
        storage.close();
    }

    private Announcement announce(Image image, Quota quota) {
        return catalog.announce(
                new ImageState.Uploading(image.id(), image.createdAt())
                        .claiming(quota.claim(image.owner(), image.sizeBytes())),
                quota);
    }

    @Test
    void imagesInTheTrashThatWereStoredWithoutAQuotaAreCountedOnce() {
        List<Image> images = IntStream.range(0, 3 * IMAGES_PER_CALL / 2)
                .mapToObj(i -> image().owner("bob").sizeBytes(10).createdAt(LONG_AGO.plusSeconds(i)).build())
                .toList();
        for (Image image : images) {
            announce(image, Quota.NONE);
            catalog.publish(image);
            storage.trash().put(image.id(), VersionCondition.ANY, LONG_AGO);
        }
        Image next = image().owner("bob").sizeBytes(10).build();
        assertThatThrownBy(() -> announce(next, new Quota(1_000))).isInstanceOf(StorageException.Unavailable.class);
        assertThat(announce(next, new Quota(759))).isEqualTo(new Reservation.QuotaExceeded(750));

        ImageState.Trashed restored = new ImageState.Trashed(images.getFirst(), LONG_AGO);
        assertThat(storage.trash().restore(restored, LONG_AGO)).isEqualTo(Exit.DONE);
        images.stream().skip(1).forEach(image -> assertThat(
                storage.trash().discard(new ImageState.Trashed(image, LONG_AGO), LONG_AGO)).isEqualTo(Exit.DONE));
        assertThat(announce(next, new Quota(19))).isEqualTo(new Reservation.QuotaExceeded(10));
    }

    @Test
    void aReservationFailsWhileTooManyImagesAreUncountedAndTheNextOneContinues() {
        long usedBytes = 0;
        for (int i = 0; i < 2 * IMAGES_PER_CALL + 1; i++) {
            Image image = image().createdAt(LONG_AGO.plus(Duration.ofHours(3L * i))).build();
            announce(image, Quota.NONE);
            catalog.publish(image);
            usedBytes += image.sizeBytes();
        }
        Image next = image().build();
        Quota quota = new Quota(usedBytes + next.sizeBytes() - 1);

        for (int call = 1; call <= 2; call++) {
            assertThatThrownBy(() -> announce(next, quota)).isInstanceOf(StorageException.Unavailable.class);
        }

        assertThat(announce(next, quota)).isEqualTo(new Reservation.QuotaExceeded(usedBytes));
        assertThat(announce(next, new Quota(usedBytes + next.sizeBytes()))).isEqualTo(new Reservation.Reserved());
    }
}
