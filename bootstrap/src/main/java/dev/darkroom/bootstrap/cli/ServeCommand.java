package dev.darkroom.bootstrap.cli;

import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.log.Logging;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "serve",
        description = "Serve until SIGTERM or SIGINT. A second signal stops without waiting for uploads in progress. This is the"
                + " default command.")
final class ServeCommand implements Callable<Integer> {
    private final Context context;

    ServeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration configuration = context.configuration();
        context.stop().listen(configuration.stopDelay().plus(Application.MAX_STOP));
        try (Logging.Handle _ = Logging.startServer(configuration.log(), context.out());
                Application _ = Application.start(configuration, Version.current(), context.clock())) {
            context.stop().await();
        }
        return ExitCode.SUCCESS;
    }
}
