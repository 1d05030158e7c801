package dev.darkroom.domain.testkit.contract;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Revision;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Withdrawal;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link EventLog} does, together with the catalog that records its events. */
public interface EventLogContract {
    /** When images of these tests are stored. */
    Instant STORED = Instant.parse("2026-11-22T12:00:00.123Z");

    EventLog testee();

    /** The catalog whose events are in the log. Only this test uses it. */
    ImageCatalog catalog();

    /** The trash of the catalog. */
    Trash trash();

    /** How long an event may take to appear. */
    default Duration delay() {
        return Duration.ZERO;
    }

    // Helpers

    private Image published(ImageBuilder builder) {
        Image image = builder.createdAt(STORED).build();
        catalog().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(catalog().publish(image)).isEqualTo(Publication.PUBLISHED);
        return image;
    }

    private Image revised(Image current, String title) {
        Image next = current.edited(
                new ImageDetails(title, null, Tags.of(List.of("sea")), Visibility.PUBLIC),
                current.updatedAt().plusMillis(7));
        assertThat(catalog().revise(current, next)).isEqualTo(Revision.REVISED);
        return next;
    }

    /** Reads the given number of events, and checks that no further one follows. */
    private List<EventPage.Entry> read(EventPosition after, int count, int limit) {
        List<EventPage.Entry> entries = new ArrayList<>();
        EventPosition position = after;
        long deadline = System.nanoTime() + delay().toNanos();
        boolean more;
        do {
            EventPage page = testee().read(position, limit);
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
            for (EventPage.Entry entry : page.entries()) {
                assertThat(entry.position()).as("The order").isGreaterThan(position);
                position = entry.position();
            }
            assertThat(page.end()).isGreaterThanOrEqualTo(position);
            position = page.end();
            entries.addAll(page.entries());
            more = !page.entries().isEmpty();
        } while (more || (entries.size() < count && System.nanoTime() < deadline));
        assertThat(entries).hasSize(count);
        return entries;
    }

    private List<ImageEvent> events(EventPosition after, int count) {
        return read(after, count, 100).stream().map(EventPage.Entry::event).toList();
    }

    // Contract

    @Test
    default void logRecords() {
        assertThat(testee().isRecording()).isTrue();
    }

    @Test
    default void everyVisibleChangeHasOneEvent() {
        EventPosition start = testee().end();
        Image image = published(image().tags("kite", "sea").title("A \"kite\" 凧 🪁").takenAt(STORED.plusNanos(1_000))
                .placeholder("abc="));
        Image next = revised(image, "Another");
        Image last = revised(next, "A third");
        Instant at = last.updatedAt().plusMillis(5);
        assertThat(catalog().withdraw(image.id(), VersionCondition.ANY, at)).isEqualTo(Withdrawal.WITHDRAWN);
        catalog().remove(image.id());

        assertThat(events(start, 4)).containsExactly(
                ImageEvent.published(image), ImageEvent.updated(next), ImageEvent.updated(last),
                ImageEvent.deleted(last, at));
        assertThat(events(start, 4)).as("Read again").hasSize(4);
    }

    @Test
    default void stepThatIsRepeatedHasOneEvent() {
        EventPosition start = testee().end();
        Image image = published(image());
        assertThat(catalog().publish(image)).isEqualTo(Publication.PUBLISHED);
        Image next = revised(image, "Another");
        assertThat(catalog().revise(image, next)).isEqualTo(Revision.REVISED);
        catalog().withdraw(image.id(), VersionCondition.ANY, STORED.plusSeconds(1));
        assertThat(catalog().withdraw(image.id(), VersionCondition.ANY, STORED.plusSeconds(2)))
                .isEqualTo(Withdrawal.ALREADY_DELETING);

        assertThat(events(start, 3)).extracting(ImageEvent::kind)
                .containsExactly(ImageEvent.Kind.PUBLISHED, ImageEvent.Kind.UPDATED, ImageEvent.Kind.DELETED);
    }

    @Test
    default void eachStepThroughTheTrashHasOneEvent() {
        EventPosition start = testee().end();
        Image image = published(image().tags("kite"));
        Instant trashed = STORED.plusSeconds(1);
        Instant restored = STORED.plusSeconds(2);
        Instant again = STORED.plusSeconds(3);
        Instant discarded = STORED.plusSeconds(4);
        trash().put(image.id(), VersionCondition.ANY, trashed);
        trash().put(image.id(), VersionCondition.ANY, trashed);
        trash().restore(new ImageState.Trashed(image, trashed), restored);
        trash().restore(new ImageState.Trashed(image, trashed), restored);
        trash().put(image.id(), VersionCondition.ANY, again);
        assertThat(trash().discard(new ImageState.Trashed(image, trashed), again)).isEqualTo(Trash.Exit.NOT_TRASHED);
        trash().discard(new ImageState.Trashed(image, again), discarded);
        trash().discard(new ImageState.Trashed(image, again), discarded);
        catalog().remove(image.id());

        assertThat(events(start, 5)).containsExactly(
                ImageEvent.published(image), ImageEvent.trashed(image, trashed), ImageEvent.restored(image, restored),
                ImageEvent.trashed(image, again), ImageEvent.deleted(image, discarded));
        assertThat(events(start, 5)).extracting(ImageEvent::id).doesNotHaveDuplicates();
    }

