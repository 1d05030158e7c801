package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.port.out.security.SigningKeys;
import dev.darkroom.domain.testkit.contract.SigningKeysContract;

public class InMemorySigningKeysTest implements SigningKeysContract {
    @Override
    public SigningKeys testee() {
        return new InMemorySigningKeys();
    }
}
