package dev.darkroom.domain.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.port.out.UploadKeys;
import org.junit.jupiter.api.Test;

class InMemoryUploadKeysTest implements UploadKeysContract {
    private final InMemoryUploadKeys keys = new InMemoryUploadKeys();

    @Override
    public UploadKeys testee() {
        return keys;
    }

    @Test
    void spaceOfTheExpiredIsGivenBack() {
        keys.put(null, claim("alice", "a"), NOW);

        keys.removeExpired(EXPIRY);

        assertThat(keys.size()).isZero();
    }
}
