package dev.darkroom.adapter.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.local.filesystem.FaultyFiles;
import dev.darkroom.adapter.local.filesystem.FaultyFiles.Fault;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.SignedUpload;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import dev.darkroom.domain.model.rendition.RenditionDefinitions;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.in.upload.StartUpload;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.service.blob.ReceiveBlobService;
import dev.darkroom.domain.service.library.DeleteImageService;
import dev.darkroom.domain.service.library.ViewImageService;
import dev.darkroom.domain.service.operations.ReconcileService;
import dev.darkroom.domain.service.upload.CancelUploadService;
import dev.darkroom.domain.service.upload.CompleteUploadService;
import dev.darkroom.domain.service.upload.StartUploadService;
import dev.darkroom.domain.service.upload.UploadImageService;
import dev.darkroom.domain.testkit.fixture.LabelRenderer;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.fixture.SequentialIds;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs uploads and deletions on a disk on which one call fails, and repeats each run for every call. SQLite's own file operations do not
 * fail: {@code LocalStorageIT} and the crash rounds kill processes instead.
 */
class TornWritesIT {
    private static final Actor ANYONE = new Actor.Anyone();
    private static final UserId ALICE = new UserId("alice");
    private static final int THREADS = 8;
    private static final int NO_CALL = Integer.MAX_VALUE;
    private static final byte[] PICTURE = picture();
    private static final Dimensions SIZE = new Dimensions(400, 300);

    /** Accepts all bytes. */
    private static final ImageInspector INSPECTOR =
            content -> new Inspection.Accepted(ContentType.PNG, SIZE, null, content);

    /** Large enough for direct writes. */
    private static byte[] picture() {
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @TempDir
    Path folder;

    /** What happens to the picture of a run. */
    private enum Scenario {
        UPLOADED_AND_RENDERED,
        UPLOADED_AND_DELETED,
        UPLOADED_DIRECTLY,
        CANCELLED
    }

    @ParameterizedTest
    @EnumSource
    void noFailureOfTheDiskTearsLosesOrLeavesAnObject(Fault fault) throws Exception {
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Run>> runs = new ArrayList<>();
            for (Scenario scenario : Scenario.values()) {
                Run healthy = new Run(scenario, fault, NO_CALL).go();
                assertThat(healthy.acknowledged.size() + healthy.deleted.size()).as("%s", scenario).isPositive();
                // Opening the folder makes the same calls in each scenario.
                int first = scenario == Scenario.values()[0] ? 0 : healthy.callsToOpen;
                assertThat(healthy.files.calls()).isGreaterThan(healthy.callsToOpen + 10);
                for (int call = first; call < healthy.files.calls(); call++) {
                    if (fault != Fault.WRITES_LESS || healthy.files.isWrite(call)) {
                        Run run = new Run(scenario, fault, call);
                        runs.add(run::go);
                    }
                }
            }
            int failed = 0;
            for (Future<Run> run : threads.invokeAll(runs)) {
                failed += run.get().failed;
            }
            assertThat(failed > 0).as("a caller received the failure").isEqualTo(fault != Fault.WRITES_LESS);
        }
    }

    @Test
    void missingSpoolFolderLosesAndLeavesNoObject() {
        int failed = 0;
        for (Scenario scenario : Scenario.values()) {
            Run run = new Run(scenario, Fault.FAILS, NO_CALL);
            run.spoolFolderIsMissing = true;
            failed += run.go().failed;
        }
        assertThat(failed).as("renditions and the completion of direct uploads need a copy").isEqualTo(3);
    }

    /** One scenario on a disk on which one call fails. */
    private final class Run {
        private final Scenario scenario;
        private final Fault fault;
        private final int call;
        private final Path data;
        private final MovableClock clock = new MovableClock();
        private final SequentialIds ids = new SequentialIds();
        private final LabelRenderer renderer = new LabelRenderer();
        private final FaultyFiles files = new FaultyFiles();
        private final Set<ImageId> acknowledged = new HashSet<>();
        private final Set<ImageId> deletionRequested = new HashSet<>();
        private final Set<ImageId> deleted = new HashSet<>();
        private int callsToOpen;
        private int failed;
        private boolean spoolFolderIsMissing;

        Run(Scenario scenario, Fault fault, int call) {
            this.scenario = scenario;
            this.fault = fault;
            this.call = call;
            this.data = folder.resolve(scenario + "-" + call);
        }

        Run go() {
            files.plan(fault, call);
            try {
                run();
                requireWholeObjects();
                leaveACopy();
                requireConsistency();
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError(scenario + ", " + fault + " at call " + call + ": " + e.getMessage(), e);
            }
            return this;
        }

