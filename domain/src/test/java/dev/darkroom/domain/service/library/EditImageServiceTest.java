package dev.darkroom.domain.service.library;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.EditImage;
import dev.darkroom.domain.port.in.library.EditImage.Change;
import dev.darkroom.domain.port.in.library.EditImage.Changes;
import dev.darkroom.domain.port.in.library.EditImage.Result;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.service.operations.ReconcileService;
import dev.darkroom.domain.testkit.fault.Faults;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryIdempotencyStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What an edit changes, who may edit, and the result under concurrent edits and failures. */
class EditImageServiceTest {
    private static final Actor ANYONE = new Actor.Anyone();
    private static final byte[] BYTES = {1, 2, 3};
    private static final Changes NOTHING =
            new Changes(new Change.Keep<>(), new Change.Keep<>(), new Change.Keep<>(), new Change.Keep<>());

    private final MovableClock clock = new MovableClock();
    private final InMemoryBlobStore store = new InMemoryBlobStore(clock);
    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();
    private final EditImage edit = new EditImageService(catalog, clock);
    private final Image image = image().title("Kite")
            .description("At the sea")
            .tags("sea", "kite")
            .build();

    @BeforeEach
    void oneImage() {
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        store.put(
                image.originalKey(),
                Content.of(BYTES),
                image.contentType(),
                Checksum.of(Checksum.newDigest().digest(BYTES)));
        catalog.publish(image);
        clock.advance(Duration.ofMinutes(1));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Changes title(@Nullable String title) {
        return new Changes(new Change.To<>(Optional.ofNullable(title)), NOTHING.description(), NOTHING.tags(),
                NOTHING.visibility());
    }

    private Result edit(Actor actor, Changes changes, @Nullable Long ifVersion) {
        return edit.edit(new EditImage.Command(actor, image.id(), changes, ifVersion));
    }

    private Image edited(Changes changes) {
        Result result = edit(ANYONE, changes, null);
        assertThat(result).isInstanceOf(Result.Edited.class);
        Image edited = ((Result.Edited) result).image();
        assertThat(catalog.find(image.id())).contains(edited);
        return edited;
    }

    @Test
    void onlyTheGivenDetailsChange() {
        Image first = edited(title("Kites"));

        assertThat(first).isEqualTo(image.edited(
                new ImageDetails("Kites", "At the sea", Tags.of(List.of("sea", "kite")), Visibility.PRIVATE),
                now()));
        assertThat(first.version()).isEqualTo(2);

        Image second = edited(new Changes(NOTHING.title(), NOTHING.description(),
                new Change.To<>(Tags.of(List.of("Sky"))), new Change.To<>(Visibility.PUBLIC)));

        assertThat(second.details())
                .isEqualTo(new ImageDetails("Kites", "At the sea", Tags.of(List.of("sky")), Visibility.PUBLIC));
        assertThat(second.version()).isEqualTo(3);
    }

    @Test
    void textsAndTagsCanBeRemoved() {
        assertThat(edited(new Changes(
                new Change.To<>(Optional.empty()), new Change.To<>(Optional.empty()), new Change.To<>(Tags.NONE),
                NOTHING.visibility())).details()).isEqualTo(ImageDetails.NONE);
    }

    @Test
    void editWithoutEffectMakesNoVersion() {
        assertThat(edited(NOTHING)).isEqualTo(image);
        assertThat(edited(title("Kite"))).isEqualTo(image);
    }

    @Test
    void slowClockDoesNotMoveTheTimeBack() {
        clock.advance(Duration.ofDays(-1));

        Image edited = edited(title("Kites"));

        assertThat(edited.updatedAt()).isEqualTo(image.updatedAt());
        assertThat(edited.version()).isEqualTo(2);
    }

    @Test
    void onlyTheRequiredVersionIsChanged() {
        assertThat(edit(ANYONE, title("Kites"), 2L)).isEqualTo(new Result.VersionMismatch());
        assertThat(edit(ANYONE, NOTHING, 2L)).isEqualTo(new Result.VersionMismatch());
        assertThat(catalog.find(image.id())).contains(image);

        assertThat(edit(ANYONE, title("Kites"), 1L)).isInstanceOf(Result.Edited.class);
        assertThat(edit(ANYONE, title("Kite"), 1L)).isEqualTo(new Result.VersionMismatch());
        assertThat(edit(ANYONE, title("Kite"), 2L)).isInstanceOf(Result.Edited.class);
    }

    @Test
    void imageIsNotFoundByUsersWhoMayNotChangeIt() {
        Actor other = new Actor.User(new UserId("bob"));

        assertThat(edit(other, title("Mine"), null)).isEqualTo(new Result.NotFound());
        assertThat(edit(other, title("Mine"), 7L)).as("says nothing about versions").isEqualTo(new Result.NotFound());
        assertThat(catalog.find(image.id())).contains(image);

        // Other users may see a public image, but not change it.
        edited(new Changes(NOTHING.title(), NOTHING.description(), NOTHING.tags(),
                new Change.To<>(Visibility.PUBLIC)));
        assertThat(edit(other, title("Mine"), null)).isEqualTo(new Result.NotFound());

        assertThat(edit(new Actor.User(image.owner()), title("Hers"), null)).isInstanceOf(Result.Edited.class);
        assertThat(edit(new Actor.Admin(new UserId("root")), title("Tidy"), null)).isInstanceOf(Result.Edited.class);
    }

    @Test
    void invalidDetailsAreRefusedAndChangeNothing() {
        Result result = edit(ANYONE, title("t".repeat(201)), null);

        assertThat(result).isInstanceOfSatisfying(Result.Invalid.class, invalid -> {
            assertThat(invalid.image()).isEqualTo(image);
            assertThat(invalid.reason()).hasMessageStartingWith("title ");
        });
        assertThat(catalog.find(image.id())).contains(image);
    }

    @Test
    void imageThatIsNotReadyIsNotFound() {
        Image pending = image().build();
        catalog.announce(new ImageState.Uploading(pending.id(), pending.createdAt()));

        for (Image other : List.of(pending, image().build())) {
            assertThat(edit.edit(new EditImage.Command(ANYONE, other.id(), title("Kites"), null)))
                    .isEqualTo(new Result.NotFound());
        }
    }

    @Test
    void concurrentEditsAllSucceedAndLoseNothing() throws Exception {
        Callable<Result> titleEdit = () -> edit(ANYONE, title("Kites"), null);
        Callable<Result> tagEdit = () -> edit(ANYONE, new Changes(NOTHING.title(), NOTHING.description(),
                new Change.To<>(Tags.of(List.of("sky"))), NOTHING.visibility()), null);
        Callable<Result> visibilityEdit = () -> edit(ANYONE, new Changes(NOTHING.title(), NOTHING.description(),
                NOTHING.tags(), new Change.To<>(Visibility.PUBLIC)), null);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Result> result : threads.invokeAll(List.of(titleEdit, tagEdit, visibilityEdit))) {
                assertThat(result.get()).isInstanceOf(Result.Edited.class);
            }
        }

