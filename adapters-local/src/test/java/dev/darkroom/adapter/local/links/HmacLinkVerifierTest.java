package dev.darkroom.adapter.local.links;

import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.security.SigningKeys;
import dev.darkroom.domain.testkit.contract.SignedLinkVerifierContract;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.memory.InMemorySigningKeys;
import javax.crypto.spec.SecretKeySpec;

class HmacLinkVerifierTest implements SignedLinkVerifierContract {
    private final MovableClock clock = new MovableClock();
    private final HmacUrlSigner signer = new HmacUrlSigner(new InMemorySigningKeys(), clock);

    @Override
    public HmacUrlSigner testee() {
        return signer;
    }

    /** As another process on the same storage signs. */
    @Override
    public UrlSigner signer() {
        return new HmacUrlSigner(new InMemorySigningKeys(), clock);
    }

    @Override
    public UrlSigner otherSigner() {
        SigningKeys otherKeys = _ -> new SecretKeySpec(new byte[32], SigningKeys.ALGORITHM);
        return new HmacUrlSigner(otherKeys, clock);
    }

    @Override
    public MovableClock clock() {
        return clock;
    }
}
