package dev.darkroom.bootstrap.wiring.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.inject.Injector;
import com.sun.management.OperatingSystemMXBean;
import dev.darkroom.adapter.http.HttpSettings;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.wiring.ImagingModule;
import dev.darkroom.bootstrap.wiring.TelemetryModule;
import dev.darkroom.bootstrap.wiring.Wiring;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.in.upload.StartUpload;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many uploads are received at the same time. */
class SpoolFolderTest {
    private static final long MAX_BYTES = 5L << 30;

    @TempDir
    private Path folder;

    private int uploads(Map<String, String> more) {
        return with(more, injector -> injector.getInstance(HttpSettings.class).edge().maxConcurrentUploads());
    }

    private StartUpload.Result startDirectUpload(Map<String, String> more, long sizeBytes) {
        StartUpload.Command command = new StartUpload.Command(
                new Actor.Anyone(), new UserId("alice"), null, ImageDetails.NONE, ContentType.JPEG, sizeBytes);
        return with(more, injector -> injector.getInstance(StartUpload.class).start(command));
    }

    private <T> T with(Map<String, String> more, Function<Injector, T> use) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DARKROOM_DATA_DIR", folder.resolve("data").toString());
        Configuration configuration = Configuration.from(environment);
        InstantSource clock = InstantSource.system();
        TelemetryModule telemetry = TelemetryModule.off();
        try (StorageModule storage = StorageModule.open(configuration, clock, telemetry.telemetry());
                ImagingModule imaging = ImagingModule.inThisProcess(configuration)) {
            return use.apply(Wiring.of(configuration, storage, imaging, clock, telemetry));
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
    void directUploadsOnADiskHaveTheConfiguredLimit() {
        assertThat(startDirectUpload(Map.of("DARKROOM_MAX_DIRECT_UPLOAD_BYTES", "5368709120"), 5_368_709_120L))
                .isInstanceOf(StartUpload.Result.Started.class);
    }

    @Test
    void directUploadsThatAreCheckedInMemoryFitIntoIt() throws IOException {
        Path spool = inMemory();
        long quarter = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() / 4;
        Map<String, String> variables = Map.of(
                "DARKROOM_SPOOL_DIR", spool.toString(), "DARKROOM_MAX_DIRECT_UPLOAD_BYTES", "5368709120");
        try {
            assertThat(startDirectUpload(variables, 1)).isInstanceOf(StartUpload.Result.Started.class);
            assertThat(startDirectUpload(variables, Math.min(5_368_709_120L, quarter / 4 + 1)))
                    .isInstanceOf(StartUpload.Result.TooLarge.class);
        } finally {
            Files.delete(spool);
        }
    }

    private static Path inMemory() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isDirectory(memory) && Files.getFileStore(memory).type().equals("tmpfs"), "There is no tmpfs");
        return Files.createTempDirectory(memory, "spool");
    }

    @Test
    void uploadsInMemoryTakeAtMostAQuarterOfIt() throws IOException {
        long total = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        long size = Math.min(MAX_BYTES, total / 16);
        Path spool = inMemory();
        try {
            assertThat(uploads(Map.of(
                    "DARKROOM_SPOOL_DIR", spool.toString(), "DARKROOM_MAX_UPLOAD_BYTES", Long.toString(size))))
                    .isBetween(1, (int) (total / 4 / size));
        } finally {
            Files.delete(spool);
        }
    }
}
