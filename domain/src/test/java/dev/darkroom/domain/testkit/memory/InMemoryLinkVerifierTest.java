package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.testkit.contract.SignedLinkVerifierContract;
import dev.darkroom.domain.testkit.fixture.MovableClock;

class InMemoryLinkVerifierTest implements SignedLinkVerifierContract {
    private final MovableClock clock = new MovableClock();
    private final InMemoryLinks links = new InMemoryLinks(clock);
    private final InMemoryLinks otherLinks = new InMemoryLinks(clock);

    @Override
    public InMemoryLinks testee() {
        return links;
    }

    @Override
    public UrlSigner signer() {
        return links;
    }

    @Override
    public UrlSigner otherSigner() {
        return otherLinks;
    }

    @Override
    public MovableClock clock() {
        return clock;
    }
}
