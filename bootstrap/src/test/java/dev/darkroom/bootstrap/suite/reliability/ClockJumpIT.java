package dev.darkroom.bootstrap.suite.reliability;

import static dev.darkroom.bootstrap.suite.Call.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.suite.Answer;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.DirectUploadSteps;
import dev.darkroom.bootstrap.suite.ObjectFiles;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running service with local storage whose clock jumps by an hour and back. */
@FullTier
class ClockJumpIT implements DirectUploadSteps {
    /** One second longer than an hour, so that URLs that are valid for an hour have expired. */
    private static final Duration HOUR = Duration.ofHours(1).plusSeconds(1);

    @TempDir
    private Path dataFolder;

    private final JumpingClock clock = new JumpingClock();
    private Application application;

    /** The time of the system plus an offset. */
    private static final class JumpingClock implements InstantSource {
        private volatile Duration offset = Duration.ZERO;

        @Override
        public Instant instant() {
            return InstantSource.system().instant().plus(offset);
        }
    }

    @BeforeEach
    void start() {
        application = Application.start(
                Configuration.from(Map.of("PORT", "0", "DARKROOM_DATA_DIR", dataFolder.toString(),
                        "DARKROOM_PREPARE_RENDITIONS", "false")),
                "test", clock);
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + application.port());
    }

    @Override
    public Set<String> objectKeys() {
        return ObjectFiles.keys(dataFolder);
    }

    @Test
    void clockAnHourAheadOnlyExpiresLinks() throws Exception {
        EveryCall calls = EveryCall.of(this);
        jumpDuringWork(HOUR, () -> calls.assertAnswered("clock an hour ahead, local"));
        calls.assertNothingLost();
    }

    @Test
    void clockAnHourBehindKeepsLinksValidForLonger() throws Exception {
        EveryCall calls = EveryCall.of(this);
        jumpDuringWork(HOUR.negated(), () -> calls.assertAnswered("clock an hour behind, local"));
        calls.assertNothingLost();
    }

    private interface Check {
        void run() throws Exception;
    }

    /** Starts everything that depends on time before the jump, and continues it after the jump. */
    private void jumpDuringWork(Duration jump, Check check) throws Exception {
        boolean ahead = jump.isPositive();
        String user = newUser();
        byte[] picture = Photographs.jpeg(40, 30, 4);
        String first = id(uploaded(user, picture));
        String second = id(uploaded(user, picture));
        String shortLink = send(Call.get("/images/" + first + "?expires_in=600")).text("url");
        String day = send(Call.get("/images/" + first + "?expires_in=86400")).text("url");
        String list = "/images?limit=1&user_id=" + user;
        String next = list + "&cursor=" + encoded(send(Call.get(list)).expect(200).text("next_cursor"));
        Call keyed = Call.post("/upload?user_id=" + newUser()).body("image/jpeg", picture)
                .header("Idempotency-Key", "a-key");
        String keyedId = send(keyed).expect(201).text("image_id");
        JsonNode unsent = started("image/jpeg", picture.length);
        JsonNode sent = started("image/jpeg", picture.length);
        put(sent, picture).expect(200);

        clock.offset = jump;
        check.run();

        if (ahead) {
            fetch(shortLink).expectProblem(403, "link_expired");
            put(unsent, picture).expectProblem(403, "link_expired");
        } else {
            fetch(shortLink).expect(200);
            put(unsent, picture).expect(200);
        }
        fetch(day).expect(200);
        fetch(send(Call.get("/images/" + first + "?expires_in=60")).expect(200).text("url")).expect(200);
        assertThat(id(send(Call.get(next)).expect(200).json().path("items").path(0))).isEqualTo(first);
        Answer replayed = send(keyed).expect(201);
        assertThat(replayed.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(replayed.text("image_id")).isEqualTo(keyedId);
        complete(sent).expect(201);

        // created_at follows the clock, and the order of lists follows created_at.
        String third = id(uploaded(user, picture));
        assertThat(walk("user_id=" + user))
                .containsExactly(ahead ? new String[]{third, second, first} : new String[]{second, first, third});
        JsonNode edited = send(Call.of("PATCH", "/images/" + second).json("{\"title\":\"Kite\"}")).expect(200).json();
        assertThat(edited.path("updated_at").asText()).isGreaterThanOrEqualTo(edited.path("created_at").asText());

        clock.offset = Duration.ZERO;
        fetch(shortLink).expect(200);
        put(unsent, picture).expect(ahead ? 200 : 412);
        complete(unsent).expect(201);
        assertThat(send(keyed).expect(201).text("image_id")).isEqualTo(keyedId);
        JsonNode editedAgain =
                send(Call.of("PATCH", "/images/" + third).json("{\"title\":\"Kite\"}")).expect(200).json();
        assertThat(editedAgain.path("updated_at").asText())
                .isGreaterThanOrEqualTo(editedAgain.path("created_at").asText());
        assertThat(walk("user_id=" + user)).hasSize(3);
    }

    private static String id(JsonNode image) {
        return image.path("image_id").asText();
    }
}
