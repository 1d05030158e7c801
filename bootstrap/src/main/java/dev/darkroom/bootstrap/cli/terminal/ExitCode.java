package dev.darkroom.bootstrap.cli.terminal;

/** Exit codes of the commands. */
public final class ExitCode {
    /** The command succeeded, or a server was stopped by a signal. */
    public static final int SUCCESS = 0;
    /** The command failed, or found problems. */
    public static final int FAILURE = 1;
    /** The command line or an environment variable is invalid. */
    public static final int USAGE_ERROR = 2;

    private ExitCode() {}
}
