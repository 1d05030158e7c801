package dev.darkroom.domain.testkit;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine that it runs on. */
public final class Machine {
    private Machine() {}

    /**
     * Skips the test where a program or library is not installed. On CI, where the environment variable {@code CI} is set, it fails
     * instead: a build must not pass there because it did not look.
     *
     * @param reason a sentence that names the Debian package
     */
    public static void requireInstalled(boolean installed, String reason) {
        if (System.getenv("CI") == null) {
            Assumptions.assumeTrue(installed, reason);
        } else {
            Assertions.assertTrue(installed, reason);
        }
    }
}
