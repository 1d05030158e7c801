package dev.darkroom.bootstrap.architecture.planted.domain.service;

import dev.darkroom.bootstrap.architecture.planted.domain.model.Word;
import dev.darkroom.bootstrap.architecture.planted.domain.port.out.Store;

final class ImplementsAPort implements Store {
    @Override
    public void put(Word word) {
        // Nowhere.
    }
}
