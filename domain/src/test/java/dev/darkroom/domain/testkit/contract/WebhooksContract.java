package dev.darkroom.domain.testkit.contract;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.port.out.events.Webhooks;
import dev.darkroom.domain.port.out.events.Webhooks.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Webhooks} does. */
public interface WebhooksContract {
    /** Has two or more receivers. */
    Webhooks testee();

    /** Sets the response of all receivers. */
    void respond(Response response);

    /** The ids of the events that the receivers got, in the order of arrival. */
    List<String> received();

    /** How a receiver responds. */
    enum Response {
        ACCEPT,
        FAIL,
        /** Not now, but in an hour. */
        ASK_TO_WAIT,
        NO_MORE
    }

    private Outcome send(ImageEvent event) {
        return testee().send(testee().receivers().getFirst(), event);
    }

    @Test
    default void eachReceiverIsListedOnce() {
        assertThat(testee().receivers()).hasSizeGreaterThan(1).doesNotHaveDuplicates();
    }

    @Test
    default void acceptedEventIsDelivered() {
        respond(Response.ACCEPT);
        ImageEvent event = ImageEvent.published(image().build());

        assertThat(send(event)).isEqualTo(new Outcome.Delivered());
        assertThat(received()).containsExactly(event.id());
    }

    @Test
    default void eventHasItsIdOnEachAttempt() {
        ImageEvent event = ImageEvent.updated(image().version(3).build());
        respond(Response.FAIL);
        assertThat(send(event)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.reason()).isNotBlank();
            assertThat(failed.retryAfter()).isNull();
        });
        respond(Response.ACCEPT);
        assertThat(send(event)).isEqualTo(new Outcome.Delivered());

        assertThat(received()).containsExactly(event.id(), event.id());
    }

    @Test
    default void receiverMayAskToWait() {
        respond(Response.ASK_TO_WAIT);

        assertThat(send(ImageEvent.published(image().build()))).isInstanceOfSatisfying(
                Outcome.Failed.class,
                failed -> assertThat(failed.retryAfter())
                        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61)));
    }

    @Test
    default void receiverMayWantNoMoreEvents() {
        respond(Response.NO_MORE);

        assertThat(send(ImageEvent.published(image().build()))).isEqualTo(new Outcome.Gone());
    }

    @Test
    default void threadsSendAtTheSameTime() throws Exception {
        respond(Response.ACCEPT);
        List<ImageEvent> events = IntStream.range(0, 30).mapToObj(_ -> ImageEvent.published(image().build())).toList();

        assertThat(AtOnce.all(events.stream().<Callable<Outcome>>map(event -> () -> send(event)).toList()))
                .hasSize(30)
                .containsOnly(new Outcome.Delivered());
        assertThat(received())
                .containsExactlyInAnyOrderElementsOf(events.stream().map(ImageEvent::id).toList());
    }
}
