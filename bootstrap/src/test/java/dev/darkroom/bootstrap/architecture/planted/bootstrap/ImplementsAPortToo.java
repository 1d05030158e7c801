package dev.darkroom.bootstrap.architecture.planted.bootstrap;

import dev.darkroom.bootstrap.architecture.planted.domain.model.Word;
import dev.darkroom.bootstrap.architecture.planted.domain.port.out.Store;

final class ImplementsAPortToo implements Store {
    @Override
    public void put(Word word) {
        // Nowhere.
    }
}
