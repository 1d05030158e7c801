package dev.darkroom.bootstrap.architecture.planted.domain.port.in;

import dev.darkroom.bootstrap.architecture.planted.domain.model.Word;

/** A use case. */
public interface Say {
    void say(Word word);
}
