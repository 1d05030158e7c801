package dev.darkroom.bootstrap.cli;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.adapter.local.LocalStorage;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final Map<String, String> environment = new HashMap<>();
    private InstantSource clock = InstantSource.fixed(NOW);

    @TempDir
    private Path folder;

    @BeforeEach
    void keepEverythingInTheTemporaryFolder() {
        environment.put("DARKROOM_DATA_DIR", folder.toString());
    }

    private Image store(String text) {
        try (LocalStorage storage = LocalStorage.open(folder, clock)) {
            return store(storage, text);
        }
    }

    private static Image store(LocalStorage storage, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Image image = image().content(bytes).build();
        storage.catalog().announce(new ImageState.Uploading(image.id(), NOW));
        storage.blobStore().put(image.originalKey(), Content.of(bytes), ContentType.JPEG, image.sha256());
        storage.catalog().publish(image);
        return image;
    }

    private Path file(ObjectKey key) {
        return folder.resolve("blobs").resolve(key.value());
    }

    private CommandResult run(String... arguments) {
        return CommandResult.of(environment, clock, arguments);
    }

    @Test
    void checkSucceedsWithoutFindings() {
        store("one");
        store("three");

        assertThat(run("check"))
                .isEqualTo(
                        new CommandResult(
                                ExitCode.SUCCESS,
                                "Intact pictures: 2 (8 bytes). Missing: 0. Damaged: 0. Unreadable: 0. Extra objects: 0.\n",
                                ""));
    }

    @Test
    void everyFindingIsPrintedOnALineAndFailsTheCommand() throws Exception {
        ObjectKey missing = store("one").originalKey();
        ObjectKey damaged = store("two").originalKey();
        ObjectKey extra = new ObjectKey(damaged.prefix(), "original.png");
        Files.delete(file(missing));
        Files.writeString(file(damaged), "longer");
        Files.writeString(file(extra), "extra");

        CommandResult result = run("check");

        assertThat(result)
                .isEqualTo(
                        new CommandResult(
                                ExitCode.FAILURE,
                                """
                                        Missing: %s.
                                        Damaged: %s. It has 6 bytes and should have 3.
                                        Extra: %s, 5 bytes.
                                        Intact pictures: 0 (0 bytes). Missing: 1. Damaged: 1. Unreadable: 0. Extra objects: 1.
                                        """
                                        .formatted(missing, damaged, extra),
                                ""));
        List<JsonNode> lines = run("check", "--json").out().lines().map(CheckCommandTest::parse).toList();
        assertThat(lines).extracting(line -> line.path("finding").asText()).containsExactly("missing", "damaged",
                "extra", "");
        assertThat(lines.get(1).path("image_id").asText()).isEqualTo(damaged.prefix().imageId().toString());
        assertThat(lines.get(1).path("detail").asText()).isEqualTo("It has 6 bytes and should have 3");
        assertThat(lines.get(3).path("extra").asLong()).isEqualTo(1);
    }

    private static JsonNode parse(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void progressIsALineEveryFewSecondsWithoutATerminal() {
        for (int i = 0; i < 5; i++) {
            store("picture " + i);
        }
        AtomicLong clockReads = new AtomicLong();
        clock = () -> NOW.plus(Duration.ofSeconds(2).multipliedBy(clockReads.getAndIncrement()));

        CommandResult result = run("check");

        assertThat(result.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(result.err()).isEqualTo("Checking: 3 of 5 pictures.\n");
    }

    @Test
    void progressIsABarOnATerminalAndFindingsStayOnTheirOwnLines() throws Exception {
        store("one");
        ObjectKey missing = store("two").originalKey();
        Files.delete(file(missing));

        CommandResult result = CommandResult.of(environment, true, clock, "check");

        assertThat(result.err()).contains("Checking", "2/2").contains("\r");
        assertThat(result.out()).startsWith("Missing: " + missing + ".\n").hasLineCount(2);
    }
}
