package dev.darkroom.bootstrap.wiring.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import dev.darkroom.adapter.http.HttpSettings;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.wiring.ImagingModule;
import dev.darkroom.bootstrap.wiring.TelemetryModule;
import dev.darkroom.bootstrap.wiring.Wiring;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many uploads are received at the same time. */
class SpoolFolderTest {
    private static final long MAX_BYTES = 5L << 30;

    @TempDir
    private Path folder;

    private int uploads(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DARKROOM_DATA_DIR", folder.resolve("data").toString());
        Configuration configuration = Configuration.from(environment);
        InstantSource clock = InstantSource.system();
        TelemetryModule telemetry = TelemetryModule.off();
        try (StorageModule storage = StorageModule.open(configuration, clock, telemetry.telemetry());
                ImagingModule imaging = ImagingModule.inThisProcess(configuration)) {
            return Wiring.of(configuration, storage, imaging, clock, telemetry)
                    .getInstance(HttpSettings.class).edge().maxConcurrentUploads();
        }
    }

    @Test
    void asManyUploadsAsConfiguredIfTheyFit() {
        assertThat(uploads(Map.of("DARKROOM_MAX_UPLOAD_BYTES", "1"))).isEqualTo(384);
        assertThat(uploads(Map.of("DARKROOM_MAX_UPLOAD_BYTES", "1", "DARKROOM_MAX_CONCURRENT_UPLOADS", "7")))
                .isEqualTo(7);
    }

    @Test
    void noMoreUploadsThanTheDiskHasRoomFor() throws IOException {
        long fitting = Math.max(1, Files.getFileStore(folder).getUsableSpace() / MAX_BYTES);

        // Other programs use the disk too.
        assertThat(uploads(Map.of("DARKROOM_MAX_UPLOAD_BYTES", Long.toString(MAX_BYTES))))
                .isBetween((int) Math.min(384, fitting / 2), (int) Math.min(384, fitting * 2));
    }

    @Test
    void uploadsInMemoryTakeAtMostAQuarterOfIt() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isDirectory(memory) && Files.getFileStore(memory).type().equals("tmpfs"), "There is no tmpfs");
        long total = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        long size = Math.min(MAX_BYTES, total / 16);
        Path spool = Files.createTempDirectory(memory, "spool");
        try {
            assertThat(uploads(Map.of(
                    "DARKROOM_SPOOL_DIR", spool.toString(), "DARKROOM_MAX_UPLOAD_BYTES", Long.toString(size))))
                    .isBetween(1, (int) (total / 4 / size));
        } finally {
            Files.delete(spool);
        }
    }
}
