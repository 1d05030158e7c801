package dev.darkroom.bootstrap.configuration;

/** What is logged, and how. */
public record LogConfig(Format format, Level level) {
    /** The form of one event. */
    public enum Format {
        /** A line for people. */
        TEXT,
        /** A line that is a JSON object. */
        JSON
    }

    /** The least that is logged of Darkroom itself; of libraries it is a warning, whatever is said here. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }
}
