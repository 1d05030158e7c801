package dev.darkroom.bootstrap.cli.terminal;

/** What a command's end tells the shell. */
public final class ExitCode {
    /** Done; for a server: stopped because it was asked to. */
    public static final int DONE = 0;
    /** It went wrong while it ran, or something was found wrong. */
    public static final int FAILED = 1;
    /** The command line or the environment can't be meant. */
    public static final int MISUSED = 2;

    private ExitCode() {}
}
