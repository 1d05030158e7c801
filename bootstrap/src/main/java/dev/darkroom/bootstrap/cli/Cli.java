package dev.darkroom.bootstrap.cli;

import dev.darkroom.adapter.http.server.CannotListenException;
import dev.darkroom.adapter.local.filesystem.FolderInUseException;
import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.BadConfigurationException;
import dev.darkroom.bootstrap.configuration.Variable;
import dev.darkroom.domain.model.StorageException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Understands the command line. What is wrong with it, or goes wrong, is told in one sentence on the error stream. */
public final class Cli {
    private static final int HELP_WIDTH = 120;

    private Cli() {}

    /** Runs one command to its end and gives its {@link ExitCode}. */
    public static int run(Context context, String... arguments) {
        ServeCommand serve = new ServeCommand(context);
        return isServe(arguments) ? serve(context, serve) : parse(context, serve, arguments);
    }

    /** A server is to be up at once, and there is nothing to parse. */
    private static boolean isServe(String... arguments) {
        return arguments.length == 0 || Arrays.equals(arguments, new String[]{"serve"});
    }

    private static int serve(Context context, ServeCommand serve) {
        try {
            return serve.call();
        } catch (Exception e) {
            return failed(context, e);
        }
    }

    private static int parse(Context context, ServeCommand serve, String... arguments) {
        CommandLine commandLine = new CommandLine(new DarkroomCommand(serve))
                .addSubcommand(serve)
                .addSubcommand(new ReconcileCommand(context))
                .addSubcommand(new CheckCommand(context))
                .addSubcommand(new ExportCommand(context))
                .addSubcommand(new ImportCommand(context))
                .addSubcommand(new ProvisionCommand(context))
                .addSubcommand(new TrainingRunCommand(context))
                .addSubcommand(new VersionCommand(context))
                .setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, _) -> refused(context, oneSentence(e)))
                .setExecutionExceptionHandler((e, _, _) -> failed(context, e));
        commandLine.getCommandSpec().version(Version.line());
        describe(commandLine.getCommandSpec().usageMessage());
        return commandLine.execute(arguments);
    }

    private static void describe(UsageMessageSpec help) {
        Map<String, String> exitCodes = new LinkedHashMap<>();
        exitCodes.put(" " + ExitCode.DONE, "Done; a server stopped because it was asked to.");
        exitCodes.put(" " + ExitCode.FAILED, "Something went wrong while it ran, or was found wrong.");
        exitCodes.put(" " + ExitCode.MISUSED, "The command line or a variable is not accepted.");
        help.width(HELP_WIDTH)
                .exitCodeListHeading("Exit codes:%n")
                .exitCodeList(exitCodes)
                .footerHeading("Environment variables:%n")
                .footer(Arrays.stream(Variable.values()).map(Cli::line).toArray(String[]::new));
    }

    private static String line(Variable variable) {
        String fallback = variable.fallback();
        return "  " + variable + ": " + variable.meaning() + (fallback == null ? "" : " (" + fallback + ")");
    }

    /** An unknown option or command, or a value that can't be read; picocli's messages have no full stop. */
    private static String oneSentence(CommandLine.ParameterException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("") + "; see darkroom --help.";
    }

    private static int failed(Context context, Exception e) {
        return switch (e) {
            case BadConfigurationException bad -> refused(context, bad.sentence());
            case CannotListenException _,FolderInUseException _, StorageException _ -> {
                context.err().println(e.getMessage());
                yield ExitCode.FAILED;
            }
            default -> {
                // A bug: whoever reports it needs to know where.
                e.printStackTrace(context.err());
                yield ExitCode.FAILED;
            }
        };
    }

    private static int refused(Context context, String sentence) {
        context.err().println(sentence);
        return ExitCode.MISUSED;
    }
}
