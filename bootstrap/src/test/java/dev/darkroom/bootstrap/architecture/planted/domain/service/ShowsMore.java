package dev.darkroom.bootstrap.architecture.planted.domain.service;

import dev.darkroom.bootstrap.architecture.planted.domain.model.Word;
import dev.darkroom.bootstrap.architecture.planted.domain.port.in.Say;

public final class ShowsMore implements Say {
    @Override
    public void say(Word word) {
        say(word.text());
    }

    public void say(String text) {
        say(new Word(text));
    }
}
