package dev.darkroom.adapter.aws.dynamodb.events;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.client.AwsClients;
import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.provisioning.OptionalSetting;
import dev.darkroom.adapter.aws.testkit.RecordedOperations;
import dev.darkroom.adapter.aws.testkit.RecordedOperations.Cost;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.testkit.contract.AtOnce;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The log over the stream of DynamoDB Local. */
class DynamoDbEventLogIT {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final AwsSettings settings = TestCloud.inProcess().newSettings();
    private final AwsStorage storage = AwsStorage.open(settings, InstantSource.system());
    private final ImageCatalog catalog = storage.catalog();
    private final DynamoDbStreamsClient streams = AwsClients.dynamoDbStreams(
            settings.dynamoDb(), DefaultCredentialsProvider.builder().build(), Timeouts.DYNAMODB);

    @AfterEach
    void close() {
        streams.close();
        storage.close();
    }

    /** The log of another process. */
    private DynamoDbEventLog log() {
        return new DynamoDbEventLog(storage.table(), streams, InstantSource.system(), Duration.ZERO);
    }

    private Image published() {
        Image image = image().createdAt(NOON).title("A kite over the sea").placeholder("3OcRJYB4d3h/iIeHeEh3eIhw+j2w")
                .build();
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(catalog.publish(image)).isEqualTo(ImageCatalog.Publication.PUBLISHED);
        return image;
    }

    private Image revised(Image current) {
        Image next = current.edited(
                new ImageDetails("Next", null, Tags.NONE, Visibility.PUBLIC), current.updatedAt().plusMillis(1));
        assertThat(catalog.revise(current, next)).isEqualTo(ImageCatalog.Revision.REVISED);
        return next;
    }

    private static List<EventPage.Entry> read(DynamoDbEventLog log, EventPosition after) {
        List<EventPage.Entry> entries = new ArrayList<>();
        EventPosition position = after;
        EventPage page;
        do {
            page = log.read(position, 7);
            entries.addAll(page.entries());
            position = page.end();
        } while (!page.entries().isEmpty());
        return entries;
    }

    @Test
    void processesThatReadAtTheSameTimeReadTheSameOrder() throws Exception {
        storage.provisioning().provision();
        int images = 12;
        int versions = 4;
        List<Callable<List<EventPage.Entry>>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            DynamoDbEventLog log = log();
            tasks.add(() -> {
                List<EventPage.Entry> read = new ArrayList<>();
                EventPosition position = EventPosition.START;
                long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
                while (read.size() < images * versions && System.nanoTime() < deadline) {
                    EventPage page = log.read(position, 5);
                    read.addAll(page.entries());
                    position = page.end();
                }
                return read;
            });
        }
        for (int i = 0; i < images; i++) {
            tasks.add(() -> {
                Image image = published();
                for (int version = 1; version < versions; version++) {
                    image = revised(image);
                }
                return List.of();
            });
        }

        List<List<EventPage.Entry>> read = AtOnce.all(tasks).subList(0, 3);

