package dev.darkroom.bootstrap;

import dev.darkroom.adapter.imaging.worker.RenderWorker;
import dev.darkroom.bootstrap.cli.ExitCode;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

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

    static int run(String[] arguments) {
        long memoryBytes = Long.parseLong(arguments[1]);
        @Nullable
        Path libvips = arguments.length > 2 ? Path.of(arguments[2]) : null;
        PrintStream errors = System.err;
        // Standard output is for answers alone.
        System.setOut(errors);
        try (FileInputStream in = new FileInputStream(FileDescriptor.in);
                FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            RenderWorker.run(in, out, memoryBytes, libvips);
            return ExitCode.DONE;
        } catch (IOException e) {
            errors.println("The server is gone: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
