package dev.darkroom.domain.testkit;

import dev.darkroom.domain.port.out.Archive;

class InMemoryArchiveTest implements ArchiveContract {
    private final InMemoryArchive archive = new InMemoryArchive();

    @Override
    public Archive testee() {
        return archive;
    }

    @Override
    public boolean holdsWhatWasAdded() {
        return true;
    }
}
