package dev.darkroom.bootstrap.architecture.planted.tiers;

import dev.darkroom.adapter.aws.testkit.TestCloud;

/** By its name a unit test. */
final class StartsAnEmulatorTest {
    TestCloud start() {
        return TestCloud.inProcess();
    }
}
