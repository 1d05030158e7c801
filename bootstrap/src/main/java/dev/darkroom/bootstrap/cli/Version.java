package dev.darkroom.bootstrap.cli;

import org.jspecify.annotations.Nullable;

/** Which Darkroom this is. */
final class Version {
    private Version() {}

    /** The version of the jar, or {@code development} when classes run without one. */
    static String current() {
        @Nullable
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static String line() {
        return "Darkroom " + current();
    }
}