        private void run() throws IOException {
            Optional<LocalStorage> opened = answer(() -> LocalStorage.open(files, data, clock));
            if (opened.isEmpty()) {
                return;
            }
            callsToOpen = files.calls();
            try (LocalStorage storage = opened.get()) {
                if (spoolFolderIsMissing) {
                    Files.delete(storage.spoolFolder());
                }
                ImageCatalog catalog = mortal(storage.catalog());
                var upload =
                        new UploadImageService(INSPECTOR, renderer, Runnable::run, Runnable::run, storage.spoolFolder(),
                                storage.blobStore(),
                                catalog, storage.idempotencyStore(), ids, clock, Quota.NONE);
                var view =
                        new ViewImageService(catalog, storage.urlSigner(), storage.blobStore(), renderer,
                                RenditionDefinitions.DEFAULT, Runnable::run, storage.spoolFolder(), clock);
                var delete =
                        new DeleteImageService(storage.blobStore(), catalog, storage.trash(), Retention.NONE, clock);
                var direct = new Direct(storage, catalog);

                switch (scenario) {
                    case UPLOADED_AND_RENDERED -> upload(upload).ifPresent(id -> render(view, id));
                    case UPLOADED_AND_DELETED -> upload(upload).ifPresent(id -> {
                        render(view, id);
                        delete(delete, id);
                    });
                    case UPLOADED_DIRECTLY -> direct.start().filter(direct::send).ifPresent(direct::complete);
                    case CANCELLED -> direct.start().filter(direct::send).ifPresent(direct::cancel);
                }
            }
        }

        private void delete(DeleteImage delete, ImageId id) {
            deletionRequested.add(id);
            answer(() -> delete.delete(new DeleteImage.Command(ANYONE, id, null))).ifPresent(result -> {
                assertThat(result).isEqualTo(new DeleteImage.Result.Deleted());
                deleted.add(id);
            });
        }

