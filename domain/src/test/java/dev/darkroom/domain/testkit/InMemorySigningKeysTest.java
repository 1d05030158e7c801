package dev.darkroom.domain.testkit;

import dev.darkroom.domain.port.out.SigningKeys;

class InMemorySigningKeysTest implements SigningKeysContract {
    @Override
    public SigningKeys testee() {
        return new InMemorySigningKeys();
    }
}
