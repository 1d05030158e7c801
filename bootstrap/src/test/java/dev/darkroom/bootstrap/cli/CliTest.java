package dev.darkroom.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.provisioning.OptionalSetting;
import dev.darkroom.adapter.events.WebhookSettings;
import dev.darkroom.adapter.local.DataFolder;
import dev.darkroom.adapter.local.LocalStorage;
import dev.darkroom.adapter.local.SqliteStorage;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.configuration.Variable;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.model.image.ImageState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private static final Instant NOW = Instant.parse("2026-11-22T23:26:11.123Z");
    private static final ImageId IMAGE = new ImageId(UUID.fromString("019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11"));

    private final InstantSource clock = InstantSource.fixed(NOW);
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void keepEverythingInTheTemporaryFolder() {
        environment.put("DARKROOM_DATA_DIR", folder.resolve("data").toString());
        environment.put("PORT", "0");
    }

    @Test
    void versionIsPrinted() {
        assertThat(run("version")).isEqualTo(new CommandResult(ExitCode.SUCCESS, "Darkroom development\n", ""));
    }

    @Test
    void healthIsThatOfTheServerWithTheSameHostAndPort() {
        try (Application application = Application.start(Configuration.from(environment), "test", clock)) {
            environment.put("PORT", Integer.toString(application.port()));
            assertThat(run("health")).isEqualTo(new CommandResult(ExitCode.SUCCESS, "", ""));
            environment.put("HOST", "0.0.0.0");
            assertThat(run("health")).isEqualTo(new CommandResult(ExitCode.SUCCESS, "", ""));
        }
        environment.remove("HOST");
        CommandResult stopped = run("health");
        assertThat(stopped.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(stopped.err()).startsWith("No server answers at 127.0.0.1, port ").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "serve"})
    void serverExitsWithSuccessWhenItIsStopped(String command) {
        CommandResult result = command.isEmpty() ? run() : run(command);

        assertThat(result.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(result.out())
                .contains("Serving address=http://127.0.0.1:")
                .contains(" storage=\"the folder " + folder.resolve("data") + "\" version=development\n")
                .endsWith("INFO  Stopped\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void serverOnALoopbackAddressLogsNoWarning() {
        assertThat(run("serve").out()).doesNotContain("WARN");
    }

    @Test
    void ignoredVariablesAreLogged() {
        environment.put("DARKROOM_SERVICE_HOST", "10.0.0.7");

        assertThat(run("serve").out())
                .contains("WARN  Ignored unknown environment variables")
                .contains("variables=DARKROOM_SERVICE_HOST");
    }

    @Test
    void logIsJsonIfConfigured() {
        environment.put("DARKROOM_LOG", "json");

        assertThat(run("serve").out().lines()).isNotEmpty().allMatch(line -> line.startsWith("{\"time\":\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "reconcile", "check", "provision"})
    void invalidVariableStopsEveryCommandWithOneSentence(String command) {
        environment.put("DARKROOM_STORAGE", "floppy");

        assertThat(run(command))
                .isEqualTo(
                        new CommandResult(
                                ExitCode.USAGE_ERROR,
                                "",
                                "DARKROOM_STORAGE is \"floppy\", but must be local or aws.\n"));
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    --fast                  | Unknown option "--fast"; see darkroom --help.
                    dance                   | Unknown command "dance"; see darkroom --help.
                    chekc                   | Unknown command "chekc"; did you mean check? See darkroom --help.
                    check --jsn             | Unknown option "--jsn"; did you mean --json? See darkroom --help.
                    check twice             | Unknown argument "twice"; see darkroom --help.
                    reconcile --grace=soon  | Invalid value for option '--grace': "soon" is not a duration such as PT30M; see darkroom --help.
                    reconcile --grace=-PT1S | Invalid value for option '--grace': "-PT1S" is not a duration such as PT30M; see darkroom --help.
                    provision --cors-origin=example.org/x | Invalid value for option '--cors-origin' (ORIGIN): "example.org/x" is not an origin such as https://example.org; see darkroom --help.
                    provision --skip=everything | Invalid value for option '--skip' (NAME): "everything" is not one of write-check, public-access-block, tls-only, encryption, abandoned-parts, cors, capacity-on-demand, time-to-live, event-stream, point-in-time-recovery, deletion-protection; see darkroom --help.
                    """)
    void invalidCommandLineFailsWithOneSentence(String line, String sentence) {
        assertThat(run(line.split(" "))).isEqualTo(new CommandResult(ExitCode.USAGE_ERROR, "", sentence + "\n"));
    }

    @Test
    void helpNamesEveryCommandVariableAndExitCode() {
        CommandResult help = run("--help");

        assertThat(help.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(help.out()).contains("serve", "reconcile", "check", "export", "import", "provision", "version",
                "Exit codes:");
        for (Variable variable : Variable.values()) {
            assertThat(help.out()).containsOnlyOnce("\n  " + variable + " ");
        }
        assertThat(help.out()).doesNotContain("training-run");
        assertThat(run("help").out()).isEqualTo(help.out());
        assertThat(run("provision", "--help").out().replaceAll("\\s+", " ")).contains("--skip=NAME")
                .contains("Names: " + String.join(", ", OptionalSetting.names()) + ".");
        assertThat(run("reconcile", "--help").out()).contains("--grace=DURATION").doesNotContain("DARKROOM_");
    }

    @Test
    void helpAlignsTheMeaningsOfVariablesUnderHeadings() {
        List<String> lines = run("--help").out().lines().toList();
        List<String> variables = lines.subList(lines.indexOf("Environment variables, server:"), lines.size());

        assertThat(variables).allMatch(line -> line.length() <= 120)
                .allMatch(line -> line.matches("Environment variables, .+:|  [A-Z0-9_]+ +\\S.*| {40,}\\S.*"))
                .filteredOn(line -> line.startsWith("  ") && line.charAt(2) != ' ')
                .hasSize(Variable.values().length)
                .allMatch(line -> line.charAt(39) == ' ' && line.charAt(40) != ' ');
    }

    @Test
    void completionIsAScriptThatKnowsTheCommands() {
        CommandResult completion = run("completion");

        assertThat(completion.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(completion.out()).startsWith("#!/usr/bin/env bash").contains("_complete_darkroom", "reconcile")
                .doesNotContain("training-run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "export", "reconcile", "import"})
    void mistypedDataFolderIsRefusedAndNotCreated(String command) {
        String archive = folder.resolve("archive").toString();

        CommandResult result = command.endsWith("port") ? run(command, archive) : run(command);

        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(result.err()).startsWith("DARKROOM_DATA_DIR is \"" + folder.resolve("data") + "\", but ")
                .hasLineCount(1);
        assertThat(result.out()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "export"})
    void folderWithoutACollectionIsRefused(String command) throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));

        CommandResult result = command.equals("export") ? run(command, folder.resolve("x").toString()) : run(command);

        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void provisionReportsThatFilesystemAndSqliteNeedNothing() {
        assertThat(run("provision"))
                .isEqualTo(new CommandResult(ExitCode.SUCCESS,
                        "Blobs in the filesystem need no provisioning.\nThe catalog in SQLite needs no provisioning.\n",
                        ""));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void reconcileUndoesInterruptedUploads() {
        leavePendingUpload(NOW.minusMillis(1));

        assertThat(run("reconcile"))
                .isEqualTo(
                        new CommandResult(
                                ExitCode.SUCCESS,
                                "Uploads undone: 1. Deletions finished: 0. Purged from the trash: 0. Failed, to be retried: 0.\n",
                                ""));
        assertThat(run("reconcile").out()).startsWith("Uploads undone: 0.");
    }

    @Test
    void reconcileKeepsUploadsWithinTheGracePeriod() {
        leavePendingUpload(NOW.minus(Duration.ofMinutes(29)));

        assertThat(run("reconcile", "--grace=PT30M").out()).startsWith("Uploads undone: 0.");
        assertThat(run("reconcile", "--grace=PT28M").out()).startsWith("Uploads undone: 1.");
    }

    private void sendEvents() {
        environment.put("DARKROOM_WEBHOOK_URL", "http://127.0.0.1:1/");
        environment.put("DARKROOM_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        environment.put("DARKROOM_WEBHOOK_ALLOW_PRIVATE", "true");
    }

    @Test
    void eventsShowWhatWaitsAndAreRetriedOrDropped() {
        sendEvents();
        ReceiverId receiver = WebhookSettings.idOf(URI.create("http://127.0.0.1:1/"));
        try (DataFolder data = DataFolder.open(folder.resolve("data"));
                SqliteStorage storage = new SqliteStorage(data, true)) {
            storage.deliveryStore().replace(receiver, 0, """
                    darkroom deliveries 1
                    position 0-9
                    failures 3
                    paused-until 0
                    dropped 2
                    waiting 0-7 %s %d 3 %d The response status was 500
                    waiting 0-8 %s %d 0 %d\s
                    """.formatted(IMAGE, NOW.toEpochMilli(), NOW.plusSeconds(60).toEpochMilli(), IMAGE,
                    NOW.toEpochMilli(), NOW.toEpochMilli()));
        }

        assertThat(run("events")).isEqualTo(new CommandResult(ExitCode.SUCCESS, """
                %s: up. Waiting: 2. Dropped: 2.
                  2026-11-22T23:26:11Z  image %s  attempts 3, next 2026-11-22T23:27:11Z: The response status was 500
                  2026-11-22T23:26:11Z  image %s  waits for its turn
                """.formatted(receiver, IMAGE, IMAGE), ""));
        assertThat(run("events", "--retry").out()).isEqualTo("Events to be sent now: 2.\n");
        assertThat(run("events").out()).contains("next 2026-11-22T23:26:11Z: The response status was 500");
        assertThat(run("events", "--drop").out()).isEqualTo("Events dropped: 2.\n");
        assertThat(run("events").out()).isEqualTo(receiver + ": up. Waiting: 0. Dropped: 4.\n");
    }

    @Test
    void eventsNeedAReceiver() {
        assertThat(run("events")).isEqualTo(new CommandResult(
                ExitCode.USAGE_ERROR, "", "DARKROOM_WEBHOOK_URL is not set, so no events are sent.\n"));
        assertThat(run("events", "--retry", "--drop").exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
    }

    @Test
    void serverUndoesInterruptedUploadsBeforeItServes() {
        leavePendingUpload(NOW.minusMillis(1));

        assertThat(run("serve").out())
                .containsSubsequence("uploads_undone=1 deletions_finished=0 images_purged=0 failed=0\n",
                        "INFO  Serving");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "reconcile", "check"})
    void dataFolderInUseFailsWithOneSentence(String command) {
        try (LocalStorage _ = LocalStorage.open(folder.resolve("data"), clock)) {
            CommandResult result = run(command);

            assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
            assertThat(result.err()).contains(folder.resolve("data").toString(), "in use").hasLineCount(1);
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void dataFolderThatIsAFileFailsWithOneSentence() throws IOException {
        Files.writeString(folder.resolve("data"), "not a folder");

        CommandResult result = run("serve");

        assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(result.err()).contains(folder.resolve("data").toString()).hasLineCount(1);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void portInUseFailsWithOneSentenceAndUnlocksTheFolder() throws IOException {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("PORT", Integer.toString(occupied.getLocalPort()));

            CommandResult result = run("serve");

            assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
            assertThat(result.err()).contains("127.0.0.1:" + occupied.getLocalPort(), "PORT").hasLineCount(1);
            assertThat(result.out()).isEmpty();
        }
        environment.put("PORT", "0");
        assertThat(run("serve").exitCode()).isEqualTo(ExitCode.SUCCESS);
    }

    @Test
    void unknownHostFailsWithOneSentence() {
        environment.put("HOST", "no-such-host.invalid");

        CommandResult result = run("serve");

        assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(result.err()).contains("no-such-host.invalid").hasLineCount(1);
    }

    private void leavePendingUpload(Instant since) {
        try (LocalStorage storage = LocalStorage.open(folder.resolve("data"), clock)) {
            storage.catalog().announce(new ImageState.Uploading(IMAGE, since));
        }
    }

    private CommandResult run(String... arguments) {
        return CommandResult.of(environment, clock, arguments);
    }
}
