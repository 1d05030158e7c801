package dev.darkroom.bootstrap.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts that the release workflow runs. */
class ReleaseScriptsIT {
    private static final String CHANGELOG = """
            # Changelog

            ## [Unreleased]

            - Tomorrow

            ## [1.10.0] - 2026-03-04

            ### Added

            - Something

            ## [1.1.0] - 2026-01-02

            ## [0.9.0]

            - Without a date
            """;

    @TempDir
    private Path folder;

    private record Output(int exitCode, List<String> lines) {}

    /** Runs a script of this repository on a folder with other files. */
    private Output run(String script, String... arguments) throws Exception {
        Path build = Files.createDirectories(folder.resolve("build"));
        Path copy = build.resolve(script);
        if (!Files.exists(copy)) {
            Files.copy(Repository.ROOT.resolve("build").resolve(script), copy);
        }
        return runHere(copy, arguments);
    }

    private static Output runHere(Path script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        try (ChildJvm process = ChildJvm.start(command, Map.of())) {
            process.ended().join();
            return new Output(process.exitCode(), process.output());
        }
    }

    @Test
    void versionOfThePomIsPrinted() throws Exception {
        assertThat(runHere(Repository.ROOT.resolve("build/version")))
                .isEqualTo(new Output(0, List.of(Repository.version())));
    }

    @Test
    void notesOfAReleaseAreItsSectionOfTheChangelog() throws Exception {
        Files.writeString(folder.resolve("CHANGELOG.md"), CHANGELOG);

        assertThat(run("release-notes", "1.10.0")).isEqualTo(new Output(0, List.of("### Added", "", "- Something")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    1.2.0      | CHANGELOG.md has no section "## [1.2.0] - YYYY-MM-DD".
                    1.1.0      | The section of 1.1.0 in CHANGELOG.md is empty.
                    0.9.0      | CHANGELOG.md has no section "## [0.9.0] - YYYY-MM-DD".
                    Unreleased | CHANGELOG.md has no section "## [Unreleased] - YYYY-MM-DD".
                    1.1        | CHANGELOG.md has no section "## [1.1] - YYYY-MM-DD".
                    """)
    void versionWithoutADatedSectionOrWithoutTextIsRefused(String version, String sentence) throws Exception {
        Files.writeString(folder.resolve("CHANGELOG.md"), CHANGELOG);

        assertThat(run("release-notes", version)).isEqualTo(new Output(1, List.of(sentence)));
    }

    @Test
    void newVersionIsWrittenIntoAllFilesThatNameIt() throws Exception {
        String root = """
                <project>
                  <version>1.2.3</version>
                  <project.build.outputTimestamp>2020-01-01T00:00:00Z</project.build.outputTimestamp>
                  <x.version>1.2.3</x.version>
                </project>
                """;
        write("pom.xml", root);
        write("a/pom.xml", """
                <parent>
                    <version>1.2.3</version>
                </parent>
                <dependency><version>1.2.3</version></dependency>
                """);
        write("README.md", "docker run darkroom:1.2.3, or darkroom:1.2.30\n");
        write("deploy/Dockerfile", "ARG VERSION=1.2.3\nFROM other:1.2.3\n");
        write("deploy/kustomization.yaml", "newTag: \"1.2.3\"\n");
        write("docs/page.md", "nothing\n");
        for (List<String> git : List.of(List.of("init", "-q"), List.of("add", "."))) {
            List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
            command.addAll(git);
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        }

        assertThat(run("version", "1.3.0")).isEqualTo(new Output(0, List.of()));

        assertThat(run("version")).isEqualTo(new Output(0, List.of("1.3.0")));
        assertThat(folder.resolve("pom.xml")).content()
                .contains("<x.version>1.2.3</x.version>")
                .containsPattern("outputTimestamp>20[0-9]{2}-[0-9]{2}-[0-9]{2}T00:00:00Z</")
                .doesNotContain("2020-01-01");
        assertThat(folder.resolve("a/pom.xml")).content()
                .contains("    <version>1.3.0</version>", "<dependency><version>1.2.3</version></dependency>");
        assertThat(folder.resolve("README.md")).hasContent("docker run darkroom:1.3.0, or darkroom:1.2.30\n");
        assertThat(folder.resolve("deploy/Dockerfile")).hasContent("ARG VERSION=1.3.0\nFROM other:1.2.3\n");
        assertThat(folder.resolve("deploy/kustomization.yaml")).hasContent("newTag: \"1.3.0\"\n");
    }

    @Test
    void textThatIsNoVersionIsRefused() throws Exception {
        write("pom.xml", "<project>\n  <version>1.2.3</version>\n</project>\n");

        assertThat(run("version", "1.3"))
                .isEqualTo(new Output(2, List.of("1.3 is not a version such as 1.2.3.")));
        assertThat(run("version").lines()).containsExactly("1.2.3");
    }

    private void write(String file, String text) throws Exception {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
