package dev.darkroom.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingFileTest {
    private final ExecutorService other = Executors.newVirtualThreadPerTaskExecutor();
    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    private Path file;
    private GrowingFile growing;

    @BeforeEach
    void start() throws IOException {
        file = Files.createFile(folder.resolve("upload"));
        growing = new GrowingFile(file);
    }

    @AfterEach
    void stop() {
        other.shutdownNow();
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
        growing.grow(text.length());
    }

    /** Tells everything that it reads. */
    private Future<?> read() {
        return other.submit(() -> {
            try (InputStream in = growing.reader()) {
                byte[] buffer = new byte[100];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    seen.add(new String(buffer, 0, count, StandardCharsets.UTF_8));
                }
            }
            return null;
        });
    }

    @Test
    void readerSeesWhatIsWrittenWhenItIsWrittenUntilTheEnd() throws Exception {
        Future<?> reader = read();
        for (String part : new String[]{"one", "two", "three"}) {
            write(part);
            assertThat(seen.take()).isEqualTo(part);
        }
        growing.end();

        reader.get();
        assertThat(seen).isEmpty();
    }

    @Test
    void readerOfAWholeFileReadsItToTheEndAlsoWhenItIsRemovedMeanwhile() throws Exception {
        try (InputStream in = growing.reader()) {
            write("half");
            assertThat(in.readNBytes(4)).asString().isEqualTo("half");
            write("whole");
            growing.end();
            Files.delete(file);
            growing.giveUp();

            assertThat(in.readAllBytes()).asString().isEqualTo("whole");
        }
    }

    @Test
    void readerOfAFileThatIsGivenUpFails() throws Exception {
        Future<?> reader = read();
        write("half");
        assertThat(seen.take()).isEqualTo("half");

        growing.giveUp();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(reader::get)
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void readerOfAFileThatStandsStillFails() throws Exception {
        write("half");

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(read()::get)
                .withCauseInstanceOf(IOException.class);
        assertThat(seen.take()).isEqualTo("half");
    }
}
