package dev.darkroom.bootstrap.cli;

import dev.darkroom.adapter.http.server.CannotListenException;
import dev.darkroom.adapter.local.filesystem.FolderInUseException;
import dev.darkroom.bootstrap.cli.archive.ExportCommand;
import dev.darkroom.bootstrap.cli.archive.ImportCommand;
import dev.darkroom.bootstrap.cli.archive.ReaderGoneException;
import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.BadConfigurationException;
import dev.darkroom.bootstrap.configuration.Typos;
import dev.darkroom.domain.model.StorageException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
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
                .addSubcommand(new EventsCommand(context))
                .addSubcommand(new CheckCommand(context))
                .addSubcommand(new ExportCommand(context))
                .addSubcommand(new ImportCommand(context))
                .addSubcommand(new ProvisionCommand(context))
                .addSubcommand(new TrainingRunCommand(context))
                .addSubcommand(completion())
                .addSubcommand(new VersionCommand(context))
                .addSubcommand(new CommandLine.HelpCommand())
                .setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, _) -> refused(context, sentence(e)))
                .setExecutionExceptionHandler((e, _, _) -> failed(context, e));
        commandLine.getCommandSpec().version(Version.line());
        describe(commandLine);
        return commandLine.execute(arguments);
    }

    private static CommandLine completion() {
        CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
        completion.getCommandSpec()
                .name("completion")
                .usageMessage()
                .description("Print a completion script for bash and zsh: source <(darkroom completion).");
        return completion;
    }

    private static void describe(CommandLine commandLine) {
        Map<String, String> exitCodes = new LinkedHashMap<>();
        exitCodes.put(" " + ExitCode.SUCCESS, "Success, also of a server that was stopped by a signal.");
        exitCodes.put(" " + ExitCode.FAILURE, "The command failed, or found problems.");
        exitCodes.put(" " + ExitCode.USAGE_ERROR, "The command line or an environment variable is invalid.");
        commandLine.getCommandSpec()
                .usageMessage()
                .width(HELP_WIDTH)
                .exitCodeListHeading("Exit codes:%n")
                .exitCodeList(exitCodes);
        commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, VariablesHelp::text);
    }

    private static String sentence(CommandLine.ParameterException e) {
        return switch (e) {
            case CommandLine.UnmatchedArgumentException unknown -> unknown(unknown);
            // The message has no full stop, and may have more lines.
            default -> String.valueOf(e.getMessage()).lines().findFirst().orElse("") + "; see darkroom --help.";
        };
    }

    private static String unknown(CommandLine.UnmatchedArgumentException e) {
        String argument = e.getUnmatched().getFirst();
        CommandLine commandLine = e.getCommandLine();
        Optional<String> similar;
        String kind;
        if (argument.startsWith("-")) {
            kind = "option";
            similar = Typos.suggestionFor(argument, commandLine.getCommandSpec().optionsMap().keySet());
        } else {
            kind = commandLine.getParent() == null ? "command" : "argument";
            similar = Typos.suggestionFor(argument, commandLine.getSubcommands().keySet());
        }
        return "Unknown %s \"%s\"; %s".formatted(kind, argument,
                similar.map(name -> "did you mean " + name + "? See darkroom --help.")
                        .orElse("see darkroom --help."));
    }

    private static int failed(Context context, Exception e) {
        return switch (e) {
            case BadConfigurationException bad -> refused(context, bad.sentence());
            case CannotListenException _ -> {
                context.err().println(e.getMessage() + "; see HOST and PORT.");
                yield ExitCode.FAILURE;
            }
            // Silent, as other programs whose output is not read any more.
            case StorageException lost when isReaderGone(lost) -> ExitCode.FAILURE;
            case FolderInUseException _, StorageException _ -> {
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

    private static boolean isReaderGone(StorageException e) {
        @Nullable
        Throwable cause = e;
        while (cause != null && !(cause instanceof ReaderGoneException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private static int refused(Context context, String sentence) {
        context.err().println(sentence);
        return ExitCode.USAGE_ERROR;
    }
}
