package dev.darkroom.adapter.http.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.darkroom.adapter.http.testkit.EventStream;
import dev.darkroom.adapter.http.testkit.EventStream.Message;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.WithServers;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.port.in.access.Authenticate;
import dev.darkroom.domain.port.in.events.ReadEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest extends WithServers {
    private final List<EventStream> streams = new ArrayList<>();

    private EventStream open(TestServer server, String query, String... headers) {
        EventStream stream = new EventStream(server.origin() + "/events" + query, headers);
        streams.add(stream);
        return stream;
    }

    @AfterEach
    void closeStreams() {
        streams.forEach(EventStream::close);
    }

    private static void edit(TestServer server, String id, String json) {
        assertThat(server.send("PATCH", "/images/" + id, BodyPublishers.ofString(json),
                "Content-Type", "application/json").status()).isEqualTo(200);
    }

    private static String id(Message message) {
        return Objects.requireNonNull(message.id());
    }

    @Test
    void aStreamStartsAtOnceWithItsPositionAndTheTimeAfterWhichToConnectAgain() {
        EventStream stream = open(start(TestServer.with()), "");

        assertThat(stream.response().statusCode()).isEqualTo(200);
        assertThat(stream.response().headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(stream.response().headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(stream.response().headers().firstValue("X-Accel-Buffering")).hasValue("no");
        assertThat(stream.response().headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(stream.next()).isEqualTo(new Message("0-0", null, null, "3000", false));
    }

    @Test
    void changesArriveInTheirOrder() {
        TestServer server = start(TestServer.with());
        server.upload("?user_id=alice&filename=before.png");
        EventStream stream = open(server, "");

        String id = server.upload("?user_id=alice&filename=kite.png");
        edit(server, id, "{\"title\":\"Kite\"}");
        server.delete("/images/" + id);

        Message published = stream.event();
        assertThat(published.type()).isEqualTo("image.published");
        assertThat(published.data()).contains("\"type\":\"image.published\"", "kite.png", id);
        assertThat(stream.event()).satisfies(updated -> {
            assertThat(updated.type()).isEqualTo("image.updated");
            assertThat(updated.data()).contains("\"title\":\"Kite\"", "\"version\":2");
        });
        Message deleted = stream.event();
        assertThat(deleted.type()).isEqualTo("image.deleted");
        assertThat(deleted.data()).endsWith("\"data\":{\"image_id\":\"" + id + "\",\"user_id\":\"alice\"}}");
        assertThat(deleted.id()).isEqualTo("0-4");
    }

    @Test
    void everyStreamGetsTheSameEvents() {
        TestServer server = start(TestServer.with());
        EventStream one = open(server, "");
        EventStream other = open(server, "");

        server.upload("?user_id=alice");

        assertThat(one.event()).isEqualTo(other.event());
        assertThat(server.streams()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamResumesAfterTheLastEventThatTheClientNames(boolean asParameter) {
        TestServer server = start(TestServer.with());
        EventStream first = open(server, "");
        server.upload("?user_id=alice&filename=1.png");
        String last = id(first.event());
        first.close();
        server.upload("?user_id=alice&filename=2.png");

        EventStream second = asParameter
                ? open(server, "?last_event_id=" + last)
                : open(server, "?last_event_id=0-0", "Last-Event-ID", last);
        assertThat(second.event().data()).contains("2.png");
        server.upload("?user_id=alice&filename=3.png");
        assertThat(second.event().data()).contains("3.png");
    }

    @Test
    void aClientThatIsFarBehindGetsAllEventsOnce() {
        TestServer server = start(TestServer.with());
        String id = server.upload("?user_id=alice");
        EventStream live = open(server, "");
        for (int i = 0; i < 700; i++) {
            edit(server, id, "{\"title\":\"" + i + "\"}");
        }
        EventStream behind = open(server, "?last_event_id=0-0");
        for (int i = 700; i < 1_300; i++) {
            edit(server, id, "{\"title\":\"" + i + "\"}");
        }

        assertThat(behind.event().type()).isEqualTo("image.published");
        for (int i = 0; i < 1_300; i++) {
            assertThat(behind.event().data()).contains("\"title\":\"" + i + "\"");
            assertThat(live.event().data()).contains("\"title\":\"" + i + "\"");
        }
    }

    @Test
    void aPositionAfterTheEndOfTheLogIsTheEnd() {
        TestServer server = start(TestServer.with());

        EventStream stream = open(server, "?last_event_id=7-0");
        server.upload("?user_id=alice&filename=kite.png");

        assertThat(stream.event().data()).contains("kite.png");
    }

    @Test
    void aStreamCanBeFilteredByOwnerAndType() {
        TestServer server = start(TestServer.with());
        EventStream ofBob = open(server, "?user_id=bob");
        EventStream lists = open(server, "?type=image.deleted,image.updated&type=image.updated");

        String alices = server.upload("?user_id=alice");
        server.upload("?user_id=bob&filename=bobs.png");
        edit(server, alices, "{\"title\":\"Kite\"}");
        server.delete("/images/" + alices);

        assertThat(ofBob.event().data()).contains("bobs.png");
        assertThat(lists.event().type()).isEqualTo("image.updated");
        assertThat(lists.event().type()).isEqualTo("image.deleted");
    }

    @ParameterizedTest
    @CsvSource({
        "?type=image.moved,invalid_parameter", "?type=,invalid_parameter", "?user_id=a/b,invalid_parameter",
        "?since=1,invalid_parameter", "?last_event_id=yesterday,invalid_cursor",
        "?last_event_id=1-,invalid_cursor"})
    void aMalformedParameterIsRefused(String query, String code) {
        start(TestServer.with()).get("/events" + query).assertRefused(400, code);
    }

    @Test
    void anUnreadableLastEventIdIsRefused() {
        start(TestServer.with()).get("/events", "Last-Event-ID", "yesterday").assertRefused(400, "invalid_cursor");
    }

    @Test
    void headHasTheHeadersOnly() {
        TestServer.Answer answer = start(TestServer.with()).head("/events");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
    }

    @Test
    void anotherMethodIsRefused() {
        TestServer.Answer answer =
                start(TestServer.with()).send("POST", "/events", BodyPublishers.noBody());

        answer.assertRefused(405, "method_not_allowed");
    }

    @Test
    void aServerThatRecordsNothingSaysWhatToDo() {
        TestServer server = start(TestServer.with().readEvents(events -> new Log(events) {
            @Override
            public boolean isRecording() {
                return false;
            }
        }));

        TestServer.Answer answer = server.get("/events");

        answer.assertRefused(422, "events_unsupported");
        assertThat(answer.text("detail")).contains("DARKROOM_EVENTS=true", "provision");
    }

    @Test
    void usersSeeTheEventsOfTheirOwnAndOfPublicImages() {
        TestServer server = start(TestServer.with().authenticate(TestServer::user));
        EventStream bobs = open(server, "", "Authorization", "Bearer bob");
        EventStream admins = open(server, "", "Authorization", "Bearer admin");

        server.uploadRaw("?filename=private.png", TestServer.png(), "Authorization", "Bearer alice");
        server.uploadRaw("?filename=public.png&visibility=public", TestServer.png(), "Authorization", "Bearer alice");
        server.uploadRaw("?filename=own.png", TestServer.png(), "Authorization", "Bearer bob");

        assertThat(bobs.event().data()).contains("public.png");
        assertThat(bobs.event().data()).contains("own.png");
        assertThat(admins.event().data()).contains("private.png");
        server.get("/events").assertRefused(401, "unauthenticated");
    }

    @Test
    void aStreamEndsWithTheTokenThatOpenedIt() {
        AtomicBoolean isExpired = new AtomicBoolean();
        TestServer server = start(TestServer.with().shortTimeout().authenticate(token -> isExpired.get()
                ? new Authenticate.Result.Refused("The token has expired")
                : TestServer.user(token)));
        EventStream stream = open(server, "", "Authorization", "Bearer bob");
        assertThat(stream.next().retry()).isNotNull();
        assertThat(stream.next()).as("a comment").isEqualTo(new Message("0-0", null, null, null, false));

        isExpired.set(true);

        stream.awaitEnd();
    }

    @Test
    void aSilentStreamIsNotCutOff() {
        EventStream stream = open(start(TestServer.with().shortTimeout()), "");

        // Two and a half times as long as an idle connection is kept.
        for (int i = 0; i < 4; i++) {
            assertThat(stream.next()).isEqualTo(new Message("0-0", null, null, i == 0 ? "3000" : null, false));
        }
    }

    @Test
    void aCommentMovesThePositionOfAStreamWithoutEventsOfItsOwn() {
        TestServer server = start(TestServer.with().shortTimeout());
        EventStream stream = open(server, "?user_id=bob");
        assertThat(stream.next().id()).isEqualTo("0-0");

        server.upload("?user_id=alice");

        assertThat(stream.next().id()).isEqualTo("0-1");
    }

    @Test
    void oneClientHasSixteenStreams() {
        TestServer server = start(TestServer.with());
        for (int i = 0; i < 16; i++) {
            open(server, "");
        }

        TestServer.Answer refused = server.get("/events");
        refused.assertRefused(429, "rate_limited");
        assertThat(refused.header("Retry-After")).isNotNull();

        // A page that was reloaded has left its stream, of which the server hears late.
        streams.getFirst().close();
        EventStream another = open(server, "");
        while (another.response().statusCode() == 429) {
            another = open(server, "");
        }
        assertThat(another.response().statusCode()).isEqualTo(200);
    }

    @Test
    void aClientThatDoesNotReadIsDisconnectedAndOthersGoOn() throws IOException {
        TestServer server = start(TestServer.with().shortTimeout());
        String id = server.upload("?user_id=alice");
        EventStream other = open(server, "");
        try (SocketChannel stalled = SocketChannel.open()) {
            stalled.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
            stalled.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            stalled.write(ByteBuffer.wrap("GET /events HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII)));
            await().until(() -> server.streams() == 2);
            // More than Linux buffers for a loopback socket, 2.6 MB.
            int events = 600;
            for (int i = 0; i < events; i++) {
                edit(server, id, "{\"description\":\"" + "字".repeat(2_000) + i + "\"}");
            }

            await().until(() -> server.streams() == 1);
            for (int i = 0; i < events; i++) {
                assertThat(other.event().data()).contains("字" + i + "\"");
            }
        }
    }

    @Test
    void halfOfTheConnectionsCanBeStreams() {
        TestServer server = start(TestServer.with().maxConnections(8).trustedProxies("127.0.0.1"));
        for (int i = 0; i < 4; i++) {
            open(server, "", "X-Forwarded-For", "192.0.2." + i);
        }

        TestServer.Answer refused = server.get("/events", "X-Forwarded-For", "192.0.2.9");

        refused.assertRefused(503, "unavailable");
        assertThat(refused.header("Retry-After")).isNotNull();
    }

    @Test
    void aServerThatStopsEndsItsStreams() {
        TestServer server = start(TestServer.with());
        EventStream stream = open(server, "");
        long start = System.nanoTime();

        server.close();

        stream.awaitEnd();
        assertThat(System.nanoTime() - start).as("less than a stop that waits").isLessThan(15_000_000_000L);
    }

    @Test
    void aStreamOutlivesAnOutageOfTheCatalog() {
        AtomicBoolean isDown = new AtomicBoolean();
        TestServer server = start(TestServer.with().readEvents(events -> new Log(events) {
            @Override
            public EventPage read(EventPosition after, int limit) {
                if (isDown.get()) {
                    throw new StorageException.Unavailable("down", null);
                }
                return super.read(after, limit);
            }
        }));
        EventStream live = open(server, "");
        server.upload("?user_id=alice&filename=1.png");
        assertThat(live.event().data()).contains("1.png");

        isDown.set(true);
        server.upload("?user_id=alice&filename=2.png");
        EventStream resumed = open(server, "?last_event_id=0-0");
        assertThat(resumed.next().id()).isEqualTo("0-0");
        isDown.set(false);

        assertThat(live.event().data()).contains("2.png");
        assertThat(resumed.event().data()).contains("1.png");
        assertThat(resumed.event().data()).contains("2.png");
    }

    @Test
    void aServerWhoseCatalogIsDownRefusesStreams() {
        TestServer server = start(TestServer.with().readEvents(events -> new Log(events) {
            @Override
            public EventPosition end() {
                throw new StorageException.Unavailable("down", null);
            }
        }));

        server.get("/events").assertRefused(503, "unavailable");
    }

    @Test
    void theLogIsReadOnlyWhileSomebodyListens() {
        AtomicInteger reads = new AtomicInteger();
        TestServer server = start(TestServer.with().readEvents(events -> new Log(events) {
            @Override
            public EventPage read(EventPosition after, int limit) {
                reads.incrementAndGet();
                return super.read(after, limit);
            }
        }));
        server.upload("?user_id=alice");
        assertThat(reads).hasValue(0);
        EventStream stream = open(server, "");
        server.upload("?user_id=alice");
        stream.event();

        server.close();
        stream.awaitEnd();
        int afterwards = reads.get();
        start(TestServer.with());

        assertThat(reads).hasValue(afterwards);
    }

    @Test
    void anEventIsOneMessage() {
        TestServer server = start(TestServer.with());
        EventStream stream = open(server, "");

        String id = server.upload("?user_id=alice");
        stream.event();
        edit(server, id, "{\"description\":\"One\\nid: 9-9\\n\\ntwo\"}");

        assertThat(stream.event().data()).contains("One\\nid: 9-9\\n\\ntwo");
    }

    /** A log that calls another one. */
    private static class Log implements ReadEvents {
        private final ReadEvents events;

        Log(ReadEvents events) {
            this.events = events;
        }

        @Override
        public boolean isRecording() {
            return events.isRecording();
        }

        @Override
        public EventPosition end() {
            return events.end();
        }

        @Override
        public EventPage read(EventPosition after, int limit) {
            return events.read(after, limit);
        }
    }
}
