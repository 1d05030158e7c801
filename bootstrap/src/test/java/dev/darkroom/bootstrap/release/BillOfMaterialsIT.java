package dev.darkroom.bootstrap.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** {@code darkroom.cdx.json}, which {@code mvn -Pfull} writes, lists what is in {@code darkroom.jar}. */
@FullTier
class BillOfMaterialsIT {
    private static final Path TARGET = Path.of("target");

    @Test
    void itDescribesThisVersionOfTheService() throws Exception {
        JsonNode document = document();

        assertThat(document.path("bomFormat").asText()).isEqualTo("CycloneDX");
        JsonNode service = document.path("metadata").path("component");
        assertThat(service.path("type").asText()).isEqualTo("application");
        assertThat(service.path("version").asText()).isEqualTo(Repository.version());
    }

    @Test
    void itListsTheLibrariesOfTheJarAndNoneOfTests() throws Exception {
        Set<String> listed = document().path("components").valueStream()
                .map(component -> component.path("group").asText() + ":" + component.path("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed)
                .contains("org.xerial:sqlite-jdbc", "software.amazon.awssdk:s3", "io.javalin:javalin",
                        "org.eclipse.jetty:jetty-server", "dev.darkroom:darkroom-domain")
                .doesNotContain("org.junit.jupiter:junit-jupiter", "org.assertj:assertj-core", "org.gaul:s3proxy",
                        "software.amazon.dynamodb:DynamoDBLocal", "com.microsoft.playwright:playwright");
    }

    /** The build unpacks the licence of each library into a folder named after its file. */
    @Test
    void itListsEveryLibraryWhoseLicenceIsInTheJar() throws Exception {
        Set<String> files = document().path("components").valueStream()
                .map(component -> component.path("name").asText() + "-" + component.path("version").asText() + "-jar")
                .collect(Collectors.toSet());
        Set<String> licences;
        try (ZipFile jar = new ZipFile(TARGET.resolve("darkroom.jar").toFile())) {
            licences = jar.stream()
                    .map(entry -> entry.getName().split("/", -1))
                    .filter(path -> path.length > 3 && path[1].equals("licences"))
                    .map(path -> path[2])
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        assertThat(licences).hasSizeGreaterThan(30);
        assertThat(files).containsAll(licences);
    }

    private static JsonNode document() throws Exception {
        return new ObjectMapper().readTree(TARGET.resolve("darkroom.cdx.json").toFile());
    }
}
