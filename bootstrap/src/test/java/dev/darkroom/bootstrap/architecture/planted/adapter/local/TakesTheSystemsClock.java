package dev.darkroom.bootstrap.architecture.planted.adapter.local;

import java.time.InstantSource;

final class TakesTheSystemsClock {
    InstantSource value() {
        return InstantSource.system();
    }
}
