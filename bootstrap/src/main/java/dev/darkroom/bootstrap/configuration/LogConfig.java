package dev.darkroom.bootstrap.configuration;

import java.util.List;

/**
 * Configuration of the log.
 *
 * @param secrets texts that are masked in the log
 */
public record LogConfig(Format format, Level level, List<String> secrets) {
    public LogConfig {
        secrets = List.copyOf(secrets);
    }

    @Override
    public String toString() {
        return "LogConfig[format=" + format + ", level=" + level + "]";
    }

    /** The format of one event. */
    public enum Format {
        /** Readable text on one line. */
        TEXT,
        /** A JSON object on one line. */
        JSON
    }

    /** The lowest level of Darkroom's own events that are logged. Libraries always log warnings and errors. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }
}
