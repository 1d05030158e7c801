package dev.darkroom.domain.service.operations;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.testkit.fault.Faults;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryIdempotencyStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconcileServiceTest {
    private static final byte[] BYTES = {1, 2, 3};
    private static final Duration GRACE = Duration.ofHours(1);

    private final MovableClock clock = new MovableClock();
    private final Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    private final InMemoryBlobStore store = new InMemoryBlobStore(clock);
    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();

    private Reconcile.Report reconcile(BlobStore reachedStore) {
        return new ReconcileService(reachedStore, catalog, catalog, Retention.NONE, new InMemoryIdempotencyStore(),
                catalog.events(), clock)
                .reconcile(new Reconcile.Command(GRACE));
    }

    private Image pending(Instant since) {
        Image image = image().createdAt(since).build();
        catalog.announce(new ImageState.Uploading(image.id(), since));
        store.put(
                image.originalKey(),
                Content.of(BYTES),
                image.contentType(),
                Checksum.of(Checksum.newDigest().digest(BYTES)));
        return image;
    }

    private Image ready(Instant since) {
        Image image = pending(since);
        catalog.publish(image);
        return image;
    }

    private Image deleting(Instant since) {
        Image image = ready(since.minus(Duration.ofDays(1)));
        catalog.withdraw(image.id(), VersionCondition.ANY, since);
        return image;
    }

    @Test
    void onlyWhatIsOlderThanTheGracePeriodIsFinished() {
        Image abandoned = pending(now.minus(GRACE).minusMillis(1));
        Image uploading = pending(now.minus(GRACE).plusMillis(1));
        Image ready = ready(now.minus(Duration.ofDays(30)));
        Image deleting = deleting(now.minus(GRACE).minusMillis(1));
        Image justDeleted = deleting(now.minus(GRACE).plusMillis(1));

        assertThat(reconcile(store)).isEqualTo(new Reconcile.Report(1, 1, 0));

        assertThat(catalog.state(abandoned.id())).isEmpty();
        assertThat(catalog.state(deleting.id())).isEmpty();
        assertThat(store.keys())
                .containsExactlyInAnyOrder(
                        uploading.originalKey().value(),
                        ready.originalKey().value(),
                        justDeleted.originalKey().value());
        assertThat(catalog.state(justDeleted.id())).containsInstanceOf(ImageState.Deleting.class);
    }

    @Test
    void moreThanOneBatchIsFinishedInOneRun() {
        for (int i = 0; i < 250; i++) {
            deleting(Instant.EPOCH);
        }

        assertThat(reconcile(store)).isEqualTo(new Reconcile.Report(0, 250, 0));

        assertThat(store.keys()).isEmpty();
    }

    @Test
    void failureOfOneImageDoesNotStopTheOthers() {
        for (int i = 0; i < 3; i++) {
            deleting(Instant.EPOCH);
        }

        Reconcile.Report report =
                reconcile(new Faults(Map.of(1, Faults.Kind.BEFORE)).wrap(BlobStore.class, store));

        assertThat(report).isEqualTo(new Reconcile.Report(0, 2, 1));
        assertThat(reconcile(store)).isEqualTo(new Reconcile.Report(0, 1, 0));
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void unavailableStoreEndsTheRunAndTheNextRunContinues() {
        for (int i = 0; i < 150; i++) {
            deleting(Instant.EPOCH);
        }
        store.setOutOfReach(true);

        assertThat(reconcile(store)).isEqualTo(new Reconcile.Report(0, 0, 100));

        store.setOutOfReach(false);
        assertThat(reconcile(store)).isEqualTo(new Reconcile.Report(0, 150, 0));
    }

    @Test
    void removesEventsAfterFourDays() {
        ready(now.minus(Duration.ofDays(4)).minusMillis(1));
        Image kept = ready(now.minus(Duration.ofDays(4)).plusMillis(1));

        reconcile(store);

        assertThat(catalog.events().read(EventPosition.START, 10).entries()).extracting(EventPage.Entry::event)
                .containsExactly(ImageEvent.published(kept));
    }
}
