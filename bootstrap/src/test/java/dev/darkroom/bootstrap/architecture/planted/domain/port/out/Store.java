package dev.darkroom.bootstrap.architecture.planted.domain.port.out;

import dev.darkroom.bootstrap.architecture.planted.domain.model.Word;

/** A port. */
public interface Store {
    void put(Word word);
}
