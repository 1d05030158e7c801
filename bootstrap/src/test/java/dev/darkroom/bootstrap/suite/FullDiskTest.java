package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.suite.Call.Form;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: the server runs in a mount namespace of its own, its data on a small tmpfs (Linux). */
class FullDiskTest {
    private static final byte[] PICTURE = Photographs.jpeg(600, 400, 1);

    @TempDir
    Path dataFolder;

    @BeforeAll
    static void canMount() throws Exception {
        boolean can;
        try {
            can = new ProcessBuilder("unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt")
                    .start()
                    .waitFor() == 0;
        } catch (IOException noSuchProgram) {
            can = false;
        }
        if (!can) {
            System.out.println("FullDiskTest skipped: this machine lets no test mount a file system (unshare -rm)");
        }
        Assumptions.assumeTrue(can);
    }

    private static Call upload() {
        return Call.upload(new Form().field("user_id", "alice").file("a.jpg", PICTURE));
    }

    @Test
    void fullDiskIsSaidNothingIsAcknowledgedAndTheServiceRecovers() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=16m none \"$DARKROOM_DATA_DIR\" && exec \"$@\"",
                "sh"));
        command.addAll(ServerProcess.command());
        try (ServerProcess server =
                ServerProcess.start(command, Map.of("DARKROOM_DATA_DIR", dataFolder.toString()))) {
            String kept = server.send(upload()).expect(201).text("image_id");
            // The server's own view of its folder (proc(5), /proc/pid/root).
            Path filler = Path.of("/proc/" + server.pid() + "/root" + dataFolder + "/filler");
            fill(filler);

            for (int i = 0; i < 5; i++) {
                Answer refused = server.send(upload()).expectProblem(503, "unavailable");
                assertThat(refused.header("Retry-After")).isNotEmpty();
            }
            assertThat(server.send(Call.get("/images")).expect(200).json().path("items")).hasSize(1);
            server.send(Call.get("/images/" + kept)).expect(200);

            Files.delete(filler);
            server.send(upload()).expect(201);
            server.send(Call.delete("/images/" + kept)).expect(200);
            assertThat(server.send(Call.get("/images")).expect(200).json().path("items")).hasSize(1);
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(Files.size(file)).isPositive();
        }
    }
}
