package dev.darkroom.adapter.postgres.testkit;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The programs of PostgreSQL: those of Debian's packages, or those in the search path, or those that Maven downloads where Debian's are missing
 * ({@code io.zonky.test.postgres}). {@code -Dpostgres.installed=false} hides the installed ones.
 *
 * @param folder contains initdb, postgres and pg_ctl
 */
record Programs(Path folder) {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    /** PostgreSQL refuses to run as root. */
    private static final String DEBIAN_USER = "postgres";

    /** The id of {@code nogroup}. */
    private static final int NO_GROUP = 65_534;

    /**
     * The programs for this machine, if there are any.
     *
     * @param folder where to unpack downloaded programs
     */
    static Optional<Programs> find(Path folder) {
        Optional<Programs> installed = System.getProperty("postgres.installed", "true").equals("true")
                ? installed()
                : Optional.empty();
        return installed.isPresent() ? installed : downloaded(folder);
    }

    private static Optional<Programs> installed() {
        try (Stream<Path> versions = Files.isDirectory(DEBIAN) ? Files.list(DEBIAN) : Stream.empty()) {
            // The newest version first.
            Stream<Path> debian = versions.sorted(Comparator.comparingInt(Programs::number).reversed())
                    .map(version -> version.resolve("bin"));
            Stream<Path> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                    .map(Path::of);
            Optional<Path> initdb = Stream.concat(debian, path)
                    .map(folder -> folder.resolve("initdb"))
                    .filter(Files::isExecutable)
                    .findFirst();
            // In a search path, it may be a link.
            return initdb.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Programs(initdb.get().toRealPath().resolveSibling("")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(Path version) {
        String name = version.getFileName().toString();
        return name.matches("[0-9]{1,4}") ? Integer.parseInt(name) : 0;
    }

    /** Unpacks the programs from the class path, if it has those for this machine. */
    private static Optional<Programs> downloaded(Path folder) {
        // Apple's processors also run the programs for Intel's.
        String platform = System.getProperty("os.name").startsWith("Mac")
                ? "Darwin"
                : System.getProperty("os.name") + " " + System.getProperty("os.arch");
        String name = switch (platform) {
            case "Darwin" -> "/postgres-darwin-x86_64.txz";
            case "Linux amd64" -> "/postgres-linux-x86_64.txz";
            default -> "/none";
        };
        try (InputStream archive = Programs.class.getResourceAsStream(name)) {
            if (archive == null) {
                return Optional.empty();
            }
            Path file = folder.resolve("programs.txz");
            Files.copy(archive, file);
            run(folder, Map.of(), List.of("tar", "-xJf", file.toString()));
            return Optional.of(new Programs(folder.resolve("bin")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The user that runs the programs; null if it is the one that runs this process. */
    private static @Nullable UserPrincipal user() throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return null;
        }
        UserPrincipalLookupService users = FileSystems.getDefault().getUserPrincipalLookupService();
        try {
            return users.lookupPrincipalByName(DEBIAN_USER);
        } catch (UserPrincipalNotFoundException e) {
            return users.lookupPrincipalByName("nobody");
        }
    }

    /** Makes the user of the programs the owner of a file or folder. */
    static void give(Path path) throws IOException {
        UserPrincipal user = user();
        if (user != null) {
            Files.setOwner(path, user);
        }
    }

    /** The command that runs a program. */
    List<String> command(String program, List<String> arguments) throws IOException {
        return unprivileged(folder.resolve(program), arguments);
    }

    /** The command that runs any program as the user of PostgreSQL. */
    static List<String> unprivileged(Path program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        UserPrincipal user = user();
        if (user != null) {
            command.addAll(
                    List.of("setpriv", "--reuid=" + user.getName(), "--regid=" + NO_GROUP, "--clear-groups", "--"));
        }
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    /** Runs a command to its end. */
    static void run(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
