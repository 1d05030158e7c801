package dev.darkroom.bootstrap;

import dev.darkroom.adapter.imaging.worker.RenderWorker;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * {@code darkroom render-worker MEMORY_BYTES [LIBVIPS]}: what a server starts to decode pictures. It is no command for people,
 * so {@code --help} does not list it. Neither signals nor picocli are set up for it: it is to start fast.
 */
final class RenderWorkerCommand {
    private static final String NAME = "render-worker";

    private RenderWorkerCommand() {}

    static boolean isIn(String[] arguments) {
        return arguments.length > 1 && arguments[0].equals(NAME);
    }

    /**
     * @param input the requests of the server
     * @param output for the answers, and nothing else
     */
    static int run(String[] arguments, InputStream input, OutputStream output, PrintStream errors) {
        long memoryBytes = Long.parseLong(arguments[1]);
        Path libvips = arguments.length > 2 ? Path.of(arguments[2]) : null;
        System.setOut(errors);
        try (input; output) {
            RenderWorker.run(input, output, memoryBytes, libvips);
            return ExitCode.DONE;
        } catch (IOException e) {
            errors.println("The server is gone: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
