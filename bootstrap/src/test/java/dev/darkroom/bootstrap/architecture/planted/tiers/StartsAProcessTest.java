package dev.darkroom.bootstrap.architecture.planted.tiers;

import dev.darkroom.bootstrap.ChildJvm;
import java.io.IOException;

/** By its name a unit test. */
final class StartsAProcessTest {
    ChildJvm start() throws IOException {
        return ChildJvm.start(StartsAProcessTest.class);
    }
}
