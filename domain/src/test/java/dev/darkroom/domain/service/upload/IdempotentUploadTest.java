package dev.darkroom.domain.service.upload;

import static dev.darkroom.domain.service.upload.IdempotentUploads.KEY;
import static dev.darkroom.domain.service.upload.IdempotentUploads.PICTURE;
import static dev.darkroom.domain.service.upload.IdempotentUploads.command;
import static dev.darkroom.domain.service.upload.IdempotentUploads.imageOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.in.upload.UploadImage.Result;
import dev.darkroom.domain.service.library.DeleteImageService;
import dev.darkroom.domain.testkit.fault.Faults;
import dev.darkroom.domain.testkit.fixture.Pictures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The result of a repeated upload. */
class IdempotentUploadTest {
    private static final Actor ANYONE = new Actor.Anyone();

    private final IdempotentUploads world = new IdempotentUploads();
    private final UploadImage upload = world.process(IdempotentUploads.Events.NONE, new AtomicInteger());

    private Image uploaded(UploadImage.Command command) {
        Result result = upload.upload(command);
        assertThat(result).isInstanceOf(Result.Uploaded.class);
        return ((Result.Uploaded) result).image();
    }

    @Test
    void repetitionReturnsTheFirstResultAndStoresNothing() {
        Image image = uploaded(command());

        assertThat(upload.upload(command())).isEqualTo(new Result.Replayed(image));
        assertThat(upload.upload(command())).isEqualTo(new Result.Replayed(image));

        world.assertOnlyImageIs(image);
    }

    @Test
    void repetitionReturnsTheFirstResultAfterAnEditOrADeletion() {
        Image image = uploaded(command());
        world.catalog.revise(image, image.edited(
                new ImageDetails("Kite", null, Tags.NONE, Visibility.PUBLIC), image.createdAt().plusSeconds(1)));
        assertThat(upload.upload(command())).isEqualTo(new Result.Replayed(image));

        new DeleteImageService(world.store, world.catalog, world.catalog, Retention.NONE, world.clock)
                .delete(new DeleteImage.Command(ANYONE, image.id(), null));

        assertThat(upload.upload(command())).isEqualTo(new Result.Replayed(image));
        assertThat(world.listed()).isEmpty();
        assertThat(world.store.keys()).isEmpty();
    }

    @Test
    void uploadsWithoutAKeyAreNotRepetitions() {
        UploadImage.Command command = command(ANYONE, "alice", PICTURE, KEY);
        UploadImage.Command without = new UploadImage.Command(ANYONE, command.owner(), command.filename(),
                command.details(), command.content());
        uploaded(without);
        uploaded(without);

        assertThat(world.listed()).hasSize(2);
        assertThat(world.keys.size()).isZero();
    }

    @Test
    void differentRequestWithTheSameKeyIsRefused() {
        Image image = uploaded(detailed(PICTURE, "kite.png", "A kite", "Over the sea", "sea,kite", Visibility.PUBLIC));

        for (UploadImage.Command other : List.of(
                detailed("picture:others", "kite.png", "A kite", "Over the sea", "sea,kite", Visibility.PUBLIC),
                detailed("no picture", "kite.png", "A kite", "Over the sea", "sea,kite", Visibility.PUBLIC),
                detailed(PICTURE, "kites.png", "A kite", "Over the sea", "sea,kite", Visibility.PUBLIC),
                detailed(PICTURE, null, "A kite", "Over the sea", "sea,kite", Visibility.PUBLIC),
                detailed(PICTURE, "kite.png", "A kit", "eOver the sea", "sea,kite", Visibility.PUBLIC),
                detailed(PICTURE, "kite.png", null, "Over the sea", "sea,kite", Visibility.PUBLIC),
                detailed(PICTURE, "kite.png", "A kite", null, "sea,kite", Visibility.PUBLIC),
                detailed(PICTURE, "kite.png", "A kite", "Over the sea", "kite,sea", Visibility.PUBLIC),
                detailed(PICTURE, "kite.png", "A kite", "Over the sea", "sea", Visibility.PUBLIC),
                detailed(PICTURE, "kite.png", "A kite", "Over the sea", "seakite", Visibility.PUBLIC),
                detailed(PICTURE, "kite.png", "A kite", "Over the sea", "sea,kite", Visibility.PRIVATE))) {
            assertThat(upload.upload(other)).as(other.toString()).isEqualTo(new Result.KeyReused());
        }
        assertThat(
                upload.upload(detailed(PICTURE, "kite.png", "A kite", "Over the sea", "SEA,kite", Visibility.PUBLIC)))
                .isEqualTo(new Result.Replayed(image));
        world.assertOnlyImageIs(image);
    }

    private static UploadImage.Command detailed(
            String text, @Nullable String filename, @Nullable String title, @Nullable String description, String tags,
            Visibility visibility) {
        return new UploadImage.Command(ANYONE, new UserId("alice"), filename == null ? null : new Filename(filename),
                new ImageDetails(title, description, Tags.of(List.of(tags.split(","))), visibility),
                Pictures.content(text)).under(KEY);
    }

