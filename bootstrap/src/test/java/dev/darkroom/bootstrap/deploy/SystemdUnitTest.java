package dev.darkroom.bootstrap.deploy;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.configuration.Variable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The unit in {@code deploy/systemd} agrees with the service. {@code docs/systemd.md} says how else it was checked. */
class SystemdUnitTest {
    private static final Path FOLDER = Path.of("..", "deploy", "systemd");

    /** Of the C library, and one that is read with the secret that it names. */
    private static final Set<String> OTHER_VARIABLES = Set.of("MALLOC_ARENA_MAX");

    private static final int LONGEST_STOP_SECONDS = 30;

    private final Map<String, List<String>> unit = settings("darkroom.service");

    private static Map<String, List<String>> settings(String file) {
        try (Stream<String> lines = Files.lines(FOLDER.resolve(file))) {
            return lines.filter(line -> line.matches("[A-Za-z]+=.*"))
                    .map(line -> line.split("=", 2))
                    .collect(groupingBy(setting -> setting[0], mapping(setting -> setting[1], toList())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String theOnly(String setting) {
        assertThat(unit.getOrDefault(setting, List.of())).as(setting).hasSize(1);
        return unit.getOrDefault(setting, List.of()).getFirst();
    }

    @Test
    void everyVariableIsOneOfTheService() {
        Set<String> known = Stream.concat(
                Arrays.stream(Variable.values()).map(Variable::name), OTHER_VARIABLES.stream()).collect(toSet());

        assertThat(Stream.of("darkroom.service", "sign-in.conf")
                .flatMap(file -> settings(file).getOrDefault("Environment", List.of()).stream())
                .map(variable -> variable.split("=", 2)[0]))
                .hasSizeGreaterThan(4)
                .isSubsetOf(known);
    }

    @Test
    void systemdWaitsForRequestsInProgressAndSignalsOnlyTheServer() {
        assertThat(Integer.parseInt(theOnly("TimeoutStopSec"))).isGreaterThan(LONGEST_STOP_SECONDS);
        assertThat(theOnly("KillMode")).isEqualTo("mixed");
    }

    @Test
    void aWrongConfigurationIsNotStartedAgain() {
        assertThat(theOnly("Restart")).isEqualTo("on-failure");
        assertThat(theOnly("RestartPreventExitStatus")).isEqualTo("2");
    }

    @Test
    void aWorkerThatNeedsTooMuchMemoryDoesNotEndTheService() {
        assertThat(theOnly("MemoryMax")).isEqualTo("512M");
        assertThat(theOnly("OOMPolicy")).isEqualTo("continue");
    }

    @Test
    void theJvmMayCompile() {
        assertThat(unit).doesNotContainKey("MemoryDenyWriteExecute");
        assertThat(theOnly("ExecStart")).startsWith("/opt/darkroom/java/bin/java @/opt/darkroom/java.options ")
                .endsWith(" -jar /opt/darkroom/darkroom.jar serve");
        assertThat(FOLDER.resolveSibling("java.options")).exists();
    }

    @Test
    void onlyTheDataFolderIsWritable() {
        assertThat(theOnly("ProtectSystem")).isEqualTo("strict");
        assertThat(unit).doesNotContainKeys("ReadWritePaths", "BindPaths");
        assertThat(unit.getOrDefault("Environment", List.of()))
                .contains("DARKROOM_DATA_DIR=/var/lib/" + theOnly("StateDirectory"));
        assertThat(theOnly("CapabilityBoundingSet")).isEmpty();
        assertThat(theOnly("NoNewPrivileges")).isEqualTo("yes");
    }
}