    @Test
    default void stepThatIsRefusedHasNoEvent() {
        EventPosition start = testee().end();
        Image image = published(image());
        Image other = image().createdAt(STORED).build();
        assertThat(catalog().publish(other)).isEqualTo(Publication.NOT_PENDING);
        assertThat(catalog().revise(other, other.edited(ImageDetails.NONE, STORED))).isEqualTo(Revision.NOT_FOUND);
        assertThat(catalog().withdraw(other.id(), VersionCondition.ANY, STORED)).isEqualTo(Withdrawal.NOT_FOUND);
        Image next = revised(image, "Another");
        assertThat(catalog().revise(image, image.edited(ImageDetails.NONE, STORED.plusSeconds(3))))
                .isEqualTo(Revision.VERSION_MISMATCH);
        assertThat(catalog().withdraw(image.id(), VersionCondition.of(1L), STORED))
                .isEqualTo(Withdrawal.VERSION_MISMATCH);

        assertThat(events(start, 2)).containsExactly(ImageEvent.published(image), ImageEvent.updated(next));
    }

    @Test
    default void invisibleStepHasNoEvent() {
        EventPosition start = testee().end();
        Image abandoned = image().createdAt(STORED).build();
        catalog().announce(new ImageState.Uploading(abandoned.id(), STORED));
        catalog().abandon(abandoned.id());
        catalog().remove(abandoned.id());
        Image image = published(image());
        catalog().addPlaceholder(image.id(), "abc=");
        Image next = revised(image, "Another");

        assertThat(events(start, 2)).usingRecursiveFieldByFieldElementComparatorIgnoringFields("image.placeholder")
                .containsExactly(ImageEvent.published(image), ImageEvent.updated(next));
    }

    @Test
    default void pagesContinueWhereTheLastOneEnded() {
        EventPosition start = testee().end();
        List<Image> images = IntStream.range(0, 7).mapToObj(_ -> published(image())).toList();

        assertThat(read(start, 7, 3)).extracting(entry -> entry.event().image().id())
                .containsExactlyInAnyOrderElementsOf(images.stream().map(Image::id).toList());
        List<EventPage.Entry> all = read(start, 7, 100);
        assertThat(read(all.get(3).position(), 3, 100)).isEqualTo(all.subList(4, 7));
        assertThat(read(testee().end(), 0, 100)).isEmpty();
    }

    @Test
    default void endIsBeforeLaterChanges() {
        published(image());
        EventPosition end = testee().end();
        Image later = published(image());

        assertThat(events(end, 1)).containsExactly(ImageEvent.published(later));
    }

    @Test
    default void eventsOfConcurrentChangesAreReadOnceAndInTheOrderOfEachImage() throws Exception {
        EventPosition start = testee().end();
        int images = 8;
        int versions = 6;
        AtomicInteger running = new AtomicInteger(images);
        List<Callable<List<ImageEvent>>> tasks = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            tasks.add(() -> {
                Image current = published(image());
                for (int version = 1; version < versions; version++) {
                    current = revised(current, "Version " + version);
                }
                catalog().withdraw(current.id(), VersionCondition.ANY, STORED.plusSeconds(1));
                running.decrementAndGet();
                return List.of();
            });
        }
        tasks.add(() -> {
            List<ImageEvent> read = new ArrayList<>();
            EventPosition position = start;
            long deadline = System.nanoTime() + Duration.ofMinutes(1).plus(delay()).toNanos();
            while (read.size() < images * (versions + 1) && System.nanoTime() < deadline) {
                EventPage page = testee().read(position, 5);
                page.entries().forEach(entry -> read.add(entry.event()));
                position = page.end();
            }
            return read;
        });

        List<ImageEvent> read = AtOnce.all(tasks).getLast();

        assertThat(running).hasValue(0);
        assertThat(read).hasSize(images * (versions + 1)).extracting(ImageEvent::id).doesNotHaveDuplicates();
        Set<ImageId> ids = new HashSet<>();
        read.forEach(event -> ids.add(event.image().id()));
        for (ImageId id : ids) {
            assertThat(read.stream().filter(event -> event.image().id().equals(id)))
                    .isSortedAccordingTo((a, b) -> a.image().version() == b.image().version()
                            ? a.kind().compareTo(b.kind())
                            : Long.compare(a.image().version(), b.image().version()));
        }
        assertThat(events(start, read.size())).as("Read again").containsExactlyElementsOf(read);
    }

    @Test
    default void positionBeforeTheOldestEventContinuesWithTheOldest() {
        EventPosition start = testee().end();
        Image image = published(image());
        events(start, 1);

        testee().removeBefore(STORED.minusSeconds(60));

        assertThat(events(start, 1)).containsExactly(ImageEvent.published(image));
        assertThat(testee().read(EventPosition.START, 1_000).entries()).isNotEmpty();
    }

    @Test
    default void eventIsReadAgainFromThePlaceBeforeIt() {
        EventPosition start = testee().end();
        IntStream.range(0, 5).forEach(_ -> published(image()));

        for (EventPage.Entry entry : read(start, 5, 100)) {
            assertThat(testee().read(entry.position().before(), 1).entries()).containsExactly(entry);
        }
    }
}
