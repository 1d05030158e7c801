package dev.darkroom.adapter.aws.dynamodb.events;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.dynamodb.schema.Attributes;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.Timelines;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.testkit.contract.AtOnce;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Shards that end and follow each other, and failures, with a stream that the tests decide. */
class StreamCopierIT {
    private static final Map<String, AttributeValue> NONE = Map.of();
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final AwsStorage storage = TestCloud.inProcess().newStorage(InstantSource.system());
    private final Timelines timelines = new Timelines(storage.table(), 1);
    private FakeStream stream = new FakeStream(2);
    /** DynamoDB Local removes expired batches by the real time. */
    private final Instant start = InstantSource.system().instant();
    private Instant now = start;

    @AfterEach
    void close() {
        storage.close();
    }

    private DynamoDbEventLog log() {
        return new DynamoDbEventLog(storage.table(), stream, () -> now, Duration.ZERO);
    }

    private ImageEvent publish(String shard, Image image) {
        stream.add(shard, ImageItems.pending(new ImageState.Uploading(image.id(), image.createdAt())),
                timelines.ready(image));
        return ImageEvent.published(image);
    }

    private ImageEvent revise(String shard, Image image, Image next) {
        stream.add(shard, timelines.ready(image), timelines.ready(next));
        return ImageEvent.updated(next);
    }

    private static Image next(Image image) {
        return image.edited(image.details(), image.updatedAt().plusMillis(1));
    }

    private static List<ImageEvent> all(DynamoDbEventLog log) {
        List<ImageEvent> events = new ArrayList<>();
        EventPosition position = EventPosition.START;
        EventPage page;
        do {
            page = log.read(position, 3);
            page.entries().forEach(entry -> events.add(entry.event()));
            position = page.end();
        } while (!page.entries().isEmpty());
        return events;
    }

    @Test
    void aShardIsReadAfterItsParentAndInItsOrder() {
        List<ImageEvent> expected = new ArrayList<>();
        stream.open("z-parent", null);
        stream.open("b-child", "z-parent");
        stream.open("a-grandchild", "b-child");
        Image image = image().createdAt(NOON).build();
        expected.add(publish("z-parent", image));
        Image second = next(image);
        expected.add(revise("z-parent", image, second));
        Image third = next(second);
        expected.add(revise("z-parent", second, third));
        Image fourth = next(third);
        expected.add(revise("b-child", third, fourth));
        Image fifth = next(fourth);
        expected.add(revise("a-grandchild", fourth, fifth));
        stream.close("z-parent");
        stream.close("b-child");

        DynamoDbEventLog log = log();

        assertThat(all(log)).containsExactlyElementsOf(expected);
        assertThat(all(log())).as("another process").containsExactlyElementsOf(expected);
        expected.add(revise("a-grandchild", fifth, next(fifth)));
        assertThat(all(log)).containsExactlyElementsOf(expected);
    }

    @Test
    void aShardThatFollowsLaterIsFoundAndReadByAllProcesses() {
        stream.open("p", null);
        List<ImageEvent> expected = new ArrayList<>();
        Image image = image().createdAt(NOON).build();
        expected.add(publish("p", image));
        DynamoDbEventLog first = log();
        DynamoDbEventLog second = log();
        assertThat(all(first)).hasSize(1);
        assertThat(all(second)).hasSize(1);

        stream.close("p");
        stream.open("c1", "p");
        stream.open("c2", "p");
        stream.setListed("c1", false);
        Image next = next(image);
        expected.add(revise("c1", image, next));
        assertThat(all(second)).as("not listed yet").hasSize(1);
        stream.setListed("c1", true);
        assertThat(all(second)).containsExactlyElementsOf(expected);
        expected.add(publish("c2", image().createdAt(NOON).build()));
        assertThat(all(first)).containsExactlyElementsOf(expected);
        stream.setListed("p", false);
        expected.add(revise("c1", next, next(next)));

        assertThat(all(second)).containsExactlyElementsOf(expected);
        assertThat(all(first)).containsExactlyElementsOf(expected);
        assertThat(all(log())).containsExactlyElementsOf(expected);
    }

