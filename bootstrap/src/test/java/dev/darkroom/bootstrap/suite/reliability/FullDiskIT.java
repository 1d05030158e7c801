package dev.darkroom.bootstrap.suite.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.Main;
import dev.darkroom.bootstrap.suite.ServerProcess;
import dev.darkroom.bootstrap.suite.Steps;
import dev.darkroom.domain.testkit.fixture.FullTier;
import dev.darkroom.domain.testkit.fixture.Machine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk: the server runs in a separate mount namespace, with its folder on a small tmpfs (Linux). */
@FullTier
class FullDiskIT {
    @TempDir
    Path dataFolder;

    @BeforeAll
    static void canMount() throws Exception {
        boolean isPossible;
        try {
            isPossible = new ProcessBuilder("unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt")
                    .start()
                    .waitFor() == 0;
        } catch (IOException programMissing) {
            isPossible = false;
        }
        Machine.requireInstalled(isPossible, "Tests cannot mount a file system on this machine (unshare -rm)");
    }

    /** Starts Darkroom with its folder on a small file system. */
    private static ServerProcess start(Path folder, List<String> options, Map<String, String> environment)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=16m none \"$0\" && exec \"$@\"",
                folder.toString()));
        command.addAll(ChildJvm.command(options, Main.class));
        return ServerProcess.start(command, environment);
    }

    /** Darkroom and the keys in its store. */
    private record Service(ServerProcess process, Supplier<Set<String>> keys) implements Steps {
        @Override
        public URI address() {
            return process.address();
        }

        @Override
        public Set<String> objectKeys() {
            return keys.get();
        }
    }

    @Test
    void fullDiskIsReportedNothingIsAcknowledgedAndTheServiceRecovers() throws Exception {
        try (ServerProcess server =
                start(dataFolder, List.of(),
                        Map.of("DARKROOM_DATA_DIR", dataFolder.toString(), "DARKROOM_PREPARE_RENDITIONS", "false"))) {
            // The server's own view of its folder (proc(5), /proc/pid/root).
            Path root = Path.of("/proc/" + server.pid() + "/root" + dataFolder);
            Service service = new Service(server, () -> filesIn(root.resolve("blobs")));
            EveryCall calls = EveryCall.of(service);
            Path filler = root.resolve("filler");
            fill(filler);

            calls.assertAnswered("disk full, local");

            Files.delete(filler);
            calls.assertNothingLost();
        }
    }

    @Test
    void fullFolderForArrivingUploadsStopsUploadsOnly() throws Exception {
        CloudStore store = CloudStore.provisioned();
        try (ServerProcess server =
                start(dataFolder, List.of("-Djava.io.tmpdir=" + dataFolder), store.environment())) {
            Service service = new Service(server, store::objectKeys);
            EveryCall calls = EveryCall.of(service);
            Path filler = Path.of("/proc/" + server.pid() + "/root" + dataFolder, "filler");
            fill(filler);

            calls.assertAnswered("disk for arriving uploads full, S3 and DynamoDB");

            Files.delete(filler);
            calls.assertNothingLost();
        }
    }

    private static Set<String> filesIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException diskFull) {
            assertThat(Files.size(file)).isPositive();
        }
    }
}