        assertThat(read.get(0)).hasSize(images * versions)
                .extracting(entry -> entry.event().id()).doesNotHaveDuplicates();
        assertThat(read.get(1)).isEqualTo(read.get(0));
        assertThat(read.get(2)).isEqualTo(read.get(0));
        assertThat(read(log(), EventPosition.START)).isEqualTo(read.get(0));
    }

    @Test
    void anotherProcessContinuesAfterTheLastBatch() {
        storage.provisioning().provision();
        Image image = published();
        DynamoDbEventLog first = log();
        EventPosition end = first.end();
        Image next = revised(image);
        List<EventPage.Entry> all = read(first, EventPosition.START);
        assertThat(all).extracting(EventPage.Entry::event)
                .containsExactly(ImageEvent.published(image), ImageEvent.updated(next));
        Image last = revised(next);

        DynamoDbEventLog second = log();

        assertThat(read(second, end)).extracting(EventPage.Entry::event)
                .containsExactly(ImageEvent.updated(next), ImageEvent.updated(last));
        assertThat(read(first, all.getLast().position())).extracting(EventPage.Entry::event)
                .containsExactly(ImageEvent.updated(last));
        assertThat(read(second, second.end())).isEmpty();
    }

    @Test
    void anotherStreamIsReadFromItsStart() {
        storage.provisioning().provision();
        Image image = published();
        DynamoDbEventLog running = log();
        assertThat(read(running, EventPosition.START)).hasSize(1);
        setStream(false);
        Image unseen = revised(image);
        setStream(true);
        Image next = revised(unseen);

        List<ImageEvent> expected = List.of(ImageEvent.published(image), ImageEvent.updated(next));
        assertThat(read(log(), EventPosition.START)).extracting(EventPage.Entry::event)
                .containsExactlyElementsOf(expected);
        assertThat(read(running, EventPosition.START)).extracting(EventPage.Entry::event)
                .containsExactlyElementsOf(expected);
        revised(next);
        assertThat(read(running, EventPosition.START)).hasSize(3);
    }

    private void setStream(boolean on) {
        storage.table().client().updateTable(update -> update.tableName(settings.table())
                .streamSpecification(changes -> {
                    changes.streamEnabled(on);
                    if (on) {
                        changes.streamViewType("NEW_AND_OLD_IMAGES");
                    }
                }));
    }

    @Test
    void aTableWithoutAStreamRecordsNothingUntilItHasOne() {
        storage.provisioning().provision(Set.of(), Set.of(OptionalSetting.EVENT_STREAM), step -> {});
        DynamoDbEventLog log = log();

        assertThat(log.isRecording()).isFalse();
        assertThatThrownBy(log::end).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> log.read(EventPosition.START, 1)).isInstanceOf(UnsupportedOperationException.class);
        published();
        Cost again = RecordedOperations.costOf(() -> assertThat(log.isRecording()).isFalse());
        assertThat(again.requests()).as("within a minute").isEmpty();

        setStream(true);
        Image image = published();
        assertThat(read(log(), EventPosition.START)).extracting(EventPage.Entry::event)
                .containsExactly(ImageEvent.published(image));
    }

    @Test
    void aLogThatIsOffSendsNoRequests() {
        storage.provisioning().provision();
        DynamoDbEventLog off =
                new DynamoDbEventLog(storage.table(), null, InstantSource.system(), Duration.ZERO);

        assertThat(RecordedOperations.costOf(() -> {
            assertThat(off.isRecording()).isFalse();
            assertThatThrownBy(off::end).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> off.read(EventPosition.START, 1))
                    .isInstanceOf(UnsupportedOperationException.class);
            off.removeBefore(NOON);
        }).requests()).isEmpty();
    }

    /** An image that compresses as badly as a usual one. */
    private void publishUsual(Random random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        byte[] received = new byte[16];
        random.nextBytes(received);
        Image image = new Image(
                new ImageId(new UUID(random.nextLong(), random.nextLong())),
                new UserId("auth0|%024x".formatted(random.nextLong())),
                new Filename("IMG_20261122_%06d.jpg".formatted(random.nextInt(1_000_000))),
                ContentType.JPEG,
                random.nextInt(9_000_000),
                new Dimensions(4032, 3024),
                ImageBuilder.checksum(bytes),
                ImageBuilder.checksum(received),
                new ImageDetails("A kite over the sea", null, Tags.NONE, Visibility.PRIVATE),
                NOON.plusSeconds(random.nextInt(1_000_000)),
                null,
                Base64.getEncoder().encodeToString(bytes),
                NOON.plusMillis(random.nextInt(1_000_000)),
                NOON.plusMillis(random.nextInt(1_000_000)),
                1);
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(catalog.publish(image)).isEqualTo(ImageCatalog.Publication.PUBLISHED);
    }

    /** The figures are in {@code docs/costs.md}. */
    @Test
    void aBatchOfOneEventCostsOneWriteUnitAndOneOfAHundredAbout18() {
        storage.provisioning().provision();
        Random random = new Random(7);
        DynamoDbEventLog log = log();
        publishUsual(random);
        EventPosition start = log.end();
        publishUsual(random);

        Cost one = RecordedOperations.costOf(log::end);
        IntStream.range(0, 100).forEach(_ -> publishUsual(random));
        Cost hundred = RecordedOperations.costOf(log::end);
        Cost none = RecordedOperations.costOf(log::end);
        DynamoDbEventLog other = log();
        other.end();
        Cost read = RecordedOperations.costOf(() -> assertThat(other.read(start, 1_000).entries()).hasSize(101));
        assertThat(one.writeUnits()).isEqualTo(1);
        assertThat(hundred.writeUnits()).isBetween(16.0, 20.0);
        assertThat(none.writeUnits()).isZero();
        assertThat(none.requests()).as("a query, and a read of each shard").hasSize(2);
        assertThat(read.readUnits()).isEqualTo(5);
    }

    @Test
    void longestTextsOfReceiversDoNotDisturb() {
        storage.provisioning().provision();
        DynamoDbDeliveryStore deliveries = new DynamoDbDeliveryStore(storage.table());
        Image image = published();
        DynamoDbEventLog log = log();
        for (int revision = 0; revision < 5; revision++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; text.length() < 100_000; i++) {
                text.append((char) ('a' + (i * 7919 + revision) % 26)).append(Integer.toHexString(i * 48_271));
            }
            assertThat(deliveries.replace(new ReceiverId("a"), revision,
                    text.toString())).isTrue();
            image = revised(image);
        }

        List<EventPage.Entry> read = read(log, EventPosition.START);

        assertThat(read).hasSize(6);
        assertThat(new HashSet<>(read)).hasSize(6);
    }
}
