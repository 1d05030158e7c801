package dev.darkroom.adapter.http.events;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.port.in.events.ReadEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventFeedTest {
    private static final int REMEMBERED = 1_000;
    private static final int PAGE_OF_THE_LOG = 200;

    /** A log that has a number of events from its begin. */
    private record Log(int size) implements ReadEvents {
        private static final ImageEvent EVENT = ImageEvent.published(image().build());

        @Override
        public boolean isRecording() {
            return true;
        }

        @Override
        public EventPosition end() {
            return new EventPosition(0, size);
        }

        @Override
        public EventPage read(EventPosition after, int limit) {
            List<EventPage.Entry> entries = new ArrayList<>();
            for (long i = after.minor() + 1; i <= size && entries.size() < limit; i++) {
                entries.add(new EventPage.Entry(new EventPosition(0, i), EVENT));
            }
            return new EventPage(entries, entries.isEmpty() ? after : entries.getLast().position());
        }
    }

    /** The number of events that a listener at the begin of a log gets at once, after the feed has read all. */
    private static int first(int size) throws InterruptedException {
        Log log = new Log(size);
        try (EventFeed feed = new EventFeed(log);
                EventFeed.Listener _ = feed.listen(EventPosition.START)) {
            Awaitility.await().until(() -> feed.knownEnd().equals(Optional.of(log.end())));
            return feed.next(EventPosition.START, Duration.ofSeconds(10)).frames().size();
        }
    }

    @Test
    void theLatestThousandEventsAreRemembered() throws Exception {
        assertThat(first(REMEMBERED)).isEqualTo(REMEMBERED);
    }

    @Test
    void anOlderEventIsReadFromTheLog() throws Exception {
        assertThat(first(REMEMBERED + 1)).isEqualTo(PAGE_OF_THE_LOG);
    }
}