    @Test
    void expiredIteratorsAndTooManyRequestsLoseNothing() {
        stream.open("p", null);
        List<ImageEvent> expected = new ArrayList<>();
        DynamoDbEventLog log = log();
        for (int i = 0; i < 5; i++) {
            expected.add(publish("p", image().createdAt(NOON).build()));
            assertThat(all(log)).containsExactlyElementsOf(expected);
            stream.expireIterators();
            expected.add(publish("p", image().createdAt(NOON).build()));
            stream.refuse(1);
            assertThat(all(log)).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void recordsThatAreLeftAfterADayAreReadOnce() {
        stream.open("p", null);
        List<ImageEvent> expected = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            expected.add(publish("p", image().createdAt(NOON).build()));
        }
        assertThat(all(log())).hasSize(3);
        ImageEvent lost = publish("p", image().createdAt(NOON).build());
        expected.add(publish("p", image().createdAt(NOON).build()));
        stream.trim("p", 4);
        now = start.plus(Duration.ofHours(30));

        DynamoDbEventLog late = log();

        assertThat(all(late)).doesNotContain(lost).containsExactlyElementsOf(expected);
        expected.add(publish("p", image().createdAt(NOON).build()));
        assertThat(all(late)).containsExactlyElementsOf(expected);
    }

    @Test
    void changesThatAreNotVisibleAreSkippedAndADamagedRowHasNoEvent() {
        stream.open("p", null);
        Image image = image().createdAt(NOON).tags("sea").build();
        Map<String, AttributeValue> pending =
                ImageItems.pending(new ImageState.Uploading(image.id(), image.createdAt()));
        Map<String, AttributeValue> deleting =
                ImageItems.deleting(new ImageState.Deleting(image.id(), NOON), 1);
        Map<String, AttributeValue> counted = new HashMap<>(timelines.ready(image));
        counted.put("a", Attributes.number(1));
        Map<String, AttributeValue> damaged = new HashMap<>(timelines.ready(image));
        damaged.remove("u");
        stream.add("p", NONE, pending);
        stream.add("p", pending, NONE);
        stream.add("p", pending, deleting);
        stream.add("p", timelines.ready(image), counted);
        stream.add("p", timelines.ready(image), timelines.ready(image.withPlaceholder("abc=")));
        stream.add("p", NONE, ImageItems.tagsOf(image).getFirst());
        stream.add("p", pending, damaged);
        stream.add("p", deleting, NONE);
        ImageEvent expected = publish("p", image);

        assertThat(all(log())).containsExactly(expected);
    }

    @Test
    void checkpointsAreStoredWithoutEventsAfterSomeHours() {
        stream.open("p", null);
        publish("p", image().createdAt(NOON).build());
        assertThat(all(log())).hasSize(1);
        for (int i = 0; i < 40; i++) {
            Image image = image().createdAt(NOON).build();
            stream.add("p", NONE, ImageItems.pending(new ImageState.Uploading(image.id(), image.createdAt())));
        }
        now = start.plus(Duration.ofHours(7));
        DynamoDbEventLog running = log();
        for (int i = 0; i < 5; i++) {
            running.read(EventPosition.START, 10);
        }
        int before = stream.reads();

        assertThat(all(log())).hasSize(1);

        assertThat(stream.reads() - before).isLessThan(15);
    }

    @Test
    void eventsThatDoNotFitIntoABatchAreInTheNextOnes() {
        stream = new FakeStream(1_000);
        stream.open("p", null);
        stream.open("q", null);
        List<ImageEvent> large = new ArrayList<>();
        List<ImageEvent> small = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            large.add(publish("p", image().createdAt(NOON).description("凧".repeat(2_000)).build()));
        }
        for (int i = 0; i < 300; i++) {
            small.add(publish("q", image().createdAt(NOON).build()));
        }

        DynamoDbEventLog log = log();
        List<EventPage.Entry> read = log.read(EventPosition.START, 1_000).entries();
        List<ImageEvent> all = all(log);

        assertThat(read.getFirst().position().major()).isLessThan(read.getLast().position().major());
        assertThat(all).containsExactlyElementsOf(Stream.concat(large.stream(), small.stream()).toList());
        assertThat(all(log())).containsExactlyElementsOf(all);
    }

    private DynamoDbEventLog logAt(Instant time) {
        return new DynamoDbEventLog(storage.table(), stream, () -> time, Duration.ZERO);
    }

    @Test
    void processesThatBeginAnEmptyLogOnDifferentDaysAppendEachEventOnce() throws Exception {
        Instant midnight = start.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
        for (int round = 0; round < 10; round++) {
            // Another stream each time, as after a table was restored: the log is begun again.
            stream = new FakeStream(10);
            stream.open("p" + round, null);
            List<ImageEvent> expected = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                expected.add(publish("p" + round, image().createdAt(NOON).build()));
            }
            List<Callable<EventPage>> reads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                DynamoDbEventLog log = logAt(midnight.plusMillis(i % 2 == 0 ? -1 : 1).plus(Duration.ofDays(round)));
                reads.add(() -> log.read(EventPosition.START, 1_000));
            }
            AtOnce.all(reads);

