package dev.darkroom.domain.service.rendition;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.model.rendition.RenditionDefinitions;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.library.ViewImage.Address;
import dev.darkroom.domain.port.in.library.ViewImage.Download;
import dev.darkroom.domain.port.in.library.ViewImage.Query;
import dev.darkroom.domain.port.in.library.ViewImage.RenditionChoice;
import dev.darkroom.domain.port.in.library.ViewImage.Result;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.service.library.DeleteImageService;
import dev.darkroom.domain.service.library.ViewImageService;
import dev.darkroom.domain.service.operations.ReconcileService;
import dev.darkroom.domain.testkit.fixture.LabelRenderer;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;
import dev.darkroom.domain.testkit.memory.InMemoryIdempotencyStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import dev.darkroom.domain.testkit.memory.InMemoryLinks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class RenditionsTest {
    /** More calls than a first view of a rendition makes. */
    private static final int CALLS = 10;

    private static final byte[] PICTURE = "picture:pixels".getBytes(StandardCharsets.UTF_8);
    private static final Address FRESH = new Address.Fresh(Duration.ofMinutes(5), null);
    private static final RenditionChoice SMALL_WEBP =
            new RenditionChoice("small", List.of(ContentType.WEBP, ContentType.JPEG));

    private static final RenditionChoice AVATAR = new RenditionChoice("avatar", List.of(ContentType.WEBP));

    @TempDir
    Path spoolFolder;

    private final MovableClock clock = new MovableClock();
    private final InMemoryBlobStore store = new InMemoryBlobStore(clock);
    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();
    private final InMemoryLinks links = new InMemoryLinks(clock);
    private final LabelRenderer renderer = new LabelRenderer();

    private RenditionDefinitions definitions = RenditionDefinitions.DEFAULT;

    private ViewImage viewer(BlobStore reachedStore, ImageCatalog reachedCatalog, Executor threads) {
        return new ViewImageService(reachedCatalog, links, reachedStore, renderer, definitions, threads, spoolFolder,
                clock);
    }

    private Result view(Image image, Address address, @Nullable RenditionChoice choice) {
        return viewer(store, catalog, Runnable::run).view(new Query(new Actor.Anyone(), image.id(), address, choice));
    }

    private Image stored(ContentType type) {
        Image image = image().contentType(type).dimensions(4_000, 3_000).filename("kite.large.png").build();
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        store.put(image.originalKey(), Content.of(PICTURE), type, Checksum.of(Checksum.newDigest().digest(PICTURE)));
        catalog.publish(image);
        return image;
    }

    @Test
    void renditionIsMadeOnTheFirstRequestAndStoredWithTheOriginal() {
        Image image = stored(ContentType.PNG);
        assertThat(store.keys()).containsExactly(image.originalKey().value());

        Result.Found found = (Result.Found) view(image, FRESH, SMALL_WEBP);

        ObjectKey key = new Rendition(RenditionDefinition.SMALL, ContentType.WEBP).key(image.id());
        assertThat(key.value()).endsWith("/" + image.id() + "/small.webp");
        assertThat(store.keys()).containsExactly(image.originalKey().value(), key.value());
        assertThat(found.url().url().getPath()).isEqualTo("/blobs/" + key.value());
        assertThat(spoolFolder).isEmptyDirectory();
    }

    @Test
    void everyRenditionIsReturnedWithItsSize() {
        Result.Found found = (Result.Found) view(stored(ContentType.PNG), FRESH, null);

        assertThat(found.renditions()).containsExactly(
                Map.entry(RenditionDefinition.THUMB, new Dimensions(150, 150)),
                Map.entry(RenditionDefinition.SMALL, new Dimensions(320, 240)),
                Map.entry(RenditionDefinition.MEDIUM, new Dimensions(640, 480)),
                Map.entry(RenditionDefinition.LARGE, new Dimensions(1080, 810)));
    }

    @Test
    void renditionWithADefinitionHasItsParametersInTheKey() {
        definitions = RenditionDefinitions.parse("avatar=96x64,cover,attention,q=70");
        Image image = stored(ContentType.PNG);

        Result.Found found = (Result.Found) view(image, FRESH, AVATAR);

        assertThat(found.url().url().getPath()).endsWith("/avatar-96x64-cover-attention-q70.webp");
        assertThat(found.renditions().lastEntry())
                .isEqualTo(Map.entry(definitions.find("avatar").orElseThrow(), new Dimensions(96, 64)));
    }

    @Test
    void unknownNameIsReturnedWithTheNamesOfAllDefinitions() {
        definitions = RenditionDefinitions.parse("avatar=96x64");

        assertThat(view(image().build(), FRESH, new RenditionChoice("huge", List.of(ContentType.JPEG)))).isEqualTo(
                new Result.UnknownRendition(List.of("thumb", "small", "medium", "large", "avatar")));
    }

    // Old definitions

    private Set<String> renditionsOf(Image image) {
        String prefix = image.originalKey().prefix().value();
        return store.keys().stream()
                .filter(key -> !key.equals(image.originalKey().value()))
                .map(key -> key.substring(prefix.length()))
                .collect(Collectors.toSet());
    }

    private void viewedWith(Image image, String newDefinitions, String... names) {
        definitions = RenditionDefinitions.parse(newDefinitions);
        for (String name : names) {
            assertThat(view(image, FRESH, new RenditionChoice(name, List.of(ContentType.WEBP))))
                    .isInstanceOf(Result.Found.class);
        }
    }

    @Test
    void changedDefinitionIsRenderedAgainAndTheOldRenditionStaysWhileItsUrlsAreValid() {
        Image image = stored(ContentType.PNG);
        viewedWith(image, "avatar=96x96", "avatar", "small");
        clock.advance(Duration.ofDays(100));
        viewedWith(image, "avatar=128x128 hero=1600x0", "avatar");
        clock.advance(Duration.ofDays(7));
        viewedWith(image, "avatar=128x128 hero=1600x0", "hero");

        assertThat(renditionsOf(image)).containsExactlyInAnyOrder(
                "avatar-96x96-q80.webp", "avatar-128x128-q80.webp", "hero-1600x0-q80.webp", "small.webp");
    }

    @Test
    void oldRenditionIsRemovedWithANewRenditionEightDaysAfterItWasReplaced() {
        Image image = stored(ContentType.PNG);
        viewedWith(image, "avatar=96x96 small=400x0", "avatar", "small");
        clock.advance(Duration.ofSeconds(1));
        viewedWith(image, "avatar=128x128 hero=1600x0", "avatar", "small");
        clock.advance(Duration.ofDays(8).plusSeconds(1));
        viewedWith(image, "avatar=128x128 hero=1600x0", "medium");
        assertThat(renditionsOf(image)).as("a default lists nothing").contains("avatar-96x96-q80.webp");
        viewedWith(image, "avatar=128x128 hero=1600x0", "hero");

        assertThat(renditionsOf(image)).containsExactlyInAnyOrder(
                "avatar-128x128-q80.webp", "hero-1600x0-q80.webp", "small.webp", "medium.webp");
    }

    @Test
    void renditionOfANameThatIsNoLongerDefinedIsRemovedWhenItIsEightDaysOld() {
        Image image = stored(ContentType.PNG);
        viewedWith(image, "avatar=96x96 hero=1600x0", "avatar");
        clock.advance(Duration.ofDays(7));
        viewedWith(image, "face=64x64 hero=1600x0", "face");
        assertThat(renditionsOf(image)).hasSize(2);
        clock.advance(Duration.ofDays(2));
        viewedWith(image, "face=64x64 hero=1600x0", "hero");

        assertThat(renditionsOf(image)).containsExactlyInAnyOrder("face-64x64-q80.webp", "hero-1600x0-q80.webp");
    }

    /** As hourly reconciliations do, until each shard had its turn. */
    private void sweep(String newDefinitions) {
        Reconcile.Report report = new Reconcile.Report(1, 2, 3);
        Reconcile sweep = new RenditionSweep(_ -> report, store, RenditionDefinitions.parse(newDefinitions), clock);
        for (int hour = 0; hour < 257; hour++) {
            assertThat(sweep.reconcile(new Reconcile.Command(Duration.ZERO))).isEqualTo(report);
            clock.advance(Duration.ofHours(1));
        }
    }

    @Test
    void oldRenditionsOfPicturesThatNobodyViewsAreRemovedByReconciliationsEightDaysAfterTheyWereFound() {
        Image image = stored(ContentType.PNG);
        viewedWith(image, "avatar=96x96 face=64x64", "avatar", "face", "small");
        clock.advance(Duration.ofDays(100));

        sweep("avatar=128x128 face=64x64");
        assertThat(renditionsOf(image)).hasSize(4).contains("avatar-96x96-q80.webp", "small.webp")
                .anyMatch(name -> name.startsWith("outdated-"));
        sweep("avatar=128x128 face=64x64");

        assertThat(renditionsOf(image)).containsExactlyInAnyOrder("face-64x64-q80.webp", "small.webp");
    }

    @Test
    void definitionThatChangesAgainStartsTheEightDaysAgain() {
        Image image = stored(ContentType.PNG);
        viewedWith(image, "avatar=96x96", "avatar");
        sweep("avatar=128x128");
        sweep("avatar=96x96");
        assertThat(renditionsOf(image)).containsExactly("avatar-96x96-q80.webp");

        sweep("avatar=128x128");
        assertThat(renditionsOf(image)).contains("avatar-96x96-q80.webp");
        sweep("avatar=64x64");
        assertThat(renditionsOf(image)).contains("avatar-96x96-q80.webp").hasSize(2);
        sweep("avatar=64x64");
        assertThat(renditionsOf(image)).isEmpty();
    }

    @Test
    void serverWithoutOwnDefinitionsRemovesNothing() {
        Image image = stored(ContentType.PNG);
        viewedWith(image, "avatar=96x96", "avatar");
        sweep("");
        sweep("");
        assertThat(renditionsOf(image)).containsExactly("avatar-96x96-q80.webp");
    }

    @Test
    void numberOfRenditionsIsBounded() {
        Image image = stored(ContentType.PNG);
        for (int side = 1; side <= OldRenditions.MAX_RENDITIONS + 20; side++) {
            viewedWith(image, "avatar=%dx%d".formatted(side, side), "avatar");
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(renditionsOf(image)).hasSize(96).contains("avatar-116x116-q80.webp", "avatar-21x21-q80.webp")
                .doesNotContain("avatar-20x20-q80.webp");
    }

    @Test
    void renditionIsReturnedWhenOldOnesCanNotBeRemoved() {
        definitions = RenditionDefinitions.parse("avatar=96x64");
        Image image = stored(ContentType.PNG);
        BlobStore withoutLists = intercepted(BlobStore.class, store, (method, call) -> {
            if (method.equals("list")) {
                throw new StorageException.Unavailable("out of reach", null);
            }
            return call.call();
        });

        assertThat(viewer(withoutLists, catalog, Runnable::run)
                .view(new Query(new Actor.Anyone(), image.id(), FRESH, AVATAR))).isInstanceOf(Result.Found.class);
    }

    @Test
    void storedRenditionIsUsedByAnotherProcess() {
        Image image = stored(ContentType.PNG);
        view(image, FRESH, SMALL_WEBP);
        view(image, FRESH, SMALL_WEBP);
        ViewImage mine = viewer(store, catalog, Runnable::run);
        mine.view(new Query(new Actor.Anyone(), image.id(), FRESH, SMALL_WEBP));
        mine.view(new Query(new Actor.Anyone(), image.id(), FRESH, SMALL_WEBP));

        assertThat(renderer.renders.get()).isEqualTo(1);
    }

    @Test
    void storeIsNotQueriedAgainWithinAnHour() {
        Image image = stored(ContentType.PNG);
        ViewImage viewer = viewer(store, catalog, Runnable::run);
        viewer.view(new Query(new Actor.Anyone(), image.id(), FRESH, SMALL_WEBP));
        store.setOutOfReach(true);

        assertThat(viewer.view(new Query(new Actor.Anyone(), image.id(), FRESH, SMALL_WEBP)))
                .isInstanceOf(Result.Found.class);
        clock.advance(Duration.ofHours(1));
        assertThatThrownBy(() -> viewer.view(new Query(new Actor.Anyone(), image.id(), FRESH, SMALL_WEBP)))
                .isInstanceOf(StorageException.Unavailable.class);
    }

    @Test
    void hundredConcurrentRequestsShareOneRendering() throws Exception {
        Image image = stored(ContentType.PNG);
        try (var threads = Executors.newFixedThreadPool(4);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch waiting = new CountDownLatch(100);
            ViewImage viewer = viewer(store, counting(waiting), threads);
            renderer.before = () -> await(waiting);
            List<Callable<Result>> calls = IntStream.range(0, 100)
                    .<Callable<Result>>mapToObj(
                            _ -> () -> viewer.view(new Query(new Actor.Anyone(), image.id(), FRESH, SMALL_WEBP)))
                    .toList();
            for (Future<Result> result : clients.invokeAll(calls)) {
                assertThat(result.get()).isInstanceOf(Result.Found.class);
            }
        }
        assertThat(renderer.renders.get()).isEqualTo(1);
    }

    /** A catalog that signals when the image was read that many times. The renderer waits for the signal. */
    private ImageCatalog counting(CountDownLatch asked) {
        return intercepted(ImageCatalog.class, catalog, (name, call) -> {
            Object result = call.call();
            if (name.equals("find")) {
                asked.countDown();
            }
            return result;
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void fullQueueIsUnavailableAndTheNextCallTriesAgain() {
        Image image = stored(ContentType.PNG);
        AtomicInteger calls = new AtomicInteger();
        ViewImage viewer = viewer(store, catalog, task -> {
            if (calls.getAndIncrement() == 0) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        });

        assertThatThrownBy(() -> viewer.view(new Query(new Actor.Anyone(), image.id(), FRESH, SMALL_WEBP)))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessage("Too many renditions are being made");
        assertThat(viewer.view(new Query(new Actor.Anyone(), image.id(), FRESH, SMALL_WEBP)))
                .isInstanceOf(Result.Found.class);
    }

    @Test
    void firstFormatThatCanBeMadeIsUsed() {
        Image image = stored(ContentType.PNG);
        Result.Found found = (Result.Found) view(image, FRESH,
                new RenditionChoice("thumb", List.of(ContentType.AVIF, ContentType.JPEG)));

        assertThat(found.url().url().getPath()).endsWith("/thumb.jpg");
        assertThat(view(image, FRESH, new RenditionChoice("thumb", List.of(ContentType.AVIF))))
                .isEqualTo(new Result.RenditionUnavailable(
                        "This server makes no image/avif renditions of image/png: ask for another format"));
    }

    @Test
    void nextFormatIsUsedIfTheRenditionIsTooLargeForTheFirst() {
        Image image = stored(ContentType.PNG);
        renderer.impossible = Set.of(ContentType.WEBP);

        assertThat(((Result.Found) view(image, FRESH, SMALL_WEBP)).url().url().getPath()).endsWith("/small.jpg");

        renderer.impossible = Set.of(ContentType.WEBP, ContentType.JPEG);
        assertThat(view(stored(ContentType.PNG), FRESH, SMALL_WEBP))
                .isEqualTo(new Result.RenditionUnavailable("It is too large."));
    }

    @Test
    void typeThatIsNotRenderedHasOnlyItsOriginal() {
        Image image = stored(ContentType.HEIC);

        assertThat(view(image, FRESH, SMALL_WEBP)).isEqualTo(new Result.RenditionUnavailable(
                "This server makes no image/webp renditions of image/heic: ask for the original, without rendition"));
        assertThat(((Result.Found) view(image, FRESH, null)).renditions()).isEmpty();
    }

    @Test
    void refusalOfTheRendererIsReturnedAndStoresNothing() {
        Image image = stored(ContentType.PNG);
        renderer.refusal = "The pixels are damaged.";

        assertThat(view(image, FRESH, SMALL_WEBP))
                .isEqualTo(new Result.RenditionUnavailable("The pixels are damaged."));
        assertThat(store.keys()).containsExactly(image.originalKey().value());
    }

    @Test
    void damagedPixelsAreDecodedOnceForAllRenditions() {
        Image image = stored(ContentType.PNG);
        renderer.undecodable = true;

        for (RenditionDefinition definition : RenditionDefinition.DEFAULTS) {
            assertThat(view(image, FRESH, new RenditionChoice(definition.name(), List.of(ContentType.JPEG))))
                    .isInstanceOf(Result.Undecodable.class);
        }

        assertThat(renderer.refusals).hasValue(1);
        assertThat(store.keys())
                .containsExactlyInAnyOrder(
                        image.originalKey().value(), ObjectKey.undecodable(image.id()).value());
        assertThat(view(image, FRESH, null)).isInstanceOf(Result.Found.class);
    }

    @Test
    void imageWithoutAPlaceholderGetsOneWithItsFirstRendition() {
        Image image = stored(ContentType.PNG);

        view(image, FRESH, SMALL_WEBP);
        view(image, FRESH, new RenditionChoice("thumb", List.of(ContentType.JPEG)));

        assertThat(catalog.find(image.id())).contains(image.withPlaceholder(LabelRenderer.PLACEHOLDER));
        assertThat(renderer.placeholders).hasValue(1);
    }

    @Test
    void anotherRendererTriesAgain() {
        Image image = stored(ContentType.PNG);
        renderer.undecodable = true;
        view(image, FRESH, SMALL_WEBP);

        renderer.undecodable = false;
        for (String other : List.of("label", "labels 2", "LABELS")) {
            renderer.name = other;
            assertThat(view(image, FRESH, new RenditionChoice("small", List.of(ContentType.WEBP))))
                    .as(other)
                    .isInstanceOf(Result.Found.class);
        }
    }

    @Test
    void noteThatAnImageCanNotBeDecodedIsRemovedWithTheImage() {
        Image image = stored(ContentType.PNG);
        renderer.undecodable = true;
        renderer.before = () -> new DeleteImageService(store, catalog, catalog, Retention.NONE, clock)
                .delete(new DeleteImage.Command(new Actor.Anyone(), image.id(), null));

        assertThat(view(image, FRESH, SMALL_WEBP)).isEqualTo(new Result.NotFound());
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void downloadOfARenditionHasTheNameAndExtensionOfTheRendition() {
        Image image = stored(ContentType.PNG);

        assertThat(image.filename().of("small", ContentType.WEBP))
                .isEqualTo(new Filename("kite.large-small.webp"));
        assertThat(new Filename("🪁".repeat(255)).of("small", ContentType.JPEG).value())
                .isEqualTo("🪁".repeat(245) + "-small.jpg");
        assertThat(view(image, new Address.Fresh(Duration.ofMinutes(5), new Download.AsUploaded()), SMALL_WEBP))
                .isInstanceOf(Result.Found.class);
    }

    @Test
    void steadyUrlIsTheSameForAnHour() {
        Image image = stored(ContentType.PNG);
        clock.advance(Duration.ofMinutes(1));
        Result.Found first = (Result.Found) view(image, new Address.Steady(), SMALL_WEBP);
        clock.advance(Duration.ofMinutes(1));

        assertThat(((Result.Found) view(image, new Address.Steady(), SMALL_WEBP)).url()).isEqualTo(first.url());
    }

    @Test
    void missingOriginalIsCorrupted() {
        Image image = stored(ContentType.PNG);
        store.delete(image.originalKey());

        assertThatThrownBy(() -> view(image, FRESH, SMALL_WEBP))
                .hasRootCauseInstanceOf(StorageException.Corrupted.class);
    }

    /**
     * Whenever the image is deleted while a rendition is made, and whenever the process that makes it dies, what is left is
     * removed.
     */
    @TestFactory
    Stream<DynamicTest> deletionAtAnyMomentOfARendering() {
        definitions = RenditionDefinitions.parse("avatar=96x64");
        List<DynamicTest> tests = new ArrayList<>();
        for (RenditionChoice choice : List.of(SMALL_WEBP, AVATAR)) {
            for (int deletedAt = 0; deletedAt < CALLS; deletedAt++) {
                for (int diesAt = deletedAt; diesAt <= CALLS; diesAt++) {
                    int deletion = deletedAt;
                    int death = diesAt;
                    tests.add(DynamicTest.dynamicTest(
                            "%s deleted before call %d, dead before call %d".formatted(choice.name(), deletion, death),
                            () -> deleteDuring(choice, deletion, death)));
                }
            }
        }
        return tests.stream();
    }

    private void deleteDuring(RenditionChoice choice, int deletion, int death) {
        Image image = stored(ContentType.PNG);
        AtomicInteger calls = new AtomicInteger();
        Interceptor interceptor = (_, call) -> {
            int number = calls.getAndIncrement();
            if (number == deletion) {
                new DeleteImageService(store, catalog, catalog, Retention.NONE, clock)
                        .delete(new DeleteImage.Command(new Actor.Anyone(), image.id(), null));
            }
            if (number >= death) {
                throw new StorageException.Unavailable("dead", null);
            }
            return call.call();
        };
        try {
            Result result = viewer(
                    intercepted(BlobStore.class, store, interceptor),
                    intercepted(ImageCatalog.class, catalog, interceptor),
                    Runnable::run).view(new Query(new Actor.Anyone(), image.id(), FRESH, choice));
            // The list of old renditions follows the last read of the row.
            int lists = choice.equals(AVATAR) ? 1 : 0;
            if (death == CALLS && deletion < calls.get() - lists) {
                assertThat(result).isEqualTo(new Result.NotFound());
                assertThat(store.keys()).isEmpty();
            }
        } catch (StorageException.Unavailable dead) {
            assertThat(death).isLessThan(CALLS);
        }
        new DeleteImageService(store, catalog, catalog, Retention.NONE, clock)
                .delete(new DeleteImage.Command(new Actor.Anyone(), image.id(), null));
        clock.advance(Duration.ofHours(2));
        new ReconcileService(store, catalog, catalog, Retention.NONE, new InMemoryIdempotencyStore(), EventLog.OFF,
                clock)
                .reconcile(new Reconcile.Command(Duration.ofHours(1)));

        assertThat(store.keys()).isEmpty();
        assertThat(catalog.state(image.id())).isEmpty();
        assertThat(spoolFolder).isEmptyDirectory();
    }

    private interface Interceptor {
        Object intercept(String method, Callable<Object> call) throws Exception;
    }

    private static <T> T intercepted(Class<T> port, T real, Interceptor interceptor) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[]{port},
                (_, method, args) -> {
                    try {
                        return interceptor.intercept(method.getName(), () -> method.invoke(real, args));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
