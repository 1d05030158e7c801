package dev.darkroom.adapter.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Field;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Request;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Response;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.WithServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Requests from a gateway: the gateway names the client, and headers of the client cannot change it. */
class MemoryHttpServerTest extends WithServers {
    private static Response answer(MemoryHttpServer server, String source, String... headers) {
        return get(server, "/images", source, headers);
    }

    private static Response get(MemoryHttpServer server, String target, String source, String... headers) {
        List<Field> fields = Arrays.stream(headers)
                .map(header -> header.split(": ", 2))
                .map(header -> new Field(header[0], header[1]))
                .toList();
        return server.answer(new Request("GET", "https://pictures.example.com", target, source, fields,
                ByteBuffer.allocate(0)), Duration.ofSeconds(20));
    }

    private static Optional<String> header(Response response, String name) {
        return response.fields()
                .stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    @Test
    void theClientIsTheSourceThatTheGatewayNames() {
        TestServer behind =
                start(TestServer.with().requestsPerMinute(1).trustedProxies("198.51.100.0/24"));
        try (MemoryHttpServer server =
                MemoryHttpServer.start(behind.settings, behind.useCases, () -> "id", behind.clock)) {
            assertThat(answer(server, "203.0.113.1").status()).isEqualTo(200);
            assertThat(answer(server, "203.0.113.2").status()).isEqualTo(200);
            Response limited = answer(server, "203.0.113.1", "X-Forwarded-For: 203.0.113.9");
            assertThat(limited.status()).isEqualTo(429);
            assertThat(header(limited, "Retry-After")).contains("60");
            // Another proxy before the gateway may be trusted too.
            assertThat(answer(server, "198.51.100.7", "X-Forwarded-For: 203.0.113.3").status()).isEqualTo(200);
            assertThat(answer(server, "198.51.100.8", "X-Forwarded-For: 203.0.113.3").status()).isEqualTo(429);
            // Without a source from the gateway, no header is trusted.
            assertThat(answer(server, "", "X-Forwarded-For: 203.0.113.4").status()).isEqualTo(200);
            assertThat(answer(server, "", "X-Forwarded-For: 203.0.113.5").status()).isEqualTo(429);
        }
    }

    @Test
    void requestsThatSucceedLogNoFailure() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        logger.addAppender(log);
        TestServer behind = start(TestServer.with());
        try (MemoryHttpServer server =
                MemoryHttpServer.start(behind.settings, behind.useCases, () -> "id", behind.clock)) {
            for (int i = 0; i < 2_000; i++) {
                assertThat(answer(server, "203.0.113.1").status()).isEqualTo(200);
            }
        } finally {
            logger.detachAppender(log);
        }

        assertThat(log.list).filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN)).isEmpty();
    }

    @Test
    void theUrlHasTheOriginOfTheRequestToTheGateway() {
        TestServer behind = start(TestServer.with());
        try (MemoryHttpServer server =
                MemoryHttpServer.start(behind.settings, behind.useCases, () -> "id", behind.clock)) {
            String id = behind.upload("?user_id=alice");
            Response view = server.answer(new Request("GET", "https://pictures.example.com", "/images/" + id,
                    "203.0.113.1", List.of(new Field("X-Forwarded-Host", "evil.example"),
                            new Field("X-Forwarded-Proto", "http")),
                    ByteBuffer.allocate(0)), Duration.ofSeconds(20));

            assertThat(StandardCharsets.UTF_8.decode(view.body().slice()).toString())
                    .contains("\"url\":\"https://pictures.example.com/blobs/");
            assertThat(header(view, "Strict-Transport-Security")).isPresent();
        }
    }

    @Test
    void aStreamOfEventsHasWhatIsNewAndEnds() {
        TestServer behind = start(TestServer.with());
        try (MemoryHttpServer server =
                MemoryHttpServer.start(behind.settings, behind.useCases, () -> "id", behind.clock)) {
            assertThat(text(get(server, "/events", ""))).isEqualTo("retry: 5000\n\nid: 0-0\n: \n\n");
            behind.upload("?user_id=alice&filename=alices.png");
            behind.upload("?user_id=bob&filename=bobs.png");

            Response news = get(server, "/events?user_id=alice", "", "Last-Event-ID: 0-0");

            assertThat(header(news, "Content-Type")).contains("text/event-stream");
            assertThat(text(news)).startsWith("retry: 5000\n\nid: 0-1\nevent: image.published\ndata: {")
                    .contains("alices.png")
                    .doesNotContain("bobs.png")
                    .endsWith("}\n\nid: 0-2\n: \n\n");
        }
    }

    /** The number of events in responses without a connection, until one has none. */
    private static List<Integer> countEvents(TestServer behind) {
        try (MemoryHttpServer server =
                MemoryHttpServer.start(behind.settings, behind.useCases, () -> "id", behind.clock)) {
            List<Integer> counts = new ArrayList<>();
            String last = "0-0";
            do {
                String text = text(get(server, "/events", "", "Last-Event-ID: " + last));
                counts.add(text.split("\nevent: ", -1).length - 1);
                last = text.substring(text.lastIndexOf("id: ") + 4, text.lastIndexOf("\n: "));
            } while (counts.getLast() > 0);
            return counts;
        }
    }

    @Test
    void aResponseWithManyEventsEndsAfterAThousand() {
        TestServer behind = start(TestServer.with());
        String id = behind.upload("?user_id=alice");
        for (int i = 1; i < 1_100; i++) {
            behind.send("PATCH", "/images/" + id, BodyPublishers.ofString("{\"title\":\"" + i + "\"}"), "Content-Type",
                    "application/json");
        }

        assertThat(countEvents(behind)).containsExactly(1_000, 100, 0);
    }

    @Test
    void aResponseWithLargeEventsEndsAfterThePageThatMakesItLongerThanAMegabyte() {
        TestServer behind = start(TestServer.with());
        String id = behind.upload("?user_id=alice");
        for (int i = 1; i < 500; i++) {
            String description = "凧".repeat(1_900) + i;
            behind.send("PATCH", "/images/" + id,
                    BodyPublishers.ofString("{\"description\":\"" + description + "\"}"), "Content-Type",
                    "application/json");
        }

        assertThat(countEvents(behind)).containsExactly(200, 200, 100, 0);
    }

    private static String text(Response response) {
        return StandardCharsets.UTF_8.decode(response.body().slice()).toString();
    }
}
