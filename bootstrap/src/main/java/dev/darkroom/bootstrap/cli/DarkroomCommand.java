package dev.darkroom.bootstrap.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

@Command(
        name = "darkroom",
        description = "Stores pictures: upload, list, view by presigned URL, delete. Without a command, it serves.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT)
final class DarkroomCommand implements Callable<Integer> {
    private final ServeCommand serve;

    DarkroomCommand(ServeCommand serve) {
        this.serve = serve;
    }

    @Override
    public Integer call() throws InterruptedException {
        return serve.call();
    }
}
