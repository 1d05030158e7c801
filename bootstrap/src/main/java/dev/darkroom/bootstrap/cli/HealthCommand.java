package dev.darkroom.bootstrap.cli;

import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.Configuration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A health check for containers, which then need no HTTP client. It starts fast: a request by hand loads few classes. */
@Command(
        name = "health",
        description = "Ask the server that runs with the same HOST and PORT whether it is alive. The exit code is 0 if it is.")
final class HealthCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String OK = "HTTP/1.1 200 ";

    private final Context context;

    HealthCommand(Context context) {
        this.context = context;
    }

    static boolean isIn(String... arguments) {
        return Arrays.equals(arguments, new String[]{"health"});
    }

    @Override
    public Integer call() {
        Configuration configuration = context.configuration();
        try {
            String status = status(configuration);
            if (status.startsWith(OK)) {
                return ExitCode.SUCCESS;
            }
            context.err().println("The server answered " + status + ".");
        } catch (IOException e) {
            context.err()
                    .println("No server answers at " + configuration.host() + ", port " + configuration.port() + ": "
                            + e.getMessage());
        }
        return ExitCode.FAILURE;
    }

    private static String status(Configuration configuration) throws IOException {
        InetAddress listening = InetAddress.getByName(configuration.host());
        InetAddress address = listening.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : listening;
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.connect(new InetSocketAddress(address, configuration.port()), (int) TIMEOUT.toMillis());
            socket.getOutputStream().write("""
                    GET /health/live HTTP/1.1\r
                    Host: localhost\r
                    Connection: close\r
                    \r
                    """.getBytes(StandardCharsets.US_ASCII));
            String line = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
            return line == null ? "nothing" : line;
        }
    }
}
