package dev.darkroom.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.StartResumableUpload;
import dev.darkroom.domain.testkit.contract.AtOnce;
import dev.darkroom.domain.testkit.fixture.FullTier;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.fixture.Services;
import dev.darkroom.domain.testkit.memory.InMemoryStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resumable uploads that clients start and never finish. */
@FullTier
class AbandonedUploadsIT {
    private static final int UPLOADS = 10_000;
    private static final int AT_ONCE = 100;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long LENGTH = 100;
    private static final Actor ALICE = new Actor.User(new UserId("alice"));

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();

    @Test
    void tenThousandAbandonedUploadsLeaveNothingAfterADay() throws Exception {
        try (LocalStorage storage = LocalStorage.open(folder, clock)) {
            Services services = services(storage);
            List<Callable<ImageId>> starts = IntStream.range(0, UPLOADS)
                    .<Callable<ImageId>>mapToObj(i -> () -> start(services, i))
                    .toList();
            for (int i = 0; i < UPLOADS; i += AT_ONCE) {
                AtOnce.all(starts.subList(i, i + AT_ONCE));
            }
            assertThat(objects(storage)).hasSize(UPLOADS);
            assertThat(tryStart(services)).isInstanceOf(StartResumableUpload.Result.QuotaExceeded.class);

            clock.advance(Duration.ofHours(23));
            assertThat(reconcile(services)).isEqualTo(new Reconcile.Report(0, 0, 0));
            clock.advance(HOUR.multipliedBy(2).plusMillis(1));
            assertThat(reconcile(services)).as("an upload has two rows").isEqualTo(
                    new Reconcile.Report(2 * UPLOADS, 0, 0));

            assertThat(objects(storage)).isEmpty();
            assertThat(storage.catalog().unfinished(Instant.MAX, 1)).isEmpty();
            assertThat(tryStart(services)).isInstanceOf(StartResumableUpload.Result.Started.class);
        }
    }

    private Services services(LocalStorage storage) {
        Services inMemory = new InMemoryStorage().services();
        return new Services(
                storage.blobStore(), storage.urlSigner(), storage.catalog(), storage.trash(), Retention.NONE,
                storage.idempotencyStore(), storage.signingKeys(), inMemory.inspector(), inMemory.renderer(),
                inMemory.ids(), clock, Runnable::run,
                Runnable::run, storage.spoolFolder(), new Quota(UPLOADS * LENGTH), LENGTH);
    }

    private static StartResumableUpload.Result tryStart(Services services) {
        return services.startResumableUpload().start(new StartResumableUpload.Command(
                ALICE, null, null, ImageDetails.NONE, LENGTH, null));
    }

    private static ImageId start(Services services, int bytes) {
        ImageId id = ((StartResumableUpload.Result.Started) tryStart(services)).id();
        Content part = Content.of(new byte[1 + bytes % ((int) LENGTH - 1)]);
        assertThat(services.appendToUpload().append(new AppendToUpload.Command(ALICE, id, 0, part, null, false)))
                .isInstanceOf(AppendToUpload.Result.Receiving.class);
        return id;
    }

    private static Reconcile.Report reconcile(Services services) {
        return services.reconcile().reconcile(new Reconcile.Command(HOUR));
    }

    private static List<StoredObject> objects(LocalStorage storage) {
        List<StoredObject> objects = new ArrayList<>();
        storage.blobStore().forEach(objects::add);
        return objects;
    }
}
