package dev.darkroom.bootstrap.architecture.planted.adapter.identity;

import java.time.Instant;

public final class AsksForTheTimeToo {
    private AsksForTheTimeToo() {}

    static Instant asked() {
        return Instant.now();
    }
}
