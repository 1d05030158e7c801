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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker, as its server sees it. One thread at a time asks; any thread may look at it or kill it. */
final class WorkerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

    private static final int BUFFER_BYTES = 64 * 1024;

    /** What a worker inherits of the server's environment: where libraries are found. No secret is among them. */
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

    /** The worker does not answer, or not as it should. */
    static final class Gone extends Exception {
        private static final long serialVersionUID = 1L;

        Gone(IOException cause) {
            super(cause);
        }
    }

    /** Hands on a process before it has said hello, so that it can be killed. */
    interface Started {
        void as(Process process);
    }

    /**
     * Starts a worker and waits for its hello.
     *
     * @param started is called with the process at once
     * @throws IOException when no process can be started, or it ends or says something else
     * @throws IllegalArgumentException when it has no codec, with a sentence for the operator
     */
    static WorkerProcess start(List<String> command, Path folder, Started started) throws IOException {
        Files.createDirectories(folder);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(INHERITED);
        // An arena of glibc for every thread would keep memory for good.
        environment.put("MALLOC_ARENA_MAX", "1");
        environment.put("TMPDIR", folder.toString());
        Process process = builder.start();
        started.as(process);
        Thread.ofVirtual().name("worker-errors").start(() -> logErrors(process));
        try {
            return new WorkerProcess(process);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Libraries write what they like there; it must be read, or they would wait. */
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
     * Sends a request with its file, and waits for the answer.
     *
     * @throws Gone when the worker fails; it is of no use any more
     * @throws IOException when the file can't be read; the worker is of no use any more
     */
    Answer ask(Request request, Content file) throws Gone, IOException {
        try (InputStream in = file.open()) {
            DataOutputStream head = new DataOutputStream(toWorker);
            gone(() -> request.write(head));
            byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(1, request.fileBytes()))];
            long rest = request.fileBytes();
            while (rest > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
                if (count < 0) {
                    throw new IOException("The file is shorter than it was");
                }
                gone(() -> toWorker.write(buffer, 0, count));
                rest -= count;
            }
            gone(toWorker::flush);
        }
        try {
            return Answer.read(fromWorker, request.maxAnswerBytes());
        } catch (IOException e) {
            throw new Gone(e);
        }
    }

    private interface Write {
        void run() throws IOException;
    }

    private static void gone(Write write) throws Gone {
        try {
            write.run();
        } catch (IOException e) {
            throw new Gone(e);
        }
    }

    /** Its resident memory; 0 where the system does not tell. */
    long residentBytes() {
        return ProcessStatus.bytes(status, "VmRSS").orElse(0);
    }

    /** The processor time that it took so far. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Lets it end. */
    void stop() {
        try {
            toWorker.close();
        } catch (IOException e) {
            LOG.debug("Worker {} had ended", pid());
        }
    }

    /** Ends it at once (SIGKILL). */
    void kill() {
        process.destroyForcibly();
    }

    /** Its exit code, once it is dead. */
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
