package dev.darkroom.bootstrap.deploy;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.configuration.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services in {@code deploy/compose.yaml} agree with Darkroom and with each other. That Compose accepts them is checked by hand. */
class ComposeTest {
    private static final Path FOLDER = Path.of("..", "deploy");
    private static final YamlNode FILE = YamlNode.document(FOLDER.resolve("compose.yaml"));
    private static final Pattern DEFAULT = Pattern.compile("\\$\\{\\w+:-([^}]*)}");
    private static final String SECRETS = "/run/secrets/";

    /** All services by their names. */
    private static Map<String, YamlNode> services() {
        return FILE.entries("services").keySet().stream()
                .collect(toMap(name -> name, name -> FILE.at("services", name), (first, _) -> first, TreeMap::new));
    }

    private static boolean isDarkroom(YamlNode service) {
        return service.find("image").map(YamlNode::text).orElse("").startsWith("darkroom:");
    }

    private static List<String> texts(YamlNode service, String list) {
        return service.items(list).stream().map(YamlNode::text).toList();
    }

    private static String withDefaults(String text) {
        return DEFAULT.matcher(text).replaceAll("$1");
    }

    /** The file of this repository for a secret in a container. */
    private static Path secret(String path) {
        return FOLDER.resolve(withDefaults(FILE.text("secrets", path.substring(SECRETS.length()), "file"))).normalize();
    }

    @Test
    void everyEnvironmentIsAccepted(@TempDir Path spool) {
        assertThat(services().values().stream().filter(ComposeTest::isDarkroom)).hasSizeGreaterThan(8)
                .allSatisfy(service -> {
                    Map<String, String> variables = new HashMap<>(service.entries("environment"));
                    variables.replaceAll((_, value) -> value.startsWith(SECRETS)
                            ? secret(value).toString()
                            : withDefaults(value));
                    variables.computeIfPresent("DARKROOM_SPOOL_DIR", (_, _) -> spool.toString());

                    assertThat(Configuration.from(variables).ignored()).isEmpty();
                });
    }

    @Test
    void everySecretIsAFileThatTheServiceIsGiven() {
        assertThat(services().values()).allSatisfy(service -> {
            List<String> files = service.entries("environment").values().stream()
                    .filter(value -> value.startsWith(SECRETS)).toList();
            assertThat(texts(service, "secrets").stream().map(name -> SECRETS + name)).containsAll(files);
            assertThat(files).allSatisfy(file -> assertThat(secret(file)).isNotEmptyFile());
        });
    }

    @Test
    void serversDoNotOwnTheTables() throws Exception {
        String role = "postgresql://darkroom_server@";
        Map<String, String> urls = services().values().stream()
                .filter(service -> service.entries("environment").containsKey("DARKROOM_POSTGRES_URL"))
                .collect(toMap(YamlNode::where, service -> service.text("environment", "DARKROOM_POSTGRES_URL")));

        assertThat(urls).hasSize(3).allSatisfy((service, url) -> assertThat(url.startsWith(role))
                .isNotEqualTo(service.contains("provision")));
        assertThat(Files.readString(FOLDER.resolve("compose-postgres.sh")))
                .contains("CREATE ROLE darkroom_server LOGIN ", " TO darkroom_server;");
    }

    @Test
    void everyServiceIsStartedWithWhatItDependsOn() {
        Set<String> names = services().keySet();
        assertThat(services()).allSatisfy((name, service) -> {
            List<String> needed = Stream.concat(
                    service.entries("depends_on").keySet().stream(), texts(service, "depends_on").stream()).toList();
            assertThat(names).containsAll(needed);
            assertThat(needed).allSatisfy(other -> assertThat(texts(requireNonNull(services().get(other)), "profiles"))
                    .as(name + " needs " + other).containsAll(texts(service, "profiles")));
        });
    }

    @Test
    void portsArePublishedOnTheLoopbackAddressOnly() {
        assertThat(services().values().stream().flatMap(service -> texts(service, "ports").stream()))
                .isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void everyContainerOfDarkroomHasAReadOnlyRootAndNoCapabilities() {
        assertThat(services().values().stream().filter(ComposeTest::isDarkroom)).isNotEmpty().allSatisfy(service -> {
            assertThat(service.text("read_only")).isEqualTo("true");
            assertThat(texts(service, "cap_drop")).containsExactly("ALL");
            assertThat(service.text("stop_grace_period")).isEqualTo("40s");
        });
    }
}
