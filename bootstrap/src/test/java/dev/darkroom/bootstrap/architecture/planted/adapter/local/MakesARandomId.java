package dev.darkroom.bootstrap.architecture.planted.adapter.local;

import java.util.UUID;

final class MakesARandomId {
    UUID value() {
        return UUID.randomUUID();
    }
}
