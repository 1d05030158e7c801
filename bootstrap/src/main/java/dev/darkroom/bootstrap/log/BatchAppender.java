package dev.darkroom.bootstrap.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Writes events in batches on a separate thread. It collects a batch for 5 ms. Logback's {@code AsyncAppender} wakes its thread
 * for each event, which costs callers more than the event itself. If the queue is full, callers wait. Thread-safe.
 */
final class BatchAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    static final int MAX_QUEUED_EVENTS = 4096;

    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int WRITE_BYTES = 64 * 1024;
    private static final Duration MAX_STOP = Duration.ofSeconds(5);

    private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(MAX_QUEUED_EVENTS);
    private final Encoder<ILoggingEvent> encoder;
    private final OutputStream stream;
    /** Used only by the writer thread. */
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream(2 * WRITE_BYTES);
    private final Thread writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::writeUntilStopped);

    /** @param stream used by one thread at a time; it is flushed, but never closed */
    BatchAppender(Encoder<ILoggingEvent> encoder, OutputStream stream) {
        this.encoder = encoder;
        this.stream = stream;
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    /** Writes the queued events. Waits for at most five seconds. */
    @Override
    public void stop() {
        super.stop();
        writer.interrupt();
        boolean isInterrupted = false;
        try {
            boolean _ = writer.join(MAX_STOP);
        } catch (InterruptedException e) {
            isInterrupted = true;
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Omits the base class's guard against recursive logging, which needs a thread-local variable for each thread. */
    @Override
    public void doAppend(ILoggingEvent event) {
        if (isStarted()) {
            append(event);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        boolean isInterrupted = false;
        while (true) {
            try {
                queue.put(event);
                break;
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeUntilStopped() {
        List<ILoggingEvent> batch = new ArrayList<>();
        try {
            while (isStarted()) {
                batch.add(queue.take());
                Thread.sleep(PAUSE);
                queue.drainTo(batch);
                write(batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            // Stopped.
        }
        queue.drainTo(batch);
        write(batch);
    }

    private void write(List<ILoggingEvent> batch) {
        batch.forEach(event -> {
            lines.writeBytes(encoder.encode(event));
            if (lines.size() >= WRITE_BYTES) {
                flush();
            }
        });
        flush();
    }

    private void flush() {
        try {
            lines.writeTo(stream);
            stream.flush();
        } catch (IOException e) {
            addError("Cannot write the access log", e);
        }
        lines.reset();
    }
}
