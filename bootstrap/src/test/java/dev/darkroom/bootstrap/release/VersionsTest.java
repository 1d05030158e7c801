package dev.darkroom.bootstrap.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.OpenApiDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The version of the root pom is the version everywhere. */
class VersionsTest {
    @Test
    void theVersionIsThatOfARelease() throws Exception {
        assertThat(Repository.version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+");
    }

    @Test
    void everyPomHasTheVersionOfTheRoot() throws Exception {
        Map<String, String> versions = new TreeMap<>();
        for (Path pom : Repository.files(".", file -> file.endsWith("pom.xml"))) {
            versions.put(Repository.ROOT.relativize(pom.normalize()).toString(), Repository.version(pom));
        }

        assertThat(versions)
                .hasSizeGreaterThan(12)
                .containsKeys("pom.xml", "bootstrap/pom.xml", "client-check/pom.xml", "benchmarks/peering/pom.xml");
        assertThat(versions.values()).containsOnly(Repository.version());
    }

    @Test
    void theOpenApiDocumentHasTheVersionOfThePom() throws Exception {
        assertThat(OpenApiDocument.ofTheService().version()).isEqualTo(Repository.version());
    }

    @Test
    void imagesInDeploymentAndDocumentationHaveTheVersionOfThePom() throws Exception {
        List<Path> files = new ArrayList<>(Repository.files("deploy", _ -> true));
        files.addAll(Repository.files("docs", file -> file.toString().endsWith(".md")));
        files.addAll(List.of(Path.of("../README.md"), Path.of("../CONTRIBUTING.md")));
        Map<String, List<String>> others = new TreeMap<>();
        String version = Repository.version();
        for (Path file : files) {
            // Every byte is a character of Latin-1, so that binary files can be read too.
            List<String> wrong = ImageVersions.in(Files.readString(file, StandardCharsets.ISO_8859_1)).stream()
                    .filter(named -> !named.equals(version))
                    .toList();
            if (!wrong.isEmpty()) {
                others.put(file.toString(), wrong);
            }
        }

        assertThat(files).extracting(Path::toString).contains("../deploy/Dockerfile", "../docs/running.md");
        assertThat(others).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    docker run darkroom:0.1.0 version               | 0.1.0
                    docker run `darkroom:0.1.0`, then stop          | 0.1.0
                    image: registry.example.com/team/darkroom:1.2.3 | 1.2.3
                    image: "darkroom:0.3.0-rc.1"                    | 0.3.0-rc.1
                    newTag: "0.1.0"                                 | 0.1.0
                    newTag: 0.1.0                                   | 0.1.0
                    ARG VERSION=0.1.0                               | 0.1.0
                    docker build --build-arg VERSION=0.1.0 .        | 0.1.0
                    org.opencontainers.image.version="0.1.0"        | 0.1.0
                    app.kubernetes.io/version: 0.1.0                | 0.1.0
                    """)
    void aVersionOfTheImageIsFound(String text, String version) {
        assertThat(ImageVersions.in("Before\n  " + text + "\nafter\n")).containsExactly(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "darkroom:$(build/version)", "darkroom:${VERSION}", "darkroom:latest", "name: darkroom", "nginx:1.29.1",
                "TRIVY_VERSION=0.74.0", "ARG VERSION"})
    void otherTextIsNoVersionOfTheImage(String text) {
        assertThat(ImageVersions.in(text)).isEmpty();
    }

    /** While a version is developed, its changes are listed as unreleased. */
    @Test
    void theChangelogBeginsWithTheVersionOfThePomOrWithWhatIsUnreleased() throws Exception {
        String heading = Files.readAllLines(Path.of("../CHANGELOG.md")).stream()
                .filter(line -> line.startsWith("## "))
                .findFirst()
                .orElseThrow();

        assertThat(heading).matches("## \\[(Unreleased]|\\Q" + Repository.version() + "\\E] - \\d{4}-\\d{2}-\\d{2})");
    }
}
