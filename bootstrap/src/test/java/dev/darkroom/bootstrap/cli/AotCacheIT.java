package dev.darkroom.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training run of the AOT cache, and a server with a cache that does not match. The benchmarks measure the speed of a start. */
class AotCacheIT {
    /** As in {@code deploy/java.options}. */
    private static final String QUIET = "-Xlog:aot*=off";

    @TempDir
    Path folder;

    @Test
    void trainingRunSucceedsAndLeavesNoFiles() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));

        try (ChildJvm run = ChildJvm.start(
                ChildJvm.command(List.of("-Djava.io.tmpdir=" + temporary), Main.class, "training-run"), Map.of())) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.errors()).isEmpty();
            assertThat(run.output()).isEmpty();
        }
        assertThat(temporary).isEmptyDirectory();
    }

    /** A cache that does not match causes one line in the log, and no other effect. */
    @Test
    void serverWithACacheThatDoesNotMatchLogsAWarningAndServes() throws Exception {
        Path cache = Files.writeString(folder.resolve("other.aot"), "made by another JDK");

        List<String> log = serverLog("-XX:AOTCache=" + cache, QUIET);

        assertThat(log.getFirst()).contains("Serving address=http://127.0.0.1:");
        assertThat(log).filteredOn(line -> line.contains("AOT")).singleElement().asString()
                .contains("WARN  The AOT cache is missing or was made for another JDK or jar")
                .contains("file=" + cache);
        assertThat(log).noneMatch(line -> line.contains("[aot]"));
    }

    @Test
    void serverWithoutACacheLogsNothingAboutIt() throws Exception {
        assertThat(serverLog(QUIET)).noneMatch(line -> line.contains("AOT"));
    }

    private List<String> serverLog(String... options) throws Exception {
        try (ChildJvm server = ChildJvm.start(
                ChildJvm.command(List.of(options), Main.class),
                Map.of("PORT", "0", "DARKROOM_DATA_DIR", folder.resolve("data").toString()))) {
            server.awaitLine("Serving");
            server.terminate();
            assertThat(server.exitCode()).isZero();
            server.ended().join();
            return server.output();
        }
    }
}
