package dev.darkroom.bootstrap.configuration;

import java.util.List;

/**
 * What is logged, and how.
 *
 * @param secrets texts that are never logged
 */
public record LogConfig(Format format, Level level, List<String> secrets) {
    public LogConfig {
        secrets = List.copyOf(secrets);
    }

    @Override
    public String toString() {
        return "LogConfig[format=" + format + ", level=" + level + "]";
    }

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
