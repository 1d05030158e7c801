package dev.darkroom.bootstrap.cli;

import org.jspecify.annotations.Nullable;

/** The version of this build. */
final class Version {
    private Version() {}

    /** The version of the jar, or {@code development} if the classes do not run from the jar. */
    static String current() {
        @Nullable
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static String line() {
        return "Darkroom " + current();
    }
}
