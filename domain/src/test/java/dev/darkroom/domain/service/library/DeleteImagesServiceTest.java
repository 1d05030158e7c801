package dev.darkroom.domain.service.library;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.DeleteImages;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeleteImagesServiceTest {
    private static final Actor ANYONE = new Actor.Anyone();
    private static final byte[] BYTES = {1};

    private final MovableClock clock = new MovableClock();
    private final InMemoryBlobStore store = new InMemoryBlobStore(clock);
    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();
    private final DeleteImage deleteImage = new DeleteImageService(store, catalog, catalog, Retention.NONE, clock);
    private final DeleteImages deleteImages = new DeleteImagesService(deleteImage);

    private ImageId ready(String owner) {
        Image image = image().owner(owner).build();
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        store.put(image.originalKey(), Content.of(BYTES), image.contentType(),
                Checksum.of(Checksum.newDigest().digest(BYTES)));
        catalog.publish(image);
        return image.id();
    }

    private Set<ImageId> ready(int count) {
        return IntStream.range(0, count).mapToObj(_ -> ready("alice")).collect(Collectors.toSet());
    }

    @Test
    void onlyTheActorsImagesAreDeletedAndReturned() {
        ImageId mine = ready("alice");
        ImageId other = ready("bob");
        ImageId unknown = image().build().id();

        Set<ImageId> deleted = deleteImages.delete(
                new DeleteImages.Command(new Actor.User(new UserId("alice")), Set.of(mine, other, unknown)));

        assertThat(deleted).containsExactly(mine);
        assertThat(catalog.find(mine)).isEmpty();
        assertThat(catalog.find(other)).isPresent();
        assertThat(store.keys()).hasSize(1);
    }

    @Test
    void oneCallDeletesAtMostAHundredImages() {
        Set<ImageId> ids = ready(DeleteImages.MAX_COUNT);

        assertThat(deleteImages.delete(new DeleteImages.Command(ANYONE, ids))).isEqualTo(ids);
        assertThat(store.keys()).isEmpty();

        ids.add(ready("alice"));
        assertThatThrownBy(() -> new DeleteImages.Command(ANYONE, ids)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void atMostEightImagesAreDeletedAtOnce() {
        CyclicBarrier eight = new CyclicBarrier(BoundedParallel.AT_ONCE);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        DeleteImages meeting = new DeleteImagesService(command -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                // Continues only when eight threads have arrived.
                eight.await(20, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            running.decrementAndGet();
            return deleteImage.delete(command);
        });
        Set<ImageId> ids = ready(3 * BoundedParallel.AT_ONCE);

        assertThat(meeting.delete(new DeleteImages.Command(ANYONE, ids))).isEqualTo(ids);
        assertThat(most).hasValueLessThanOrEqualTo(BoundedParallel.AT_ONCE);
    }

    @Test
    void repeatedCallDeletesTheRestAfterAFailure() {
        Set<ImageId> ids = ready(40);
        AtomicInteger calls = new AtomicInteger();
        DeleteImages troubled = new DeleteImagesService(command -> {
            if (calls.incrementAndGet() > 10) {
                throw new StorageException.Unavailable("planned", null);
            }
            return deleteImage.delete(command);
        });

        assertThatThrownBy(() -> troubled.delete(new DeleteImages.Command(ANYONE, ids)))
                .isInstanceOf(StorageException.Unavailable.class);
        assertThat(store.keys()).as("what was begun was done").hasSize(30);
        assertThat(calls).as("no more was begun").hasValueLessThanOrEqualTo(10 + BoundedParallel.AT_ONCE);

        Set<ImageId> left = new HashSet<>(ids);
        left.removeIf(id -> catalog.find(id).isEmpty());
        assertThat(deleteImages.delete(new DeleteImages.Command(ANYONE, ids))).isEqualTo(left);
        assertThat(store.keys()).isEmpty();
    }
}
