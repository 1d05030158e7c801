package dev.darkroom.bootstrap.architecture.planted.tiers;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Neither Surefire nor Failsafe finds it by its name. */
class IsRunByNobody {
    @Test
    void fails() {
        Assertions.fail("It was run");
    }
}
