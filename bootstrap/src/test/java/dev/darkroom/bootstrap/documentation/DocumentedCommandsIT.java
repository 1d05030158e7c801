package dev.darkroom.bootstrap.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.Client;
import dev.darkroom.bootstrap.Main;
import dev.darkroom.bootstrap.suite.ServerProcess;
import dev.darkroom.domain.testkit.fixture.FullTier;
import dev.darkroom.domain.testkit.fixture.Machine;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands in README.md and in the pages of {@code docs} succeed. The commands of a page run in order, in one shell, in a folder that looks like a
 * working copy, with a server of the page's own. A page that sends no requests has the data folder of a server that has stopped.
 */
@FullTier
@Timeout(240)
class DocumentedCommandsIT {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Path PICTURE = Path.of("docs/images/kite.jpg");

    /** The address on the pages. */
    private static final String ADDRESS = "127.0.0.1:8080";

    /** The database on the pages, whose password is in a variable. */
    private static final String DATABASE = "postgresql://darkroom@127.0.0.1/darkroom";

    /** Folders on the pages that are outside the working copy. */
    private static final Set<String> FOLDERS = Set.of("/tmp/", "/backups/");

    private static final Map<String, String> DEBIAN_PACKAGES =
            Map.of("curl", "curl", "jq", "jq", "node", "nodejs", "python3", "python3");

    private static final int TIMEOUT_SECONDS = 120;

    @TempDir
    private Path folder;

    private Path workingCopy;

    private record Result(int exitCode, String output) {}

    static Stream<String> pages() throws IOException {
        try (Stream<Path> docs = Files.list(REPOSITORY.resolve("docs"))) {
            List<String> pages = docs.map(page -> "docs/" + page.getFileName()).filter(page -> page.endsWith(".md"))
                    .sorted().toList();
            return Stream.concat(Stream.of("README.md"), pages.stream());
        }
    }

    @BeforeEach
    void makeWorkingCopy() throws IOException {
        workingCopy = Files.createDirectories(folder.resolve("darkroom"));
        Files.createDirectories(workingCopy.resolve(PICTURE).getParent());
        Files.copy(REPOSITORY.resolve(PICTURE), workingCopy.resolve(PICTURE));
        String jvm = "'" + String.join("' '", ChildJvm.command(List.of("-Xmx256m"), Main.class)) + "'";
        Path launcher = Files.writeString(workingCopy.resolve("darkroom"), """
                #!/bin/sh
                case ${1:-serve} in
                    serve) exec bash '%s' %s ;;
                    *) exec %s "$@" ;;
                esac
                """.formatted(resource("start-and-stop.sh"), jvm, jvm));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandOfThePageSucceeds(String page) throws Exception {
        PageScript script = PageScript.of(Files.readString(REPOSITORY.resolve(page)));
        if (script.isEmpty()) {
            return;
        }
        DEBIAN_PACKAGES.forEach((program, debian) -> Machine.requireInstalled(
                !script.uses(program) || isInstalled(program), program + " (Debian: " + debian + ") is not installed"));

        Result result = run(script);

        assertThat(result.exitCode()).as(() -> page + ": " + result.output()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    '    true\\n    false\\n    true'                                     | 4
                    '    true\\n\\n    (exit 3)'                                          | 5
                    '<!-- not run: ends -->\\n    exit\\n\\nText\\n\\n    false'             | 8
                    '```json\\n{}\\n```\\n\\n```sh\\nfalse | cat\\n```'                       | 8
                    '```python\\nraise SystemExit(1)\\n```'                               | 3
                    '```js\\nthrow new Error()\\n```'                                     | 3
                    '```java\\nclass Example {}\\n```'                                    | 3
                    '    x=$(curl -s http://127.0.0.1:8080/missing | cat)'              | 3
                    '    curl -s http://127.0.0.1:8080/missing    # 403 Forbidden'      | 3
                    '    true\\n    curl -s http://127.0.0.1:8080/health/live    # 404'  | 4
                    """)
    void aWrongCommandIsFoundWithItsLine(String commands, int line) throws Exception {
        PageScript script = PageScript.of("# A page\n\n" + commands.translateEscapes() + "\n");

        Result result = script.contains(ADDRESS) ? run(script) : run(script, Map.of());

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).endsWith("FAILED line " + line + "\n");
    }

    @Test
    void rightCommandsShareVariablesAndMayExpectAStatus() throws Exception {
        Result result = run(PageScript.of("""
                # A page

                    missing=http://127.0.0.1:8080/missing

                Text

                ```bash
                curl -s -o /tmp/problem $missing    # 404 Not Found
                grep -o not_found /tmp/problem
                ./darkroom && ./darkroom version
                ```

                    cat > /tmp/here <<EOF
                    a document
                    EOF
                    grep '^a document' /tmp/here
                """));

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("not_found", "Serving address=http://127.0.0.1:", "Darkroom");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    '<!-- not run: a reason -->\\n\\nText\\n'  | Line 2 gives a reason, but no block follows
                    '```shel\\ntrue\\n```'                     | Line 1 has an unknown language: shel
                    'Text\\n```sh\\ntrue\\n'                   | Line 2 starts a block without end
                    """)
    void aPageThatIsAmbiguousIsRefused(String page, String reason) {
        assertThatThrownBy(() -> PageScript.of(page.translateEscapes())).hasMessage(reason);
    }

    /** Runs the script with a server, or with the data of a server that has stopped. */
    private Result run(PageScript script) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("DARKROOM_DATA_DIR", workingCopy.resolve("data").toString());
        try (ServerProcess server = ServerProcess.start(environment)) {
            URI address = server.address();
            try (Client client = new Client(address.getPort())) {
                client.upload(Files.readAllBytes(REPOSITORY.resolve(PICTURE)));
            }
            if (script.contains("DARKROOM_STORAGE=aws")) {
                environment.putAll(emulators());
            }
            if (!script.contains(ADDRESS)) {
                assertThat(server.stop()).isZero();
            }
            PageScript here = script.withReplaced(ADDRESS, address.getAuthority());
            return run(
                    here.contains(DATABASE) ? here.withReplaced(DATABASE, LocalPostgres.shared().newDatabase()) : here,
                    environment);
        }
    }

    private static Map<String, String> emulators() {
        TestCloud cloud = TestCloud.inProcess();
        return Map.of(
                "AWS_ENDPOINT_URL_S3", cloud.s3().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", cloud.dynamoDb().toString(),
                "AWS_ACCESS_KEY_ID", TestCloud.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", TestCloud.SECRET_KEY);
    }

    private Result run(PageScript script, Map<String, String> environment) throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        PageScript local = script;
        for (String outside : FOLDERS) {
            local = local.withReplaced(outside, temporary + "/");
        }
        Path file = Files.writeString(folder.resolve("page.sh"), local.text());
        Path output = folder.resolve("output");
        ProcessBuilder shell = new ProcessBuilder("bash", resource("run-page.sh").toString(), file.toString())
                .directory(workingCopy.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        shell.environment().putAll(environment);
        shell.environment().put("TMPDIR", temporary.toString());
        shell.environment().merge("PATH", Path.of(System.getProperty("java.home"), "bin").toString(),
                (path, java) -> java + File.pathSeparator + path);
        Process process = shell.start();
        try {
            boolean hasEnded = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return new Result(hasEnded ? process.exitValue() : -1, Files.readString(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static Path resource(String name) {
        return Path.of(System.getProperty("user.dir"), "src/test/resources/dev/darkroom/bootstrap/documentation", name);
    }
}
