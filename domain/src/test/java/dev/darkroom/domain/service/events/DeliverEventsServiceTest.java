package dev.darkroom.domain.service.events;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.port.in.events.DeliverEvents;
import dev.darkroom.domain.port.in.events.DeliverEvents.Report;
import dev.darkroom.domain.port.in.events.DeliverEvents.State;
import dev.darkroom.domain.port.in.events.ManageDeliveries;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.events.Webhooks.Outcome;
import dev.darkroom.domain.testkit.contract.AtOnce;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.memory.InMemoryDeliveryStore;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;
import dev.darkroom.domain.testkit.memory.InMemoryWebhooks;
import dev.darkroom.domain.testkit.memory.InMemoryWebhooks.Sent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliverEventsServiceTest {
    private static final ReceiverId ONE = new ReceiverId("one");
    private static final ReceiverId TWO = new ReceiverId("two");
    private static final Outcome FAILED = new Outcome.Failed("The response status was 500", null);

    private final MovableClock clock = new MovableClock();
    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();
    private final InMemoryDeliveryStore store = new InMemoryDeliveryStore();
    private final InMemoryWebhooks webhooks = new InMemoryWebhooks(ONE, TWO);
    private final ManageDeliveries manage =
            new ManageDeliveriesService(catalog.events(), store, webhooks.receivers(), clock);

    // Helpers

    private DeliverEvents service(String holder) {
        return service(holder, catalog.events());
    }

    private DeliverEvents service(String holder, EventLog log) {
        return new DeliverEventsService(log, store, webhooks, clock, new Random(1), holder);
    }

    private Report deliver(ReceiverId receiver) {
        return service("a").deliver(new DeliverEvents.Command(receiver, () -> true));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private Image published() {
        Image image = image().createdAt(now()).build();
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        catalog.publish(image);
        return image;
    }

    private List<Image> published(int count) {
        return IntStream.range(0, count).mapToObj(_ -> published()).toList();
    }

    private Image revised(Image current) {
        Image next = current.edited(ImageDetails.NONE, now());
        catalog.revise(current, next);
        return next;
    }

    private void failFor(Set<ImageId> images) {
        webhooks.respond((_, event) -> images.contains(event.image().id()) ? FAILED : new Outcome.Delivered());
    }

    private List<String> deliveredTo(ReceiverId receiver) {
        return webhooks.sent()
                .stream()
                .filter(sent -> sent.receiver().equals(receiver) && sent.outcome() instanceof Outcome.Delivered)
                .map(sent -> sent.event().id())
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String publishedId(Image image) {
        return ImageEvent.published(image).id();
    }

    private ManageDeliveries.Progress progress(ReceiverId receiver) {
        return manage.list().stream().filter(progress -> progress.receiver().equals(receiver)).findAny().orElseThrow();
    }

    // New events

    @Test
    void newReceiverGetsTheEventsOfLaterChanges() {
        published();
        deliver(ONE);
        Image later = published();
        deliver(ONE);

        assertThat(deliveredTo(ONE)).containsExactly(publishedId(later));
    }

    @Test
    void eachEventIsSentOnceToEachReceiver() {
        deliver(ONE);
        deliver(TWO);
        List<String> ids = published(250).stream().map(DeliverEventsServiceTest::publishedId).toList();

        Report first = deliver(ONE);
        assertThat(first.delivered()).isEqualTo(100);
        assertThat(first.pause()).isZero();
        assertThat(deliver(ONE).delivered()).isEqualTo(100);
        assertThat(deliver(ONE).delivered()).isEqualTo(50);
        assertThat(deliver(ONE))
                .isEqualTo(new Report(0, 0, 0, 0, Duration.ZERO, State.UP, null, Duration.ofSeconds(1)));
        deliver(TWO);

        assertThat(deliveredTo(ONE)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(deliveredTo(TWO)).hasSize(100);
    }

    @Test
    void idleRoundWritesNothing() {
        deliver(ONE);
        long revision = store.find(ONE).orElseThrow().revision();
        deliver(ONE);
        deliver(ONE);

        assertThat(store.find(ONE).orElseThrow().revision()).isEqualTo(revision);
    }

    @Test
    void roundsThatFollowEachOtherWriteOnceEach() {
        deliver(ONE);
        published(1_000);
        long before = store.find(ONE).orElseThrow().revision();
        for (int round = 0; round < 10; round++) {
            assertThat(deliver(ONE).delivered()).isEqualTo(100);
        }
        assertThat(service("b").deliver(new DeliverEvents.Command(ONE, () -> true)).pause())
                .as("Another process waits until the first one has found that there is no more")
                .isEqualTo(Duration.ofSeconds(5));
        deliver(ONE);

        assertThat(store.find(ONE).orElseThrow().revision() - before).as("A lease and ten results")
                .isLessThanOrEqualTo(12);
        assertThat(service("b").deliver(new DeliverEvents.Command(ONE, () -> true)).pause())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void leaseIsRenewedBeforeItEnds() {
        deliver(ONE);
        published(3_000);
        webhooks.respond((_, _) -> {
            DeliverEvents other = service("b");
            clock.advance(Duration.ofMillis(300));
            assertThat(other.deliver(new DeliverEvents.Command(ONE, () -> true)).delivered()).isZero();
            return new Outcome.Delivered();
        });
        for (int round = 0; round < 20; round++) {
            deliver(ONE);
        }

        assertThat(deliveredTo(ONE)).hasSizeGreaterThan(200).doesNotHaveDuplicates();
    }

    @Test
    void eventsOfAnImageAreSentOneAfterTheOther() {
        deliver(ONE);
        Image image = published();
        Image second = revised(image);
        published(20);
        Image third = revised(second);
        catalog.withdraw(image.id(), VersionCondition.ANY, now());
        deliver(ONE);

        assertThat(deliveredTo(ONE)).containsSubsequence(
                publishedId(image), ImageEvent.updated(second).id(), ImageEvent.updated(third).id(),
                ImageEvent.deleted(third, now()).id());
    }

    @Test
    void severalImagesAreSentAtATime() {
        deliver(ONE);
        published(8);
        CountDownLatch all = new CountDownLatch(8);
        webhooks.respond((_, _) -> {
            all.countDown();
            await(all);
            return new Outcome.Delivered();
        });

        assertThat(deliver(ONE).delivered()).isEqualTo(8);
    }

    // Failures

    @Test
    void failedEventIsTriedAgainWithGrowingDelays() {
        deliver(ONE);
        Image image = published();
        webhooks.respond((_, _) -> FAILED);
        List<Duration> delays = new ArrayList<>();
        Instant last = clock.instant();
        Report report = deliver(ONE);
        assertThat(report.failed()).isOne();
        assertThat(report.waiting()).isOne();
        assertThat(report.age()).isEqualTo(Duration.between(image.createdAt(), clock.instant()));
        for (int attempts = 2; progress(ONE).waiting().size() == 1;) {
            clock.advance(Duration.ofSeconds(1));
            if (deliver(ONE).failed() == 1) {
                delays.add(Duration.between(last, clock.instant()));
                last = clock.instant();
                assertThat(webhooks.sent()).hasSize(attempts);
                attempts++;
            }
        }

        List<Duration> expected = new ArrayList<>(List.of(
                Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10),
                Duration.ofMinutes(30), Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(5)));
        while (expected.size() < delays.size()) {
            expected.add(Duration.ofHours(10));
        }
        for (int i = 0; i < delays.size() - 1; i++) {
            assertThat(delays.get(i)).as("delay %d", i).isBetween(
                    expected.get(i).multipliedBy(3).dividedBy(4),
                    // The last failures are those of a receiver that is down.
                    expected.get(i).multipliedBy(5).dividedBy(4).plusSeconds(1));
        }
        assertThat(Duration.between(image.createdAt(), last))
                .as("The last attempt").isBetween(Duration.ofDays(3), Duration.ofDays(3).plusSeconds(2));
        assertThat(progress(ONE).dropped()).isOne();
        assertThat(deliver(ONE).state()).isEqualTo(State.DOWN);
    }

    @Test
    void eventsOfTheImageWaitBehindAFailedOneAndOthersDoNot() {
        deliver(ONE);
        Image bad = published();
        failFor(Set.of(bad.id()));
        deliver(ONE);
        Image next = revised(bad);
        Image good = published();
        Report report = deliver(ONE);
        assertThat(deliveredTo(ONE)).containsExactly(publishedId(good));
        assertThat(report.waiting()).isEqualTo(2);
        assertThat(progress(ONE).waiting()).extracting(ManageDeliveries.Waiting::attempts).containsExactly(1, 0);

        failFor(Set.of());
        clock.advance(Duration.ofSeconds(8));
        assertThat(deliver(ONE).delivered()).isEqualTo(2);

        assertThat(deliveredTo(ONE))
                .containsExactly(publishedId(good), publishedId(bad), ImageEvent.updated(next).id());
    }

    @Test
    void receiverMayAskToWait() {
        deliver(ONE);
        published();
        webhooks.respond((_, _) -> new Outcome.Failed("The response status was 429", Duration.ofMinutes(3)));
        deliver(ONE);
        assertThat(progress(ONE).waiting().getFirst().next()).isEqualTo(now().plus(Duration.ofMinutes(3)));

        clock.advance(Duration.ofMinutes(3));
        webhooks.respond((_, _) -> new Outcome.Failed("The response status was 429", Duration.ofDays(300)));
        deliver(ONE);

        assertThat(progress(ONE).waiting().getFirst().next()).isEqualTo(now().plus(Duration.ofHours(10)));
    }

    @Test
    void receiverThatIsDownGetsOneEventAtATime() {
        deliver(ONE);
        published(300);
        webhooks.respond((_, _) -> FAILED);
        Report report = deliver(ONE);
        assertThat(report.failed()).isEqualTo(8);
        assertThat(report.waiting()).isEqualTo(100);
        assertThat(report.state()).isEqualTo(State.DOWN);
        assertThat(deliver(ONE).failed()).as("Paused").isZero();
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofMinutes(7));
            assertThat(deliver(ONE).failed()).isOne();
        }
        assertThat(progress(ONE).waiting()).hasSize(100);

        webhooks.respond((_, _) -> new Outcome.Delivered());
        clock.advance(Duration.ofMinutes(7));
        assertThat(deliver(ONE).pause()).isZero();
        assertThat(deliver(ONE).delivered()).isEqualTo(199);
        assertThat(deliver(ONE).delivered()).isEqualTo(100);

        assertThat(deliveredTo(ONE)).hasSize(300).doesNotHaveDuplicates();
        assertThat(progress(ONE).waiting()).isEmpty();
    }

    @Test
    void receiverThatIsDownIsTriedWithANewEventIfNoneIsDue() {
        deliver(ONE);
        published(8);
        webhooks.respond((_, _) -> FAILED);
        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofMinutes(7));
            deliver(ONE);
        }
        assertThat(progress(ONE).waiting()).allSatisfy(
                waiting -> assertThat(waiting.next()).isAfter(clock.instant()));
        published();
        webhooks.respond((_, _) -> new Outcome.Delivered());

        assertThat(deliver(ONE).delivered()).isOne();
        assertThat(deliver(ONE).delivered()).as("All are due").isEqualTo(8);
    }

    @Test
    void eventThatAlwaysFailsDoesNotKeepAReceiverDown() {
        deliver(ONE);
        List<Image> images = published(10);
        webhooks.respond((_, _) -> FAILED);
        deliver(ONE);
        failFor(Set.of(images.getFirst().id()));
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMinutes(7));
            deliver(ONE);
        }
        deliver(ONE);

        assertThat(deliveredTo(ONE)).hasSize(9);
        assertThat(progress(ONE).state()).isEqualTo(State.UP);
    }

    @Test
    void waitingListIsBounded() {
        deliver(ONE);
        List<Image> images = new ArrayList<>();
        Set<ImageId> bad = new HashSet<>();
        for (int i = 0; i < 1_400; i++) {
            images.add(published());
            // Not eight in a row.
            if (i % 2 == 0) {
                bad.add(images.getLast().id());
            }
        }
        failFor(bad);
        for (int i = 0; i < 20; i++) {
            deliver(ONE);
        }
        assertThat(progress(ONE).waiting()).hasSize(500);
        assertThat(store.find(ONE).orElseThrow().text().length()).isLessThan(DeliveryStore.MAX_LENGTH);

        failFor(Set.of());
        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofHours(1));
            deliver(ONE);
        }
        assertThat(deliveredTo(ONE)).hasSize(1_400).doesNotHaveDuplicates();
    }

    /** Rounds for a time, each after the pause of the one before, but at most a number of seconds. */
    private void deliverFor(Duration time, int seconds) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            if (!deliver(ONE).pause().isZero()) {
                clock.advance(Duration.ofSeconds(seconds));
            }
        }
    }

    private void assertBounded() {
        assertThat(progress(ONE).waiting()).hasSizeLessThanOrEqualTo(500);
        assertThat(store.find(ONE).orElseThrow().text().length()).isLessThan(DeliveryStore.MAX_LENGTH);
    }

    @Test
    void eventsThatAreRefusedGiveTheirPlacesToOthers() {
        deliver(ONE);
        Set<ImageId> bad = new HashSet<>();
        List<String> good = new ArrayList<>();
        failFor(bad);
        for (int i = 0; i < 1_500; i++) {
            Image image = published();
            if (i % 3 == 0) {
                good.add(publishedId(image));
            } else {
                bad.add(image.id());
            }
        }
        deliverFor(Duration.ofHours(3), 10);

        assertBounded();
        assertThat(deliveredTo(ONE)).containsExactlyInAnyOrderElementsOf(good);
        assertThat(progress(ONE).waiting()).as("No more are dropped than others need").hasSize(500);
        assertThat(progress(ONE).dropped()).isEqualTo(500);
        Map<ImageId, Integer> attempts = new HashMap<>();
        webhooks.sent().forEach(sent -> attempts.merge(sent.event().image().id(), 1, Integer::sum));
        attempts.keySet().retainAll(bad);
        assertThat(attempts.values()).hasSize(1_000).allMatch(count -> count >= 6);

        Image later = published();
        deliverFor(Duration.ofSeconds(10), 1);
        assertThat(deliveredTo(ONE)).contains(publishedId(later));
        assertThat(progress(ONE).state()).isEqualTo(State.UP);
    }

    @Test
    void imageWhoseEventsAreRefusedGivesItsPlacesToOthers() {
        deliver(ONE);
        Image bad = published();
        failFor(Set.of(bad.id()));
        List<String> good = new ArrayList<>();
        Image revised = bad;
        for (int i = 0; i < 600; i++) {
            revised = revised(revised);
            if (i % 7 == 0) {
                good.add(publishedId(published()));
            }
        }
        deliverFor(Duration.ofHours(2), 60);

        assertBounded();
        assertThat(deliveredTo(ONE)).containsExactlyInAnyOrderElementsOf(good);
        assertThat(webhooks.sent()
                .stream()
                .filter(sent -> sent.event().image().id().equals(bad.id()))
                .map(sent -> sent.event().id())
                .distinct())
                .as("Each is tried before it is given up")
                .hasSizeGreaterThanOrEqualTo(101)
                .startsWith(publishedId(bad));
    }

    @Test
    void nothingIsGivenUpForAReceiverThatIsDown() {
        deliver(ONE);
        List<String> ids = published(700).stream().map(DeliverEventsServiceTest::publishedId).toList();
        webhooks.respond((_, _) -> FAILED);
        // Each is tried often. The last ones would expire after three days.
        deliverFor(Duration.ofHours(60), 300);
        assertBounded();
        assertThat(progress(ONE).dropped()).isZero();

        webhooks.respond((_, _) -> new Outcome.Delivered());
        deliverFor(Duration.ofHours(1), 60);
        assertThat(deliveredTo(ONE)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void eventsThatAreRefusedDoNotDelayOthersWhenNothingElseHappens() {
        deliver(ONE);
        Set<ImageId> bad = new HashSet<>();
        failFor(bad);
        for (int i = 0; i < 600; i++) {
            Image image = published();
            if (i % 2 == 0) {
                bad.add(image.id());
            }
        }
        deliverFor(Duration.ofMinutes(1), 10);
        assertThat(deliveredTo(ONE)).hasSize(300);
        for (int hour = 0; hour < 20; hour++) {
            deliverFor(Duration.ofHours(1), 60);
            Image next = published();
            deliver(ONE);
            assertThat(deliveredTo(ONE)).as("hour %d", hour).contains(publishedId(next));
        }
        assertThat(progress(ONE).dropped()).isZero();
        assertThat(progress(ONE).waiting()).hasSize(300);
    }

    @Test
    void receiverThatAsksToWaitGetsNothingMeanwhile() {
        deliver(ONE);
        published();
        webhooks.respond((_, _) -> new Outcome.Failed("The response status was 429", Duration.ofMinutes(3)));
        deliver(ONE);
        Image other = published();
        webhooks.respond((_, _) -> new Outcome.Delivered());

        deliver(ONE);
        assertThat(deliveredTo(ONE)).isEmpty();
        clock.advance(Duration.ofMinutes(3));
        deliver(ONE);
        assertThat(deliveredTo(ONE)).hasSize(2).contains(publishedId(other));
    }

    @Test
    void imageWithManyEventsDoesNotHoldARound() {
        deliver(ONE);
        Image image = published();
        for (int i = 0; i < 20; i++) {
            image = revised(image);
        }
        webhooks.respond((_, _) -> {
            clock.advance(Duration.ofSeconds(2));
            return new Outcome.Delivered();
        });

        Report report = deliver(ONE);
        assertThat(report.delivered()).isEqualTo(3);
        assertThat(report.pause()).isZero();
    }

    @Test
    void textOfFiveHundredEventsWithLongReasonsFits() {
        Deliveries deliveries = Deliveries.startingAt(new EventPosition(0, 0));
        for (int i = 0; i < DeliverEvents.MAX_WAITING; i++) {
            EventPosition position = new EventPosition(999_999_999_999_999_000L, 999_999_999_999_999_000L + i);
            WaitingEvent event = WaitingEvent.untried(
                    new EventPage.Entry(position, ImageEvent.published(image().build())), clock.instant());
            for (int failures = 0; failures < 40; failures++) {
                event = event.failed(clock.instant(), "line\nfeed " + "🪁 reason".repeat(100), null, new Random(2));
            }
            deliveries.put(event);
        }
        deliveries.leaseTo("holder", clock.instant());
        String text = deliveries.text();

        assertThat(text.length()).isLessThan(DeliveryStore.MAX_LENGTH);
        assertThat(Deliveries.parse(text).text()).isEqualTo(text);
        assertThat(text.lines()).hasSizeLessThan(510);
    }

    @Test
    void damagedTextIsCorrupted() {
        for (String text : List.of("", "another", "darkroom deliveries 1\nposition x", "darkroom deliveries 1\nwaiting",
                "darkroom deliveries 1\nunknown 1")) {
            store.replace(ONE, store.find(ONE).map(DeliveryStore.Stored::revision).orElse(0L), text);
            assertThatExceptionOfType(StorageException.Corrupted.class).isThrownBy(() -> deliver(ONE));
        }
    }

    @Test
    void receiverThatIsGoneGetsNothingUntilAnOperatorRetries() {
        deliver(ONE);
        published(2);
        webhooks.respond((_, _) -> new Outcome.Gone());
        assertThat(deliver(ONE).state()).isEqualTo(State.DISABLED);
        webhooks.respond((_, _) -> new Outcome.Delivered());
        clock.advance(Duration.ofDays(1));
        published();
        deliver(ONE);
        assertThat(deliveredTo(ONE)).isEmpty();

        assertThat(manage.retry()).isEqualTo(2);
        deliver(ONE);

        assertThat(deliveredTo(ONE)).hasSize(3);
    }

    @Test
    void eventThatIsTooOldOrRemovedIsDropped() {
        deliver(ONE);
        Image image = published();
        failFor(Set.of(image.id()));
        deliver(ONE);
        published();
        clock.advance(Duration.ofDays(4));
        catalog.events().removeBefore(image.createdAt().plusMillis(1));
        Image later = published();
        webhooks.respond((_, _) -> new Outcome.Delivered());
        Report report = deliver(ONE);

        assertThat(report.dropped()).isEqualTo(1);
        assertThat(deliveredTo(ONE)).containsExactly(publishedId(later));
    }

    @Test
    void eventsThatNobodyTriedForThreeDaysAreDropped() {
        deliver(ONE);
        published(3);
        clock.advance(Duration.ofDays(3).plusSeconds(1));
        Image later = published();

        assertThat(deliver(ONE).dropped()).isEqualTo(3);
        assertThat(deliveredTo(ONE)).containsExactly(publishedId(later));
        assertThat(progress(ONE).dropped()).isEqualTo(3);
    }

    @Test
    void logThatDoesNotRecordHasNothingToDeliver() {
        assertThat(service("a", EventLog.OFF).deliver(new DeliverEvents.Command(ONE, () -> true)).pause())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(store.find(ONE)).isEmpty();
    }

    // Several processes

    @Test
    void onlyOneProcessSendsAtATime() throws Exception {
        deliver(ONE);
        List<Image> images = published(40);
        images.forEach(this::revised);
        AtomicInteger sends = new AtomicInteger();
        webhooks.respond((_, _) -> {
            assertThat(sends.incrementAndGet()).isLessThanOrEqualTo(8);
            Thread.onSpinWait();
            sends.decrementAndGet();
            return new Outcome.Delivered();
        });
        List<DeliverEvents> processes = IntStream.range(0, 6).mapToObj(i -> service("process-" + i)).toList();
        List<Callable<Report>> rounds = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            DeliverEvents service = processes.get(i % 6);
            rounds.add(() -> service.deliver(new DeliverEvents.Command(ONE, () -> true)));
        }
        AtOnce.all(rounds);
        deliver(ONE);

        assertThat(deliveredTo(ONE)).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void roundOfAProcessThatEndedIsContinuedAfterItsLease() {
        deliver(ONE);
        Image image = published();
        webhooks.respond((_, _) -> {
            throw new Killed();
        });
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> deliver(ONE));
        webhooks.respond((_, _) -> new Outcome.Delivered());
        DeliverEvents other = service("b");
        assertThat(other.deliver(new DeliverEvents.Command(ONE, () -> true)).pause())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(deliveredTo(ONE)).isEmpty();

        clock.advance(Duration.ofMinutes(1));
        other.deliver(new DeliverEvents.Command(ONE, () -> true));

        assertThat(deliveredTo(ONE)).containsExactly(publishedId(image));
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void nobodyElseSendsWhileSendsAreSlow() {
        deliver(ONE);
        published(100);
        webhooks.respond((_, _) -> {
            clock.advance(Duration.ofSeconds(3));
            // Another process never has its turn.
            service("b").deliver(new DeliverEvents.Command(ONE, () -> true));
            return new Outcome.Delivered();
        });

        int delivered = 0;
        for (int round = 0; round < 100 && delivered < 100; round++) {
            delivered += deliver(ONE).delivered();
        }
        assertThat(delivered).isEqualTo(100);
        assertThat(deliveredTo(ONE)).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void roundEndsWhenItsLeaseIsLost() {
        deliver(ONE);
        published(100);
        AtomicInteger sends = new AtomicInteger();
        CountDownLatch isLost = new CountDownLatch(1);
        webhooks.respond((_, _) -> {
            if (sends.incrementAndGet() == 1) {
                manage.retry();
                isLost.countDown();
            }
            await(isLost);
            clock.advance(Duration.ofSeconds(4));
            return new Outcome.Delivered();
        });
        assertThat(deliver(ONE).delivered()).isLessThan(50);
        webhooks.respond((_, _) -> new Outcome.Delivered());
        deliver(ONE);

        assertThat(new HashSet<>(deliveredTo(ONE))).hasSize(100);
    }

    @Test
    void roundThatIsStoppedSendsNoMoreAndItsFailuresDoNotCount() {
        deliver(ONE);
        published(100);
        AtomicInteger sends = new AtomicInteger();
        webhooks.respond((_, _) -> sends.incrementAndGet() > 10 ? FAILED : new Outcome.Delivered());
        Report report = service("a").deliver(new DeliverEvents.Command(ONE, () -> sends.get() <= 10));
        assertThat(report.delivered()).isEqualTo(10);
        assertThat(report.failed()).isZero();
        assertThat(progress(ONE).waiting()).extracting(ManageDeliveries.Waiting::attempts).containsOnly(0);

        webhooks.respond((_, _) -> new Outcome.Delivered());
        deliver(ONE);

        assertThat(deliveredTo(ONE)).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void unavailableLogEndsTheRoundAndLosesNothing() {
        deliver(ONE);
        published(10);
        webhooks.respond((_, _) -> FAILED);
        deliver(ONE);
        clock.advance(Duration.ofMinutes(1));
        webhooks.respond((_, _) -> new Outcome.Delivered());
        EventLog broken = new EventLog() {
            @Override
            public boolean isRecording() {
                return true;
            }

            @Override
            public EventPosition end() {
                throw new StorageException.Unavailable("gone", null);
            }

            @Override
            public EventPage read(EventPosition after, int limit) {
                throw new StorageException.Unavailable("gone", null);
            }

            @Override
            public void removeBefore(Instant time) {}
        };
        assertThatExceptionOfType(StorageException.Unavailable.class).isThrownBy(
                () -> service("a", broken).deliver(new DeliverEvents.Command(ONE, () -> true)));
        deliver(ONE);
        deliver(ONE);

        assertThat(deliveredTo(ONE)).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void everyEventArrivesInOrderWhateverFailsAndWhoeverIsKilled() {
        deliver(ONE);
        Random random = new Random(7);
        List<Image> images = new ArrayList<>(published(30));
        Map<ImageId, List<String>> expected = new HashMap<>();
        images.forEach(image -> expected.put(image.id(), new ArrayList<>(List.of(publishedId(image)))));
        for (int round = 0; round < 212; round++) {
            boolean isWell = round >= 200;
            if (round < 100) {
                int index = random.nextInt(images.size());
                Image next = revised(images.get(index));
                images.set(index, next);
                expected.computeIfAbsent(next.id(), _ -> new ArrayList<>()).add(ImageEvent.updated(next).id());
            }
            int kill = random.nextInt(30);
            AtomicInteger sends = new AtomicInteger();
            webhooks.respond((_, _) -> {
                int number = sends.incrementAndGet();
                if (number == kill && !isWell) {
                    throw new Killed();
                }
                return random.nextInt(3) == 0 && !isWell ? FAILED : new Outcome.Delivered();
            });
            try {
                service("process-" + round % 3).deliver(new DeliverEvents.Command(ONE, () -> true));
            } catch (IllegalStateException e) {
                assertThat(e).hasRootCauseInstanceOf(Killed.class);
            }
            clock.advance(isWell ? Duration.ofHours(1) : Duration.ofSeconds(random.nextInt(300)));
        }

        Map<ImageId, List<String>> arrived = new HashMap<>();
        for (Sent sent : webhooks.sent()) {
            if (sent.outcome() instanceof Outcome.Delivered) {
                List<String> ids = arrived.computeIfAbsent(sent.event().image().id(), _ -> new ArrayList<>());
                if (!ids.contains(sent.event().id())) {
                    ids.add(sent.event().id());
                }
            }
        }
        assertThat(arrived).isEqualTo(expected);
        assertThat(progress(ONE).waiting()).isEmpty();
    }

    // Operators

    @Test
    void operatorSeesWhatWaitsAndWhy() {
        assertThat(manage.list()).isEmpty();
        assertThat(manage.retry()).isZero();
        deliver(ONE);
        Image image = published();
        webhooks.respond((_, _) -> FAILED);
        deliver(ONE);

        ManageDeliveries.Progress progress = progress(ONE);
        assertThat(progress.state()).isEqualTo(State.UP);
        assertThat(progress.dropped()).isZero();
        ManageDeliveries.Waiting waiting = progress.waiting().getFirst();
        assertThat(waiting.image()).isEqualTo(image.id());
        assertThat(waiting.at()).isEqualTo(image.createdAt());
        assertThat(waiting.attempts()).isOne();
        assertThat(waiting.next()).isAfter(clock.instant());
        assertThat(waiting.reason()).isEqualTo("The response status was 500");
    }

    @Test
    void operatorRetriesNow() {
        deliver(ONE);
        published(10);
        webhooks.respond((_, _) -> FAILED);
        deliver(ONE);
        assertThat(manage.retry()).isEqualTo(10);
        webhooks.respond((_, _) -> new Outcome.Delivered());

        assertThat(deliver(ONE).delivered()).isEqualTo(10);
    }

    @Test
    void operatorDropsWhatIsNotDelivered() {
        deliver(ONE);
        published(150);
        webhooks.respond((_, _) -> FAILED);
        deliver(ONE);
        assertThat(manage.drop()).isEqualTo(100);
        webhooks.respond((_, _) -> new Outcome.Delivered());
        clock.advance(Duration.ofMinutes(1));
        Image later = published();
        deliver(ONE);

        assertThat(deliveredTo(ONE)).containsExactly(publishedId(later));
        assertThat(progress(ONE).dropped()).isEqualTo(100);
    }

    @Test
    void changeOfAnOperatorThatNeverWinsFails() {
        deliver(ONE);
        DeliveryStore busy = new DeliveryStore() {
            @Override
            public Optional<Stored> find(ReceiverId receiver) {
                return store.find(receiver);
            }

            @Override
            public boolean replace(ReceiverId receiver, long revision, String text) {
                return false;
            }
        };

        assertThatExceptionOfType(StorageException.Unavailable.class).isThrownBy(
                () -> new ManageDeliveriesService(catalog.events(), busy, List.of(ONE), clock).retry());
    }
}
