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
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Parses and runs the command line. Prints each expected error as one sentence on the error stream. */
public final class Cli {
    private static final int HELP_WIDTH = 120;

    private Cli() {}

    /** Runs one command and returns its {@link ExitCode}. */
    public static int run(Context context, String... arguments) {
        ServeCommand serve = new ServeCommand(context);
        HealthCommand health = new HealthCommand(context);
        // Without options there is nothing to parse, and loading picocli takes time.
        if (isServe(arguments)) {
            return call(context, serve);
        }
        return HealthCommand.isIn(arguments) ? call(context, health) : parse(context, serve, health, arguments);
    }

    private static boolean isServe(String... arguments) {
        return arguments.length == 0 || Arrays.equals(arguments, new String[]{"serve"});
    }

    private static int call(Context context, Callable<Integer> command) {
        try {
            return command.call();
        } catch (Exception e) {
            return failed(context, e);
        }
    }

    private static int parse(Context context, ServeCommand serve, HealthCommand health, String... arguments) {
        CommandLine commandLine = new CommandLine(new DarkroomCommand(serve))
                .addSubcommand(serve)
                .addSubcommand(health)
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
        exitCodes.put(" " + ExitCode.SUCCESS, "Success, also of a server that was stopped by a signal.");
        exitCodes.put(" " + ExitCode.FAILURE, "The command failed, or found problems.");
        exitCodes.put(" " + ExitCode.USAGE_ERROR, "The command line or an environment variable is invalid.");
        help.width(HELP_WIDTH)
                .exitCodeListHeading("Exit codes:%n")
                .exitCodeList(exitCodes)
                .footerHeading("Environment variables:%n")
                .footer(Arrays.stream(Variable.values()).map(Cli::helpLine).toArray(String[]::new));
    }

    private static String helpLine(Variable variable) {
        String fallback = variable.fallback();
        return "  " + variable + ": " + variable.meaning() + (fallback == null ? "" : " (" + fallback + ")");
    }

    /** The first line of picocli's message, which has no full stop. */
    private static String oneSentence(CommandLine.ParameterException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("") + "; see darkroom --help.";
    }

    private static int failed(Context context, Exception e) {
        return switch (e) {
            case BadConfigurationException bad -> refused(context, bad.sentence());
            case CannotListenException _,FolderInUseException _, StorageException _ -> {
                context.err().println(e.getMessage());
                yield ExitCode.FAILURE;
            }
            default -> {
                // A bug. A report needs the stack trace.
                e.printStackTrace(context.err());
                yield ExitCode.FAILURE;
            }
        };
    }

    private static int refused(Context context, String sentence) {
        context.err().println(sentence);
        return ExitCode.USAGE_ERROR;
    }
}
