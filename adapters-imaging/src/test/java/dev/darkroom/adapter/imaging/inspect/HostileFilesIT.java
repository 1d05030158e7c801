package dev.darkroom.adapter.imaging.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy;
import dev.darkroom.adapter.imaging.testkit.Inspecting;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileFile;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every hostile file has a result within 2 s of processor time and 256 MB of memory, with each policy. */
final class HostileFilesIT {
    private static final long MAX_NANOS = 2_000_000_000L;
    private static final long MAX_BYTES = 256_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    static Stream<HostileFile> all() {
        return HostileFiles.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyFileHasAResultWithinTheLimits(HostileFile file) throws IOException {
        byte[] bytes = file.bytes();
        for (MetadataPolicy policy : MetadataPolicy.values()) {
            hasAResultInTime(file, bytes, policy);
        }
    }

    /** Like the service, inspects a file and reads the sanitized content once. */
    private void hasAResultInTime(HostileFile hostile, byte[] bytes, MetadataPolicy policy) throws IOException {
        Path file = Files.write(folder.resolve("upload"), bytes);
        Content content = Content.of(file, bytes.length);
        FormatInspector inspector = new FormatInspector(Inspecting.LIMITS, policy);
        long nanos = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();

        Inspection inspection = inspector.inspect(content);
        if (inspection instanceof Inspection.Accepted accepted) {
            try (InputStream in = accepted.sanitized().open()) {
                assertThat(in.transferTo(OutputStream.nullOutputStream()))
                        .isEqualTo(accepted.sanitized().sizeBytes());
            }
        }

        nanos = THREADS.getCurrentThreadCpuTime() - nanos;
        allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        assertThat(nanos).as("processor time for %s", hostile).isLessThan(MAX_NANOS);
        assertThat(allocated).as("memory for %s", hostile).isLessThan(MAX_BYTES);
    }
}
