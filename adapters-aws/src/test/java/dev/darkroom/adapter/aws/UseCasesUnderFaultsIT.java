package dev.darkroom.adapter.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.testkit.Fault;
import dev.darkroom.adapter.aws.testkit.FaultyNetwork;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.in.library.EditImage;
import dev.darkroom.domain.port.in.library.ViewImage;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.testkit.fixture.Filters;
import dev.darkroom.domain.testkit.fixture.FullTier;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.fixture.SequentialIds;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Runs use cases while requests to S3 and DynamoDB fail: each request of each use case, with each kind of fault. An
 * acknowledged upload is stored with its bytes, a failed one leaves nothing after reconciliation, and nothing is stored
 * twice.
 */
@FullTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UseCasesUnderFaultsIT {
    /** Whether all faults happen to all requests. By default some faults happen to every fourth request only. */
    private static final boolean ALL_FAULTS = Boolean.getBoolean("faults.all");

    /** Faults after which the client cannot know whether the request took effect. */
    private static final Set<Fault> AMBIGUOUS = Set.of(Fault.CUT_ANSWER, Fault.LOST_ANSWER);
    private static final int ATTEMPTS = 3;
    private static final Duration GRACE = Duration.ofHours(1);

    /** For faults that end immediately. The delays between attempts are short, so that the tests are fast. */
    private static final Timeouts BRISK = new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            ATTEMPTS,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofMillis(2));

    /** For faults without a response. */
    private static final Timeouts HASTY = new Timeouts(
            Duration.ofMillis(250),
            Duration.ofSeconds(10),
            8,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofMillis(2));

    private static final ImageDetails PLAIN = ImageDetails.NONE;
    private static final ImageDetails TAGGED =
            new ImageDetails("A kite", null, Tags.of(List.of("sea", "kite")), Visibility.PUBLIC);
    private static final byte[] PICTURE = picture();

    private final MovableClock clock = new MovableClock();
    private final SequentialIds ids = new SequentialIds();
    private final AwsSettings settings = TestCloud.inProcess().newSettings();
    private Path spoolFolder;
    private int owners;
    private Set<String> objectsBefore = Set.of();

    /** Without faults. */
    private UseCases calm;

    /** For faults that end immediately. */
    private UseCases brisk;

    /** For faults without a response. */
    private UseCases hasty;

    private boolean retryQuotaUsed;
    private int requestCount;

    private FaultyNetwork network;

    /** Has more bytes than one write to a socket takes. */
    private static byte[] picture() {
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @BeforeAll
    void open(@TempDir Path folder) {
        spoolFolder = folder;
        calm = open(settings, BRISK);
        calm.storage().provisioning().provision();
        calm.upload(new UserId("first"), PLAIN, PICTURE);
        network = FaultyNetwork.to(TestCloud.inProcess());
        network.delay(Duration.ofMillis(50));
        brisk = open(throughTheNetwork(), BRISK);
        hasty = open(throughTheNetwork(), HASTY);
    }

    @AfterAll
    void close() {
        network.close();
        List.of(calm, brisk, hasty).forEach(UseCases::close);
    }

    /** The requests that fail. */
    private enum Extent {
        /** One request, whose retry succeeds. */
        ONE {
            @Override
            int until(int from) {
                return from + 1;
            }
        },
        /** All attempts of one call. */
        CALL {
            @Override
            int until(int from) {
                return from + ATTEMPTS;
            }
        },
        /** All later requests, including those that undo the use case. */
        ALL {
            @Override
            int until(int from) {
                return Integer.MAX_VALUE;
            }
        };

        abstract int until(int from);
    }

    private record Plan(Fault fault, int from, Extent extent) {
        @Override
        public String toString() {
            return fault + " of " + extent + " from request " + from;
        }
    }

    private interface Scenario {
        void run(Plan plan, UseCases troubled, UserId owner) throws Exception;
    }

    private Stream<DynamicTest> underFaults(int requests, Scenario scenario) {
        return underFaults(0, requests, requests, scenario);
    }

    /**
     * @param first the index of the first request that fails
     * @param end the index after the last request that fails
     * @param requests the number of requests of the use case without faults
     */
    private Stream<DynamicTest> underFaults(int first, int end, int requests, Scenario scenario) {
        List<Plan> plans = new ArrayList<>(List.of(new Plan(Fault.ERROR, Integer.MAX_VALUE, Extent.ALL)));
        List<Fault> faults = List.of(Fault.values());
        for (int from = first; from < end; from++) {
            for (Fault fault : faults) {
                if (ALL_FAULTS || AMBIGUOUS.contains(fault) || (faults.indexOf(fault) + from) % 4 == 0) {
                    plans.add(new Plan(fault, from, Extent.ONE));
                }
            }
            // One represents the faults without an effect, and the other those with one.
            for (Fault fault : List.of(Fault.ERROR, Fault.LOST_ANSWER)) {
                boolean even = from % 2 == 0;
                if (ALL_FAULTS || fault == (even ? Fault.LOST_ANSWER : Fault.ERROR)) {
                    plans.add(new Plan(fault, from, Extent.ALL));
                }
                if (ALL_FAULTS || fault == (even ? Fault.ERROR : Fault.LOST_ANSWER)) {
                    plans.add(new Plan(fault, from, Extent.CALL));
                }
            }
        }
        return plans.stream().map(plan -> DynamicTest.dynamicTest(plan.toString(), () -> {
            UserId owner = new UserId("user-" + owners++);
            objectsBefore = objects();
            scenario.run(plan, troubled(plan), owner);
            if (plan.from() == Integer.MAX_VALUE) {
                assertThat(requestCount).as("number of requests without faults").isEqualTo(requests);
            }
            images(owner).forEach(image -> calm.delete(image.id()));
            reconcile(Duration.ofHours(2));
        }));
    }

    /** The use cases for the faults of the plan. Opens new clients if earlier faults used up their retry quota. */
    private UseCases troubled(Plan plan) {
        return switch (plan.fault()) {
            case SILENCE, LATE_EFFECT -> hasty;
            default -> {
                if (retryQuotaUsed) {
                    brisk.close();
                    brisk = open(throughTheNetwork(), BRISK);
                }
                retryQuotaUsed = plan.extent() != Extent.ONE;
                yield brisk;
            }
        };
    }

    private UseCases open(AwsSettings settings, Timeouts timeouts) {
        return new UseCases(settings, clock, ids, spoolFolder, timeouts, Quota.NONE);
    }

    private AwsSettings throughTheNetwork() {
        return network.cloud().settings(settings.bucket(), settings.table());
    }

    private void trouble(Plan plan) {
        network.plan(plan.fault(), plan.from(), plan.extent().until(plan.from()));
    }

    private void heal() throws InterruptedException {
        network.awaitQuiet();
        requestCount = network.count();
        network.heal();
    }

    @TestFactory
    Stream<DynamicTest> upload() {
        return underFaults(10, (plan, troubled, owner) -> upload(plan, troubled, owner, PLAIN));
    }

    @TestFactory
    Stream<DynamicTest> uploadWithTags() {
        // Only the last requests differ from that of an upload without tags.
        return underFaults(8, 10, 10, (plan, troubled, owner) -> upload(plan, troubled, owner, TAGGED));
    }

    private void upload(Plan plan, UseCases troubled, UserId owner, ImageDetails details) throws Exception {
        // A new day, which is stored with its first image.
        clock.advance(Duration.ofDays(1));
        if (clock.instant().atOffset(ZoneOffset.UTC).getDayOfMonth() == 1) {
            // The month is stored, as in most uploads, but the process that is tested must read it.
            calm.delete(calm.upload(owner, PLAIN, PICTURE).orElseThrow().id());
            clock.advance(Duration.ofDays(1));
        }
        trouble(plan);
        Optional<Image> acknowledged = troubled.upload(owner, details, PICTURE);
        heal();

        if (plan.extent() == Extent.ONE) {
            assertThat(acknowledged).as("made good").isPresent();
        }
        acknowledged.ifPresent(image -> assertThat(calm.storage().catalog().find(image.id())).contains(image));
        reconcile(Duration.ofHours(2));
        List<Image> listed = assertThatEveryObjectHasItsImage(owner);
        if (acknowledged.isPresent()) {
            assertThat(listed).containsExactly(acknowledged.get());
        } else if (!plan.fault().takesEffect()) {
            assertThat(listed).isEmpty();
        } else {
            // The responses to publishing and abandoning were lost. The image is complete or absent.
            assertThat(listed).hasSizeLessThanOrEqualTo(plan.extent() == Extent.ALL ? 1 : 0);
        }
    }

    @TestFactory
    Stream<DynamicTest> delete() {
        return underFaults(4, (plan, troubled, owner) -> delete(plan, troubled, owner, PLAIN));
    }

    @TestFactory
    Stream<DynamicTest> deleteWithTags() {
        return underFaults(1, 2, 4, (plan, troubled, owner) -> delete(plan, troubled, owner, TAGGED));
    }

    private void delete(Plan plan, UseCases troubled, UserId owner, ImageDetails details) throws Exception {
        Image image = calm.upload(owner, details, PICTURE).orElseThrow();
        Image other = calm.upload(owner, details, PICTURE).orElseThrow();
        trouble(plan);
        Optional<DeleteImage.Result> answer = troubled.delete(image.id());
        heal();

        if (plan.extent() == Extent.ONE) {
            assertThat(answer).as("made good").isPresent();
        }
        if (answer.isPresent()) {
            assertThat(answer).contains(new DeleteImage.Result.Deleted());
            assertThat(calm.storage().catalog().find(image.id())).isEmpty();
            assertThat(calm.storage().blobStore().stat(image.originalKey())).isEmpty();
        }
        // A client without a response repeats the request.
        calm.delete(image.id());
        assertThat(calm.storage().blobStore().stat(image.originalKey())).isEmpty();
        reconcile(Duration.ofHours(2));
        assertThat(calm.storage().catalog().state(image.id())).isEmpty();
        assertThat(assertThatEveryObjectHasItsImage(owner)).containsExactly(other);
    }

    @TestFactory
    Stream<DynamicTest> edit() {
        return underFaults(4, (plan, troubled, owner) -> edit(plan, troubled, owner, PLAIN,
                new ImageDetails("A kite", null, Tags.NONE, Visibility.PUBLIC)));
    }

    @TestFactory
    Stream<DynamicTest> editOfTags() {
        // Only the last request differs from that of an edit without tags.
        return underFaults(3, 4, 4, (plan, troubled, owner) -> edit(plan, troubled, owner, TAGGED,
                new ImageDetails(null, "Two kites", Tags.of(List.of("kite", "sky")), Visibility.PRIVATE)));
    }

    private void edit(Plan plan, UseCases troubled, UserId owner, ImageDetails details, ImageDetails changed)
            throws Exception {
        // The day is stored, but the process that is tested must read it.
        clock.advance(Duration.ofDays(1));
        Image image = calm.upload(owner, details, PICTURE).orElseThrow();
        trouble(plan);
        Optional<EditImage.Result> answer = troubled.edit(image, changed);
        heal();

        if (plan.extent() == Extent.ONE) {
            assertThat(answer).as("made good").isPresent();
        }
        // The clock does not move.
        Image edited = image.edited(changed, image.updatedAt());
        if (answer.isPresent()) {
            assertThat(answer).contains(new EditImage.Result.Edited(edited));
        } else {
            // The edit is complete or absent. A client without a response reads the image and repeats the request.
            Image found = calm.storage().catalog().find(image.id()).orElseThrow();
            assertThat(found).isIn(image, edited);
            assertThat(calm.edit(found, changed)).contains(new EditImage.Result.Edited(edited));
        }
        assertThat(assertThatEveryObjectHasItsImage(owner)).containsExactly(edited);
        for (Tag tag : new Tag[]{new Tag("sea"), new Tag("kite"), new Tag("sky")}) {
            assertThat(calm.list(Filters.of(owner, tag, null, null, null, null)).orElseThrow())
                    .isEqualTo(changed.tags().values().contains(tag) ? List.of(edited) : List.of());
        }
    }

    @TestFactory
    Stream<DynamicTest> directUpload() {
        return underFaults(12, (plan, troubled, owner) -> {
            // The day is stored, but the process that is tested must read it.
            calm.delete(calm.upload(owner, PLAIN, PICTURE).orElseThrow().id());
            trouble(plan);
            var started = troubled.start(owner, TAGGED, PICTURE);
            if (started.isEmpty()) {
                heal();
                assertThat(plan.extent()).isNotEqualTo(Extent.ONE);
                reconcile(Duration.ofHours(26));
                assertThat(assertThatEveryObjectHasItsImage(owner)).isEmpty();
                return;
            }
            ImageId id = started.get().id();
            boolean sent = UseCases.send(started.get().upload(), PICTURE);
            Optional<CompleteUpload.Result> answer = sent ? troubled.complete(id) : Optional.empty();
            heal();

            // A read of an object that ends half-way is not repeated.
            if (plan.extent() == Extent.ONE && plan.fault() != Fault.CUT_ANSWER) {
                assertThat(answer).as("made good").isPresent();
            }
            if (answer.isEmpty()) {
                // A client without a response continues with the step that failed.
                assertThat(sent || UseCases.send(started.get().upload(), PICTURE)).isTrue();
                answer = calm.complete(id);
            }
            Image image = ((CompleteUpload.Result.Completed) answer.orElseThrow()).image();
            assertThat(calm.complete(id)).contains(new CompleteUpload.Result.Completed(image));
            reconcile(Duration.ofHours(26));
            assertThat(assertThatEveryObjectHasItsImage(owner)).containsExactly(image);
        });
    }

    @TestFactory
    Stream<DynamicTest> viewAndLists() {
        return underFaults(2, (plan, troubled, owner) -> {
            Image image = calm.upload(owner, TAGGED, PICTURE).orElseThrow();
            trouble(plan);
            Optional<ViewImage.Result> viewed = troubled.view(image.id());
            Optional<List<Image>> listed =
                    troubled.list(Filters.of(owner, null, null, null, null, null));
            heal();

            if (plan.extent() == Extent.ONE) {
                assertThat(viewed).as("made good").isPresent();
                assertThat(listed).as("made good").isPresent();
            }
            viewed.ifPresent(view -> assertThat(((ViewImage.Result.Found) view).image()).isEqualTo(image));
            listed.ifPresent(images -> assertThat(images).containsExactly(image));
            assertThat(assertThatEveryObjectHasItsImage(owner)).containsExactly(image);
        });
    }

    @TestFactory
    Stream<DynamicTest> reconciliation() {
        // The last query of the work index and all requests for one image represent the others.
        return underFaults(3, 10, 13, (plan, troubled, owner) -> {
            Image kept = calm.upload(owner, PLAIN, PICTURE).orElseThrow();
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            ImageId pending = ids.next(now);
            calm.storage().catalog().announce(new ImageState.Uploading(pending, now));
            byte[] bytes = {1, 2, 3};
            calm.storage().blobStore().put(
                    ObjectKey.original(pending, ContentType.PNG),
                    Content.of(bytes),
                    ContentType.PNG,
                    Checksum.of(Checksum.newDigest().digest(bytes)));
            Image deleting = calm.upload(owner, TAGGED, PICTURE).orElseThrow();
            calm.storage().catalog().withdraw(deleting.id(), VersionCondition.ANY, now);
            clock.advance(Duration.ofHours(2));
            trouble(plan);
            Optional<Reconcile.Report> report = troubled.reconcile(GRACE);
            heal();

            if (plan.extent() == Extent.ONE) {
                assertThat(report).as("made good").contains(new Reconcile.Report(1, 1, 0, 0));
            }
            reconcile(Duration.ZERO);
            assertThat(assertThatEveryObjectHasItsImage(owner)).containsExactly(kept);
            assertThat(calm.storage().catalog().state(pending)).isEmpty();
            assertThat(calm.storage().catalog().state(deleting.id())).isEmpty();
        });
    }

    private void reconcile(Duration delay) {
        clock.advance(delay);
        assertThat(calm.reconcile(GRACE).orElseThrow().failed()).isZero();
        assertThat(calm.storage().catalog().unfinished(clock.instant().minus(GRACE), 10)).isEmpty();
    }

    /** Also asserts that the bytes are the uploaded ones, and that every new object in the bucket belongs to an image. */
    private List<Image> assertThatEveryObjectHasItsImage(UserId owner) throws Exception {
        List<Image> listed = images(owner);
        Set<String> expected = new TreeSet<>();
        for (Image image : listed) {
            expected.add(image.originalKey().value());
            try (InputStream stored = calm.storage()
                    .blobStore()
                    .open(image.originalKey(), new ByteRange(0, Long.MAX_VALUE))
                    .orElseThrow()) {
                assertThat(stored.readAllBytes()).isEqualTo(PICTURE);
            }
        }
        Set<String> objects = objects();
        objects.removeAll(objectsBefore);
        assertThat(objects).isEqualTo(expected);
        return listed;
    }

    private List<Image> images(UserId owner) {
        return calm.list(Filters.of(owner, null, null, null, null, null)).orElseThrow();
    }

    /** All keys in the bucket. */
    private Set<String> objects() {
        return calm.storage()
                .bucket()
                .client()
                .listObjectsV2Paginator(list -> list.bucket(settings.bucket()))
                .contents()
                .stream()
                .map(S3Object::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
