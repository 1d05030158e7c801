package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.testkit.contract.SigningKeysContract;

public class InMemorySigningKeysTest implements SigningKeysContract {
    @Override
    public InMemorySigningKeys testee() {
        return new InMemorySigningKeys();
    }
}