            assertThat(all(log()).stream().filter(expected::contains)).as("round %d", round)
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void onlyOneFirstBatchOfAStreamIsAppended() {
        BatchLog early = new BatchLog(storage.table());
        BatchLog late = new BatchLog(storage.table());
        for (String label : List.of("one", "two")) {
            early.refresh();
            late.refresh();
            Batch today = new Batch(early.nextNumber(NOON, label), NOON, Checkpoints.start(label), List.of());
            Instant tomorrow = NOON.plus(Duration.ofDays(1));
            Batch next = new Batch(late.nextNumber(tomorrow, label), tomorrow, Checkpoints.start(label), List.of());
            assertThat(next.number()).as(label).isGreaterThanOrEqualTo(today.number());

            assertThat(late.append(next)).isTrue();
            assertThat(early.append(today)).isFalse();
            assertThat(early.last()).as("It goes on after that of the other process").contains(next);
        }
    }

    /** A shard with the images whose last bits it has. */
    private record Leaf(String id, int bits, int suffix) {
        boolean contains(int image) {
            return (image & ((1 << bits) - 1)) == suffix;
        }
    }

    /** Publishes and revises images, while their shards end and are followed by one or two others. */
    private final class Writer {
        private static final int IMAGES = 24;
        private static final int CHANGES = 300;

        private final Random random;
        private final List<Leaf> leaves = new ArrayList<>();
        private final Map<Integer, Image> images = new HashMap<>();
        private final List<ImageEvent> written = new ArrayList<>();
        private int shards;

        private Writer(long seed) {
            random = new Random(seed);
            leaves.add(open(null, 0, 0));
        }

        private Leaf open(@Nullable Leaf parent, int bits, int suffix) {
            shards++;
            String id = "s%03d".formatted(random.nextInt(10) * 100 + shards);
            stream.open(id, parent == null ? null : parent.id());
            return new Leaf(id, bits, suffix);
        }

        private void run() {
            while (written.size() < CHANGES) {
                int number = random.nextInt(IMAGES);
                Leaf leaf = leaves.stream().filter(each -> each.contains(number)).findFirst().orElseThrow();
                Image image = images.get(number);
                Image next = image == null ? image().createdAt(NOON).build() : next(image);
                images.put(number, next);
                written.add(image == null ? publish(leaf.id(), next) : revise(leaf.id(), image, next));
                if (written.size() % 10 == 0) {
                    awaitReader();
                }
                switch (random.nextInt(20)) {
                    case 0 -> end(leaf);
                    case 1 -> stream.expireIterators();
                    case 2 -> stream.refuse(1);
                    default -> {}
                }
            }
        }

        private void awaitReader() {
            int reads = stream.reads();
            long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (stream.reads() == reads && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
        }

        private void end(Leaf leaf) {
            stream.close(leaf.id());
            leaves.remove(leaf);
            if (leaf.bits() < 3 && random.nextBoolean()) {
                leaves.add(open(leaf, leaf.bits() + 1, leaf.suffix()));
                leaves.add(open(leaf, leaf.bits() + 1, leaf.suffix() | 1 << leaf.bits()));
            } else {
                leaves.add(open(leaf, leaf.bits(), leaf.suffix()));
            }
        }
    }

    @Test
    void processesThatReadWhileShardsSplitReadTheSameOrderAndEachEventOnce() throws Exception {
        Writer writer = new Writer(11);
        List<Callable<List<ImageEvent>>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tasks.add(() -> {
                DynamoDbEventLog log = log();
                List<ImageEvent> read = new ArrayList<>();
                EventPosition position = EventPosition.START;
                long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
                while (read.size() < Writer.CHANGES && System.nanoTime() < deadline) {
                    EventPage page = log.read(position, 10);
                    page.entries().forEach(entry -> read.add(entry.event()));
                    position = page.end();
                    if (read.size() % 7 == 0) {
                        log = log();
                    }
                }
                return read;
            });
        }
        tasks.add(() -> {
            writer.run();
            return writer.written;
        });

        List<List<ImageEvent>> read = AtOnce.all(tasks);

        List<ImageEvent> first = read.getFirst();
        assertThat(first).containsExactlyInAnyOrderElementsOf(writer.written);
        for (Image image : writer.images.values()) {
            assertThat(first.stream().map(ImageEvent::image).filter(each -> each.id().equals(image.id())))
                    .isSortedAccordingTo(Comparator.comparingLong(Image::version));
        }
        assertThat(read.get(1)).isEqualTo(first);
        assertThat(read.get(2)).isEqualTo(first);
        assertThat(all(log())).isEqualTo(first);
    }
}
