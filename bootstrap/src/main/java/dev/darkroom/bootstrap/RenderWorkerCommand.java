package dev.darkroom.bootstrap;

import dev.darkroom.adapter.imaging.worker.RenderWorker;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * {@code darkroom render-worker MEMORY_BYTES [LIBVIPS]}: the worker process that a server starts to decode pictures. It is not a
 * command for users, so {@code --help} does not list it. To start fast, it sets up neither signal handlers nor picocli.
 */
final class RenderWorkerCommand {
    private static final String NAME = "render-worker";

    private RenderWorkerCommand() {}

    static boolean isIn(String[] arguments) {
        return arguments.length > 1 && arguments[0].equals(NAME);
    }

    /**
     * @param input requests from the server
     * @param output for responses only
     */
    static int run(String[] arguments, InputStream input, OutputStream output, PrintStream errors) {
        long memoryBytes = Long.parseLong(arguments[1]);
        Path libvips = arguments.length > 2 ? Path.of(arguments[2]) : null;
        System.setOut(errors);
        try (input; output) {
            RenderWorker.run(input, output, memoryBytes, libvips);
            return ExitCode.SUCCESS;
        } catch (IOException e) {
            errors.println("Lost the connection to the server: " + e.getMessage());
            return ExitCode.FAILURE;
        }
    }
}
