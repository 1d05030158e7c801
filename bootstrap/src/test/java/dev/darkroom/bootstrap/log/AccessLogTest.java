package dev.darkroom.bootstrap.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.darkroom.bootstrap.configuration.LogConfig;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class AccessLogTest {
    private static final LogConfig CONFIG = new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO, List.of());
    private static final Logger ACCESS = LoggerFactory.getLogger("dev.darkroom.access");
    private static final Logger OTHER = LoggerFactory.getLogger("dev.darkroom.Test");

    /** More than the queue and a batch can hold together. */
    private static final int LINES = 10_000;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final CountDownLatch released = new CountDownLatch(1);

    /** Blocks until it is released, as a full pipe does. */
    private final OutputStream stalled = new OutputStream() {
        @Override
        public void write(int b) {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            awaitUninterruptibly(released);
            synchronized (log) {
                log.write(bytes, offset, length);
            }
        }
    };

    /** Ignores interrupts, as a write to a pipe or a file does. */
    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean isInterrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closeWritesAllLines() {
        released.countDown();
        try (Logging.Handle _ = Logging.startServer(CONFIG, stalled)) {
            logLines();
        }

        assertAllLinesAreWritten();
    }

    @Test
    void requestsWaitOnlyWhenTheQueueIsFull() throws InterruptedException {
        try (Logging.Handle _ = Logging.startServer(CONFIG, stalled)) {
            ACCESS.info("This one did not wait");

            Thread requests = Thread.ofPlatform().start(AccessLogTest::logLines);
            await().until(() -> requests.getState() == Thread.State.WAITING);
            released.countDown();
            requests.join();
        }

        assertAllLinesAreWritten();
    }

    @Test
    void otherLinesAreWrittenImmediatelyAndAfterTheStop() {
        released.countDown();
        try (Logging.Handle _ = Logging.startServer(CONFIG, stalled)) {
            OTHER.info("at once");
            assertThat(text()).contains("INFO  at once");
        }
        ACCESS.info("afterwards");

        assertThat(text()).endsWith("INFO  afterwards\n");
    }

    private static void logLines() {
        for (int i = 0; i < LINES; i++) {
            ACCESS.info("line {}", i);
        }
    }

    private void assertAllLinesAreWritten() {
        assertThat(text().lines().filter(line -> line.contains(" line ")).map(line -> line.replaceAll(".* line ", "")))
                .containsExactlyElementsOf(IntStream.range(0, LINES).mapToObj(Integer::toString).toList());
    }

    private String text() {
        synchronized (log) {
            return log.toString(StandardCharsets.UTF_8);
        }
    }
}
