package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.domain.model.object.Content;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker process, in the server. One thread at a time may call {@link #ask}; the other methods are thread-safe. */
final class WorkerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

    private static final int BUFFER_BYTES = 64 * 1024;

    /** The variables that a worker inherits: the paths of libraries. They contain no secrets. */
    private static final List<String> INHERITED =
            List.of("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH");

    private final Process process;
    private final OutputStream toWorker;
    private final DataInputStream fromWorker;
    private final Path status;
    private final Hello hello;

    private WorkerProcess(Process process) throws IOException {
        this.process = process;
        this.toWorker = process.getOutputStream();
        this.fromWorker = new DataInputStream(new BufferedInputStream(process.getInputStream(), BUFFER_BYTES));
        this.status = ProcessStatus.of(process.pid());
        this.hello = Hello.read(fromWorker);
    }

    /** The worker did not answer, or not with a valid answer. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(IOException cause) {
            super(cause);
        }
    }

    /**
     * Starts a worker and waits for its {@link Hello}.
     *
     * @param onStart receives the process before it has written anything, so that it can be killed
     * @throws IOException if no process can be started, or it ends, or writes something else
     * @throws IllegalArgumentException if the worker has no codec; the message is a sentence for the operator
     */
    static WorkerProcess start(List<String> command, Path folder, Consumer<Process> onStart) throws IOException {
        Files.createDirectories(folder);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(INHERITED);
        // With one arena for each thread, glibc would never release memory.
        environment.put("MALLOC_ARENA_MAX", "1");
        environment.put("TMPDIR", folder.toString());
        Process process = builder.start();
        onStart.accept(process);
        // A read of a pipe blocks the carrier of a virtual thread, so all virtual threads would stop with as many workers as processors.
        Thread.ofPlatform().daemon().name("worker-errors").start(() -> logErrors(process));
        try {
            return new WorkerProcess(process);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Libraries write messages to it. If nobody read them, the worker would block. */
    private static void logErrors(Process process) {
        try (var lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                LOG.debug("Worker {}: {}", process.pid(), line);
            }
        } catch (IOException e) {
            LOG.debug("Worker {}: {}", process.pid(), e.getMessage());
        }
    }

    Hello hello() {
        return hello;
    }

    long pid() {
        return process.pid();
    }

    /**
     * Sends a request with its file, and waits for the answer. After an exception the worker must not be used again.
     *
     * @throws Failed if the worker fails
     * @throws IOException if the file can't be read
     */
    Answer ask(Request request, Content file) throws Failed, IOException {
        try (InputStream in = file.open()) {
            DataOutputStream head = new DataOutputStream(toWorker);
            send(() -> request.write(head));
            byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(1, request.fileBytes()))];
            long rest = request.fileBytes();
            while (rest > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
                if (count < 0) {
                    throw new IOException("The file is shorter than its declared size");
                }
                send(() -> toWorker.write(buffer, 0, count));
                rest -= count;
            }
            send(toWorker::flush);
        }
        try {
            return Answer.read(fromWorker, request.maxAnswerBytes());
        } catch (IOException e) {
            throw new Failed(e);
        }
    }

    private interface Write {
        void run() throws IOException;
    }

    private static void send(Write write) throws Failed {
        try {
            write.run();
        } catch (IOException e) {
            throw new Failed(e);
        }
    }

    /** The resident memory in bytes; 0 if the system does not provide it. */
    long residentBytes() {
        return ProcessStatus.bytes(status, "VmRSS").orElse(0);
    }

    /** The processor time that the worker has used; 0 if the system does not provide it. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Closes the input of the worker, which then ends. */
    void stop() {
        try {
            toWorker.close();
        } catch (IOException e) {
            LOG.debug("Worker {} has already ended", pid());
        }
    }

    /** Ends the worker immediately (SIGKILL). */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits for the end of the worker and returns its exit code. */
    int waitFor() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