        Image last = catalog.find(image.id()).orElseThrow();
        assertThat(last.details())
                .isEqualTo(new ImageDetails("Kites", "At the sea", Tags.of(List.of("sky")), Visibility.PUBLIC));
        assertThat(last.version()).isEqualTo(4);
    }

    @Test
    void editEndsWhenAnImageIsChangedOverAndOver() {
        AtomicInteger others = new AtomicInteger();
        EditImage overtaken = new EditImageService(before(catalog, "revise", () -> {
            // Another user changes the image after the edit has read it and before it writes.
            Image current = catalog.find(image.id()).orElseThrow();
            catalog.revise(current, current.edited(
                    new ImageDetails("Other " + others.incrementAndGet(), null, Tags.NONE, Visibility.PRIVATE),
                    current.updatedAt()));
        }), clock);

        assertThatThrownBy(() -> overtaken.edit(new EditImage.Command(ANYONE, image.id(), title("Kites"), null)))
                .isInstanceOf(StorageException.Unavailable.class);
        assertThat(others.get()).isBetween(2, 50);

        assertThat(overtaken.edit(new EditImage.Command(
                ANYONE, image.id(), title("Kites"), catalog.find(image.id()).orElseThrow().version())))
                .isEqualTo(new Result.VersionMismatch());
    }

    /** An edit with every one and every two of its calls failing, before or after they take effect, and a deletion meanwhile. */
    @TestFactory
    Stream<DynamicTest> nothingIsLostAndNothingDoubledUnderFaults() {
        int calls = 4;
        List<Map<Integer, Faults.Kind>> plans = new ArrayList<>(List.of(Map.of()));
        for (int first = 0; first < calls; first++) {
            for (Faults.Kind firstKind : Faults.Kind.values()) {
                plans.add(Map.of(first, firstKind));
                for (int second = first + 1; second < calls; second++) {
                    for (Faults.Kind secondKind : Faults.Kind.values()) {
                        plans.add(Map.of(first, firstKind, second, secondKind));
                    }
                }
            }
        }
        return plans.stream().flatMap(plan -> Stream.of("nothing", "find", "revise")
                .map(deletedBefore -> DynamicTest.dynamicTest(plan + ", deleted before " + deletedBefore, () -> {
                    var test = new EditImageServiceTest();
                    test.oneImage();
                    test.editThenReconcile(plan, deletedBefore);
                })));
    }

    private void editThenReconcile(Map<Integer, Faults.Kind> plan, String deletedBefore) {
        DeleteImage delete = new DeleteImageService(store, catalog, catalog, Retention.NONE, clock);
        ImageCatalog meanwhile = before(catalog, deletedBefore,
                () -> delete.delete(new DeleteImage.Command(ANYONE, image.id(), null)));
        EditImage troubled = new EditImageService(new Faults(plan).wrap(ImageCatalog.class, meanwhile), clock);
        Image edited = image.edited(
                new ImageDetails("Kites", "At the sea", image.details().tags(), Visibility.PRIVATE), now());
        int attempts = 0;
        Optional<Result> answer = Optional.empty();
        // The client repeats the request because it may have received no response.
        while (answer.isEmpty()) {
            assertThat(attempts++).isLessThan(5);
            try {
                answer = Optional.of(
                        troubled.edit(new EditImage.Command(ANYONE, image.id(), title("Kites"), null)));
            } catch (StorageException.Unavailable planned) {
                // Each fault occurs once.
            }
        }

        boolean deleted = !deletedBefore.equals("nothing");
        assertThat(answer).contains(deleted ? new Result.NotFound() : new Result.Edited(edited));
        clock.advance(Duration.ofHours(2));
        assertThat(new ReconcileService(store, catalog, catalog, Retention.NONE, new InMemoryIdempotencyStore(),
                EventLog.OFF, clock)
                .reconcile(new Reconcile.Command(Duration.ofHours(1))).failed()).isZero();
        assertThat(catalog.list(new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 100)).images())
                .isEqualTo(deleted ? List.of() : List.of(edited));
        assertThat(store.keys()).hasSize(deleted ? 0 : 1);
        assertThat(catalog.state(image.id()).isEmpty()).isEqualTo(deleted);
    }

    /** The catalog with an action before each call of one method. */
    private static ImageCatalog before(ImageCatalog catalog, String methodName, Runnable action) {
        return (ImageCatalog) Proxy.newProxyInstance(
                ImageCatalog.class.getClassLoader(), new Class<?>[]{ImageCatalog.class}, (_, method, args) -> {
                    if (method.getName().equals(methodName)) {
                        action.run();
                    }
                    try {
                        return method.invoke(catalog, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