    @Test
    void keysOfTwoUsersAreUnrelated() {
        Actor alice = new Actor.User(new UserId("alice"));
        Actor bob = new Actor.User(new UserId("bob"));
        Actor root = new Actor.Admin(new UserId("root"));

        Image alices = uploaded(command(alice, "alice", PICTURE, KEY));
        Image bobs = uploaded(command(bob, "bob", "picture:others", KEY));
        Image rootsForBob = uploaded(command(root, "bob", "picture:others", KEY));

        assertThat(Stream.of(alices, bobs, rootsForBob).map(Image::id).distinct()).hasSize(3);
        assertThat(upload.upload(command(alice, "alice", PICTURE, KEY))).isEqualTo(new Result.Replayed(alices));
        assertThat(upload.upload(command(bob, "bob", "picture:others", KEY))).isEqualTo(new Result.Replayed(bobs));
        assertThat(upload.upload(command(root, "bob", "picture:others", KEY)))
                .isEqualTo(new Result.Replayed(rootsForBob));
        assertThat(upload.upload(command(root, "alice", "picture:others", KEY))).isEqualTo(new Result.KeyReused());
        assertThat(upload.upload(command(bob, "alice", PICTURE, KEY))).isEqualTo(new Result.NotAllowed());
    }

    @Test
    void withoutSignInTheKeyBelongsToTheOwner() {
        uploaded(command(ANYONE, "alice", PICTURE, KEY));
        uploaded(command(ANYONE, "bob", PICTURE, KEY));

        assertThat(world.listed()).hasSize(2);
    }

    @Test
    void keyExpiresAfterADay() {
        Image image = uploaded(command());
        world.clock.advance(UploadImage.KEY_LIFE);
        assertThat(upload.upload(command())).isEqualTo(new Result.Replayed(image));

        world.clock.advance(Duration.ofSeconds(1));
        Image another = uploaded(command());

        assertThat(another.id()).isNotEqualTo(image.id());
        world.clock.advance(UploadImage.KEY_LIFE.plusSeconds(1));
        world.reconcile(Duration.ofHours(1));
        assertThat(world.keys.size()).isZero();
    }

    @Test
    void refusedUploadDoesNotUseTheKey() {
        assertThat(upload.upload(command(ANYONE, "alice", "text", KEY)))
                .isEqualTo(new Result.Unsupported("not a picture"));
        assertThat(upload.upload(command(ANYONE, "alice", "picture", KEY))).isEqualTo(new Result.Damaged("cut short"));

        uploaded(command());
    }

    @Test
    void repetitionMakesAnUploadThatFailed() {
        world.store.setOutOfReach(true);
        assertThatThrownBy(() -> upload.upload(command())).isInstanceOf(StorageException.Unavailable.class);
        world.store.setOutOfReach(false);

        world.assertOnlyImageIs(uploaded(command()));
    }

    @Test
    void repetitionIsInFlightUntilThePictureIsReady() {
        List<Result> meanwhile = new ArrayList<>();
        // Call 3 of an upload stores the bytes, call 4 publishes.
        Image image = imageOf(world.upload(IdempotentUploads.Events.pausedAt(3, Faults.Kind.AFTER, () -> {
            world.clock.advance(IdempotentUpload.LEASE.minusMillis(1));
            meanwhile.add(world.upload());
        })).orElseThrow()).orElseThrow();

        assertThat(meanwhile).containsExactly(new Result.InFlight());
        assertThat(world.upload()).isEqualTo(new Result.Replayed(image));
        world.assertOnlyImageIs(image);
    }

    @Test
    void uploadIsRefusedWhenARepetitionTookOverAfterItsLease() {
        List<Result> meanwhile = new ArrayList<>();
        var slow = world.upload(IdempotentUploads.Events.pausedAt(3, Faults.Kind.AFTER, () -> {
            world.clock.advance(IdempotentUpload.LEASE);
            meanwhile.add(world.upload());
        }));

        assertThat(slow).isEmpty();
        assertThat(meanwhile).singleElement().isInstanceOf(Result.Uploaded.class);
        world.assertOnlyImageIs(imageOf(meanwhile.getFirst()).orElseThrow());
    }

    @Test
    void slowerRequestRemovesItsAnnouncementAtOnce() {
        List<Result> faster = new ArrayList<>();
        // Call 1 of an upload announces, call 2 claims the key.
        var result =
                world.upload(IdempotentUploads.Events.pausedAt(1, Faults.Kind.AFTER, () -> faster.add(world.upload())));

        Image image = imageOf(faster.getFirst()).orElseThrow();
        assertThat(result).contains(new Result.Replayed(image));
        assertThat(world.catalog.unfinished(world.clock.instant().plusSeconds(1), 10)).isEmpty();
        assertThat(world.listed()).containsExactly(image);
    }

    @Test
    void fiftyConcurrentRequestsStoreOnePicture() throws Exception {
        List<Result> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Result>> uploads =
                    Stream.generate(() -> (Callable<Result>) () -> upload.upload(command())).limit(50).toList();
            for (Future<Result> result : threads.invokeAll(uploads)) {
                results.add(result.get());
            }
        }

        assertThat(results).filteredOn(Result.Uploaded.class::isInstance).hasSizeLessThanOrEqualTo(1);
        Set<Image> images = results.stream().flatMap(result -> imageOf(result).stream()).collect(Collectors.toSet());
        assertThat(images).hasSize(1);
        world.assertOnlyImageIs(images.iterator().next());
    }

    @Test
    void keysAreCaseSensitive() {
        uploaded(command());
        uploaded(command(ANYONE, "alice", PICTURE, new IdempotencyKey("First-Try")));
    }
}
