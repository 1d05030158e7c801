package dev.darkroom.bootstrap.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.in.events.DeliverEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventDelivererTest {
    private static final ReceiverId ONE = new ReceiverId("one");
    private static final ReceiverId TWO = new ReceiverId("two");
    private static final Instant NOW = Instant.parse("2026-11-22T23:26:11.123Z");

    private static DeliverEvents useCase(Function<DeliverEvents.Command, DeliverEvents.Report> deliver) {
        return new DeliverEvents() {
            @Override
            public List<ReceiverId> receivers() {
                return List.of(ONE, TWO);
            }

            @Override
            public Report deliver(Command command) {
                return deliver.apply(command);
            }
        };
    }

    private static DeliverEvents.Report report(int delivered, DeliverEvents.State state, Duration pause) {
        return new DeliverEvents.Report(delivered, 0, 0, 0, Duration.ZERO, state, "why", pause);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void receiverThatIsSlowDelaysNoOther() {
        CountDownLatch others = new CountDownLatch(3);
        DeliverEvents deliver = useCase(command -> {
            if (command.receiver().equals(ONE)) {
                await(others);
            } else {
                others.countDown();
            }
            return report(0, DeliverEvents.State.UP, Duration.ZERO);
        });

        try (var _ = EventDeliverer.start(deliver, () -> {})) {
            await(others);
        }
        assertThat(others.getCount()).isZero();
    }

    @Test
    void startWaitsUntilAllReceiversAreKnown() {
        Set<ReceiverId> known = ConcurrentHashMap.newKeySet();
        DeliverEvents deliver = useCase(command -> {
            known.add(command.receiver());
            return report(0, DeliverEvents.State.UP, Duration.ofMinutes(1));
        });

        try (var _ = EventDeliverer.start(deliver, () -> {})) {
            assertThat(known).hasSize(2);
        }
    }

    @Test
    void closingEndsRoundsAndThenTheClient() {
        CountDownLatch isSending = new CountDownLatch(2);
        CountDownLatch isClosed = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        DeliverEvents deliver = useCase(command -> {
            if (!command.goesOn().getAsBoolean()) {
                // The first round of a receiver sends nothing.
                return report(0, DeliverEvents.State.UP, Duration.ZERO);
            }
            isSending.countDown();
            // A send that takes too long.
            await(isClosed);
            assertThat(command.goesOn().getAsBoolean()).isFalse();
            ended.incrementAndGet();
            return report(0, DeliverEvents.State.UP, Duration.ZERO);
        });
        EventDeliverer deliverer = EventDeliverer.start(deliver, isClosed::countDown);
        await(isSending);
        deliverer.close();

        assertThat(ended).hasValue(2);
    }

    @Test
    void oneWithoutReceiversDoesNothing() {
        EventDeliverer.off().close();
    }

    @Test
    void functionDeliversWhileThereIsMore() {
        AtomicInteger rounds = new AtomicInteger();
        DeliverEvents deliver = useCase(command -> {
            assertThat(command.goesOn().getAsBoolean()).isTrue();
            return switch (rounds.incrementAndGet()) {
                case 1, 2 -> report(100, DeliverEvents.State.UP, Duration.ZERO);
                case 3 -> report(50, DeliverEvents.State.DOWN, Duration.ofSeconds(1));
                case 4 -> throw new StorageException.Unavailable("gone", null);
                default -> throw new AssertionError("Too many rounds");
            };
        });

        assertThat(EventDeliverer.deliverUntil(NOW.plusSeconds(1), deliver, InstantSource.fixed(NOW))).isEqualTo(250);
    }

    @Test
    void functionEndsInTime() {
        DeliverEvents deliver = useCase(command -> {
            assertThat(command.goesOn().getAsBoolean()).isFalse();
            return report(0, DeliverEvents.State.DISABLED, Duration.ZERO);
        });

        assertThat(EventDeliverer.deliverUntil(NOW, deliver, InstantSource.fixed(NOW))).isZero();
    }
}