        /** A catalog that can't be used after the process has died. */
        private ImageCatalog mortal(ImageCatalog catalog) {
            return (ImageCatalog) Proxy.newProxyInstance(
                    ImageCatalog.class.getClassLoader(), new Class<?>[]{ImageCatalog.class},
                    (proxy, method, arguments) -> {
                        if (files.isDead()) {
                            throw new StorageException.Unavailable("dead", null);
                        }
                        try {
                            return method.invoke(catalog, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        private <T> Optional<T> answer(Supplier<T> call) {
            try {
                return Optional.of(call.get());
            } catch (StorageException.Unavailable e) {
                failed++;
                return Optional.empty();
            }
        }

        private static Checksum sha256(byte[] bytes) {
            return Checksum.of(Checksum.newDigest().digest(bytes));
        }

        private Optional<ImageId> upload(UploadImage upload) {
            return answer(() -> upload.upload(new UploadImage.Command(
                    ANYONE, ALICE, new Filename("kite.png"), ImageDetails.NONE, Content.of(PICTURE))))
                    .map(result -> {
                        ImageId id = ((UploadImage.Result.Uploaded) result).image().id();
                        acknowledged.add(id);
                        return id;
                    });
        }

        private void render(ViewImage view, ImageId id) {
            answer(() -> view.view(new ViewImage.Query(ANYONE, id, new ViewImage.Address.Steady(),
                    new ViewImage.RenditionChoice("small", List.of(ContentType.JPEG)))))
                    .ifPresent(result -> assertThat(result).isInstanceOf(ViewImage.Result.Found.class));
        }

        /** A client that uploads directly. */
        private final class Direct {
            private final StartUpload start;
            private final ReceiveBlob receive;
            private final CompleteUpload complete;
            private final CancelUpload cancel;
            private final Map<ImageId, SignedUpload> started = new HashMap<>();

            Direct(LocalStorage storage, ImageCatalog catalog) {
                BlobStore store = storage.blobStore();
                start = new StartUploadService(catalog, storage.urlSigner(), ids, clock, 1_000_000, Quota.NONE);
                receive = new ReceiveBlobService(storage.linkVerifier(), store, catalog);
                complete = new CompleteUploadService(
                        INSPECTOR, renderer, Runnable::run, Runnable::run, store, catalog, storage.idempotencyStore(),
                        clock,
                        storage.spoolFolder(), Quota.NONE);
                cancel = new CancelUploadService(store, catalog);
            }

            Optional<ImageId> start() {
                return answer(() -> start.start(new StartUpload.Command(
                        ANYONE, ALICE, new Filename("kite.png"), ImageDetails.NONE, ContentType.PNG,
                        PICTURE.length)))
                        .map(result -> {
                            var upload = (StartUpload.Result.Started) result;
                            started.put(upload.id(), upload.upload());
                            return upload.id();
                        });
            }

            boolean send(ImageId id) {
                return answer(() -> switch (receive.receive(query(id))) {
                    case ReceiveBlob.Result.Granted granted ->
                        granted.writer().write(Content.of(PICTURE));
                    case ReceiveBlob.Result other -> throw new AssertionError(other);
                }).isPresent();
            }

            private FetchBlob.Query query(ImageId id) {
                String query = Objects.requireNonNull(started.get(id)).url().getRawQuery();
                Map<String, String> parameters = Stream.of(query.split("&", -1))
                        .map(parameter -> parameter.split("=", 2))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
                return new FetchBlob.Query(ObjectKey.upload(id).value(), parameters);
            }

            void complete(ImageId id) {
                answer(() -> complete.complete(ANYONE, id)).ifPresent(result -> {
                    assertThat(result).isInstanceOf(CompleteUpload.Result.Completed.class);
                    acknowledged.add(id);
                });
            }

            void cancel(ImageId id) {
                answer(() -> cancel.cancel(ANYONE, id)).ifPresent(result -> {
                    assertThat(result).isEqualTo(new CancelUpload.Result.Cancelled());
                    deleted.add(id);
                });
            }
        }

        /** Before the restart, each file with the name of an object is complete. */
        private void requireWholeObjects() throws IOException {
            String label = new Rendition(RenditionDefinition.SMALL, ContentType.JPEG) + " "
                    + RenditionDefinition.SMALL.of(SIZE);
            for (Path file : filesIn(data.resolve("blobs"))) {
                byte[] bytes = Files.readAllBytes(file);
                if (file.endsWith("small.jpg")) {
                    assertThat(bytes).as("%s", file).isEqualTo(label.getBytes(UTF_8));
                } else {
                    assertThat(bytes).as("%s", file).isEqualTo(PICTURE);
                }
            }
        }

        /** A process that dies while it copies an object for a renderer leaves the copy. */
        private void leaveACopy() throws IOException {
            if (Files.isDirectory(data.resolve("spool"))) {
                Files.write(data.resolve("spool").resolve("copy.part"), PICTURE);
            }
        }

        /** After a restart and a reconciliation a day later, neither of which fails. */
        private void requireConsistency() throws IOException {
            MovableClock later = new MovableClock();
            later.advance(Duration.ofHours(26));
            try (LocalStorage storage = LocalStorage.open(data, later)) {
                var reconcile =
                        new ReconcileService(storage.blobStore(), storage.catalog(), storage.trash(), Retention.NONE,
                                storage.idempotencyStore(), storage.eventLog(), later);
                assertThat(reconcile.reconcile(new Reconcile.Command(Duration.ZERO)).failed()).isZero();

                Map<ImageId, Image> shown = storage.catalog()
                        .list(new PageRequest(ImageFilter.ALL, SortOrder.OLDEST_FIRST, null, 100))
                        .images()
                        .stream()
                        .collect(Collectors.toMap(Image::id, image -> image));
                Set<ImageId> kept = new HashSet<>(acknowledged);
                kept.removeAll(deletionRequested);
                assertThat(shown.keySet()).containsAll(kept).noneMatch(deleted::contains);
                Set<String> objects = new HashSet<>();
                storage.blobStore().forEach(object -> objects.add(object.key().value()));
                Set<String> possible = new HashSet<>();
                for (Image image : shown.values()) {
                    possible.add(new Rendition(RenditionDefinition.SMALL, ContentType.JPEG).key(image.id()).value());
                    possible.add(image.originalKey().value());
                    if (!acknowledged.contains(image.id())) {
                        // A client that repeats the completion causes the deletion of these bytes (ADR 7); this client does not.
                        possible.add(ObjectKey.upload(image.id()).value());
                    }
                    byte[] bytes = read(storage, image);
                    assertThat(sha256(bytes)).isEqualTo(image.sha256());
                    assertThat(bytes).isEqualTo(PICTURE);
                }
                assertThat(possible).containsAll(objects);
                assertThat(folders(data)).as("folders").hasSize(shown.size());
            }
            assertThat(filesIn(data))
                    .allMatch(file -> data.relativize(file)
                            .toString()
                            .matches(
                                    "blobs/../[^/]+/(original\\.png|small\\.jpg|upload)|catalog\\.db(-wal|-shm)?|keys/[a-z]+\\.key|lock"));
        }

        private static byte[] read(LocalStorage storage, Image image) throws IOException {
            try (InputStream in = storage.blobStore()
                    .open(image.originalKey(), new ByteRange(0, Long.MAX_VALUE))
                    .orElseThrow()) {
                return in.readAllBytes();
            }
        }

        private static List<Path> filesIn(Path folder) throws IOException {
            if (!Files.exists(folder)) {
                return List.of();
            }
            try (Stream<Path> paths = Files.walk(folder)) {
                return paths.filter(Files::isRegularFile).toList();
            }
        }

        private static List<Path> folders(Path data) throws IOException {
            try (Stream<Path> paths = Files.walk(data.resolve("blobs"))) {
                return paths.filter(path -> ImageId.parse(String.valueOf(path.getFileName())).isPresent()).toList();
            }
        }
    }
}
