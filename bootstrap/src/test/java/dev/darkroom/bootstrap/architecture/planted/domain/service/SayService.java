package dev.darkroom.bootstrap.architecture.planted.domain.service;

import dev.darkroom.bootstrap.architecture.planted.domain.model.Word;
import dev.darkroom.bootstrap.architecture.planted.domain.port.in.Say;
import dev.darkroom.bootstrap.architecture.planted.domain.port.out.Store;

public final class SayService implements Say {
    private final Store store;

    public SayService(Store store) {
        this.store = store;
    }

    @Override
    public void say(Word word) {
        store.put(word);
    }
}
