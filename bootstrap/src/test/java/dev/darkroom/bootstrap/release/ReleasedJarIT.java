package dev.darkroom.bootstrap.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code darkroom.jar} names its version in every place, as the root pom states it. */
@Timeout(120)
class ReleasedJarIT {
    private static final Pattern ADDRESS = Pattern.compile("address=(\\S+)");

    @TempDir
    private Path folder;

    @Test
    void commandPrintsTheVersionOfThePom() throws Exception {
        try (ChildJvm command = start("version")) {
            assertThat(command.exitCode()).isZero();
            command.ended().join();
            assertThat(command.output()).containsExactly("Darkroom " + Repository.version());
        }
    }

    @Test
    void logMetricsAndOpenApiDocumentOfAServerHaveTheVersionOfThePom() throws Exception {
        try (ChildJvm server = start("serve")) {
            String serving = server.awaitLine("Serving");
            assertThat(serving).endsWith(" version=" + Repository.version());
            Matcher address = ADDRESS.matcher(serving);
            assertThat(address.find()).isTrue();

            assertThat(get(address.group(1) + "/metrics"))
                    .contains("\ndarkroom_info{version=\"" + Repository.version() + "\"} 1");
            Map<?, ?> document = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(get(address.group(1) + "/openapi.yaml"));
            assertThat(Objects.requireNonNull((Map<?, ?>) document.get("info")).get("version"))
                    .isEqualTo(Repository.version());
        }
    }

    private ChildJvm start(String command) throws IOException {
        return ChildJvm.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                        Path.of("target", "darkroom.jar").toString(), command),
                Map.of("PORT", "0", "DARKROOM_DATA_DIR", folder.resolve("data").toString()));
    }

    private static String get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString()).body();
        }
    }
}
