package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.testkit.contract.ArchiveContract;

class InMemoryArchiveTest implements ArchiveContract {
    private final InMemoryArchive archive = new InMemoryArchive();

    @Override
    public InMemoryArchive testee() {
        return archive;
    }

    @Override
    public boolean holdsWhatWasAdded() {
        return true;
    }
}
