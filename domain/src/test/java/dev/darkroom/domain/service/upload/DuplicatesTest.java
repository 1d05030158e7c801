package dev.darkroom.domain.service.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.model.upload.IdempotencyRecord;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.FindExisting;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.StartResumableUpload;
import dev.darkroom.domain.port.in.upload.StartUpload;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.in.upload.UploadImage.Result;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.testkit.contract.AtOnce;
import dev.darkroom.domain.testkit.fault.Overtaken;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import dev.darkroom.domain.testkit.fixture.Pictures;
import dev.darkroom.domain.testkit.fixture.Services;
import dev.darkroom.domain.testkit.memory.InMemoryStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicatesTest {
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");
    private static final Actor ANYONE = new Actor.Anyone();

    /** So that no id is one of an upload. */
    private static final Instant EARLIER = Instant.parse("2026-11-01T00:00:00Z");

    private final InMemoryStorage storage = new InMemoryStorage();

    @TempDir
    private Path spoolFolder;

    private Services services() {
        return storage.services().withSpoolFolder(spoolFolder);
    }

    private Instant now() {
        return storage.clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Checksum checksum(String text) {
        return ImageBuilder.checksum(("picture:" + text).getBytes(StandardCharsets.UTF_8));
    }

    private static Content content(String text) {
        return Pictures.content("picture:" + text);
    }

    private static UploadImage.Command command(UserId owner, String text) {
        return new UploadImage.Command(ANYONE, owner, null, ImageDetails.NONE, content(text));
    }

    private Result upload(UserId owner, String text) {
        return services().uploadImage().upload(command(owner, text).unlessExisting());
    }

    private Image uploaded(UserId owner, String text) {
        return ((Result.Uploaded) services().uploadImage().upload(command(owner, text))).image();
    }

    private int images() {
        return (int) storage.store.keys().stream().filter(key -> key.contains("/original.")).count();
    }

    @Test
    void sameBytesOfTheOwnerAreReturned() {
        Image first = ((Result.Uploaded) upload(ALICE, "kite")).image();

        assertThat(first.receivedSha256()).isEqualTo(checksum("kite"));
        assertThat(upload(ALICE, "kite")).isEqualTo(new Result.Existing(first));
        assertThat(upload(BOB, "kite")).as("Another owner").isInstanceOf(Result.Uploaded.class);
        assertThat(upload(ALICE, "sea")).isInstanceOf(Result.Uploaded.class);
        assertThat(services().uploadImage().upload(command(ALICE, "kite"))).as("Not asked for")
                .isInstanceOf(Result.Uploaded.class);
    }

    @Test
    void deletedAndTrashedImagesDoNotCount() {
        Image first = uploaded(ALICE, "kite");
        services().deleteImage().delete(new DeleteImage.Command(ANYONE, first.id(), null));
        Image second = ((Result.Uploaded) upload(ALICE, "kite")).image();
        storage.catalog.put(second.id(), VersionCondition.ANY,
                now());
        Image third = ((Result.Uploaded) upload(ALICE, "kite")).image();

        assertThat(upload(ALICE, "kite")).isEqualTo(new Result.Existing(third));
    }

    @Test
    void concurrentUploadsOfTheSameBytesMakeOneImage() throws Exception {
        List<Result> results = AtOnce.all(IntStream.range(0, 200)
                .<Callable<Result>>mapToObj(i -> () -> upload(ALICE, "picture " + i % 20)).toList());

        assertThat(results.stream().filter(Result.Uploaded.class::isInstance)).hasSize(20);
        assertThat(results.stream().filter(Result.Existing.class::isInstance)).hasSize(180);
        assertThat(images()).isEqualTo(20);
        assertThat(storage.catalog.unfinished(now().plusSeconds(1), 1_000)).isEmpty();
    }

    /** An upload of another process that has claimed the bytes. */
    private Image claimedByAnother() {
        Image other = ImageBuilder.image().owner("alice").createdAt(EARLIER)
                .receivedSha256(checksum("kite")).build();
        storage.catalog.announce(new ImageState.Uploading(other.id(), now()));
        storage.keys.put(null, new IdempotencyRecord(
                ALICE, IdempotencyKey.ofBytes(checksum("kite")), checksum("kite"), other.id(),
                now().plus(IdempotentUpload.LEASE), now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(86_400),
                null), now());
        return other;
    }

    /** Uploads, and lets the other upload end when this one has asked for it twice. */
    private Result uploadWhile(Runnable end) {
        AtomicInteger questions = new AtomicInteger();
        IdempotencyStore keys = Overtaken.before(IdempotencyStore.class, "find", storage.keys, _ -> {
            if (questions.incrementAndGet() == 3) {
                end.run();
            }
        });
        Result result = services().withStorage(storage.store, storage.catalog, keys).uploadImage()
                .upload(command(ALICE, "kite").unlessExisting());
        assertThat(questions).hasValueGreaterThanOrEqualTo(3);
        return result;
    }

    @Test
    void uploadWaitsForAnotherOneOfTheSameBytesAndReturnsItsImage() {
        Image other = claimedByAnother();
        assertThat(uploadWhile(() -> storage.catalog.publish(other))).isEqualTo(new Result.Existing(other));
        assertThat(storage.catalog.unfinished(now().plusSeconds(1), 10)).isEmpty();
    }

    @Test
    void uploadContinuesWhenTheOtherOneIsAbandoned() {
        Image other = claimedByAnother();
        assertThat(uploadWhile(() -> storage.catalog.abandon(other.id()))).isInstanceOf(Result.Uploaded.class);
    }

    @Test
    void uploadDoesNotWaitForeverForAnotherOne() throws Exception {
        claimedByAnother();
        Duplicates impatient = new Duplicates(storage.catalog, storage.keys, storage.clock, Duration.ofMillis(100));

        List<Duplicates.Claim> claims = AtOnce.all(IntStream.range(0, 5).<Callable<Duplicates.Claim>>mapToObj(
                _ -> () -> impatient.claim(ALICE, checksum("kite"),
                        ImageBuilder.image().createdAt(EARLIER).build().id()))
                .toList());

        assertThat(claims).hasSize(5).containsOnly(new Duplicates.Claim.InFlight());
    }

    @Test
    void uploadOfAnotherOwnerDoesNotWait() {
        claimedByAnother();
        List<Duplicates.Claim> claims = new CopyOnWriteArrayList<>();
        List<Duplicates> duplicates = new CopyOnWriteArrayList<>();
        IdempotencyStore keys = Overtaken.before(IdempotencyStore.class, "find", storage.keys, arguments -> {
            if (arguments.getFirst().equals(ALICE) && claims.isEmpty()) {
                try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
                    thread.execute(() -> claims.add(duplicates.getFirst().claim(BOB, checksum("kite"),
                            ImageBuilder.image().createdAt(EARLIER).build().id())));
                }
            }
        });
        duplicates.add(new Duplicates(storage.catalog, keys, storage.clock, Duration.ofMillis(500)));

        claims.add(duplicates.getFirst().claim(ALICE, checksum("kite"),
                ImageBuilder.image().createdAt(EARLIER).build().id()));

        assertThat(claims).containsExactly(new Duplicates.Claim.Claimed(), new Duplicates.Claim.InFlight());
    }

    @Test
    void uploadWhoseProcessDiedIsOvertakenAfterItsLease() {
        ImageId dead = ImageBuilder.image().createdAt(EARLIER).build().id();
        storage.catalog.announce(new ImageState.Uploading(dead, now()));
        IdempotencyRecord claim = new IdempotencyRecord(
                ALICE, IdempotencyKey.ofBytes(checksum("kite")), checksum("kite"), dead,
                now().plus(IdempotentUpload.LEASE), now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(86_400),
                null);
        storage.keys.put(null, claim, now());
        storage.clock.advance(IdempotentUpload.LEASE);

        assertThat(upload(ALICE, "kite")).isInstanceOf(Result.Uploaded.class);
        assertThat(storage.catalog.state(dead).orElseThrow()).isInstanceOf(ImageState.Deleting.class);
    }

    @Test
    void keyAndHeaderWorkTogether() {
        UploadImage.Command command = command(ALICE, "kite").under(new IdempotencyKey("a-key")).unlessExisting();
        Image image = ((Result.Uploaded) services().uploadImage().upload(command)).image();

        assertThat(services().uploadImage().upload(command)).isEqualTo(new Result.Replayed(image));
        assertThat(services().uploadImage().upload(command(ALICE, "kite").under(new IdempotencyKey("other"))
                .unlessExisting())).isEqualTo(new Result.Existing(image));
        assertThat(services().uploadImage().upload(command(ALICE, "sea").under(new IdempotencyKey("a-key"))
                .unlessExisting())).isEqualTo(new Result.KeyReused());
    }

    private ImageId startedDirect(boolean returnsExisting, String text) {
        long size = content(text).sizeBytes();
        StartUpload.Result.Started started = (StartUpload.Result.Started) services().startUpload()
                .start(new StartUpload.Command(
                        ANYONE, ALICE, null, ImageDetails.NONE, ContentType.PNG, size, returnsExisting));
        storage.store.put(ObjectKey.upload(started.id()), content(text), ContentType.PNG);
        return started.id();
    }

    @Test
    void directUploadOfTheSameBytesReturnsTheImage() {
        Image existing = uploaded(ALICE, "kite");
        CompleteUpload complete = services().completeUpload();
        for (boolean atStart : new boolean[]{true, false}) {
            ImageId id = startedDirect(atStart, "kite");
            assertThat(complete.complete(ANYONE, id, !atStart)).isEqualTo(new CompleteUpload.Result.Existing(existing));
            assertThat(complete.complete(ANYONE, id)).as("Repeated")
                    .isEqualTo(new CompleteUpload.Result.Existing(existing));
            assertThat(complete.complete(new Actor.User(BOB), id)).isEqualTo(new CompleteUpload.Result.NotFound());
        }
        assertThat(complete.complete(ANYONE, startedDirect(false, "kite")))
                .isInstanceOf(CompleteUpload.Result.Completed.class);
        assertThat(storage.store.keys()).hasSize(2);
    }

    @Test
    void directUploadThatAConcurrentCallCompletesReturnsTheImage() {
        Image existing = uploaded(ALICE, "kite");
        for (String method : List.of("stat", "open")) {
            ImageId id = startedDirect(true, "kite");
            AtomicInteger calls = new AtomicInteger();
            BlobStore overtaken = Overtaken.before(BlobStore.class, method, storage.store, _ -> {
                if (calls.getAndIncrement() == 0) {
                    assertThat(services().completeUpload().complete(ANYONE, id))
                            .isEqualTo(new CompleteUpload.Result.Existing(existing));
                }
            });

            assertThat(services().withStorage(overtaken, storage.catalog, storage.keys).completeUpload()
                    .complete(ANYONE, id)).as(method).isEqualTo(new CompleteUpload.Result.Existing(existing));
        }
    }

    @Test
    void uploadClaimsItsBytesAgainAfterItsLease() {
        Duplicates duplicates = new Duplicates(storage.catalog, storage.keys, storage.clock, Duration.ofMillis(100));
        Image slow = ImageBuilder.image().createdAt(EARLIER).build();
        storage.catalog.announce(new ImageState.Uploading(slow.id(), now().plus(Duration.ofDays(1))));
        ImageId other = ImageBuilder.image().createdAt(EARLIER).build().id();
        assertThat(duplicates.claim(ALICE, checksum("kite"), slow.id())).isEqualTo(new Duplicates.Claim.Claimed());
        storage.clock.advance(IdempotentUpload.LEASE);
        assertThat(duplicates.claim(ALICE, checksum("kite"), slow.id())).isEqualTo(new Duplicates.Claim.Claimed());

        assertThat(duplicates.claim(ALICE, checksum("kite"), other)).isEqualTo(new Duplicates.Claim.InFlight());
    }

    @Test
    void resumableUploadOfTheSameBytesReturnsTheImage() {
        Image existing = uploaded(ALICE, "kite");
        AppendToUpload append = services().appendToUpload();
        for (boolean atStart : new boolean[]{true, false}) {
            StartResumableUpload.Result.Started started =
                    (StartResumableUpload.Result.Started) services().startResumableUpload()
                            .start(new StartResumableUpload.Command(
                                    ANYONE, ALICE, null, ImageDetails.NONE, 12L, null, atStart));
            Content content = content("kite");
            AppendToUpload.Result finished = new AppendToUpload.Result.Finished(existing, true, 12, null);
            assertThat(append.append(new AppendToUpload.Command(
                    ANYONE, started.id(), 0, content, null, false, !atStart))).isEqualTo(finished);
            assertThat(append.find(ANYONE, started.id())).as("Asked again").isEqualTo(finished);
        }
        assertThat(storage.store.keys()).hasSize(1);
    }

    @Test
    void checksumsAreLookedUpAmongTheCallersOwnImages() {
        Image kite = uploaded(ALICE, "kite");
        uploaded(BOB, "sea");
        Set<Checksum> asked = Set.of(checksum("kite"), checksum("sea"), checksum("sun"));
        FindExisting exists = services().findExisting();

        assertThat(exists.find(new FindExisting.Query(new Actor.User(ALICE), null, asked)))
                .contains(Map.of(checksum("kite"), kite.id()));
        assertThat(exists.find(new FindExisting.Query(new Actor.User(ALICE), BOB, asked))).isEmpty();
        assertThat(exists.find(new FindExisting.Query(ANYONE, null, asked))).isEmpty();
        assertThat(exists.find(new FindExisting.Query(ANYONE, BOB, asked)).orElseThrow().keySet())
                .containsExactly(checksum("sea"));
        Set<Checksum> many = IntStream.range(0, 100).mapToObj(i -> checksum("" + i)).collect(Collectors.toSet());
        assertThat(exists.find(new FindExisting.Query(ANYONE, BOB, many))).contains(Map.of());
    }

    @Test
    void existingImageIsReturnedWhileTheQuotaIsFull() {
        Image existing = uploaded(ALICE, "kite");
        storage.clock.advance(Duration.ofSeconds(1));
        assertThat(services().withQuota(new Quota(1)).uploadImage()
                .upload(command(ALICE, "kite").unlessExisting())).isEqualTo(new Result.Existing(existing));
    }
}
