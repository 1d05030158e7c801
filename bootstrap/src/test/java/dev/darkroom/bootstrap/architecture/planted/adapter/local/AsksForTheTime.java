package dev.darkroom.bootstrap.architecture.planted.adapter.local;

import java.time.Instant;

final class AsksForTheTime {
    Instant value() {
        return Instant.now();
    }
}
