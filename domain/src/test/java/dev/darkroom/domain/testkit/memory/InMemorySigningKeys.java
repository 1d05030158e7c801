package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.nio.charset.StandardCharsets;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Keys derived from their purpose, the same in every test. Thread-safe. */
public final class InMemorySigningKeys implements SigningKeys {
    @Override
    public SecretKey key(String purpose) {
        byte[] secret = Checksum.newDigest().digest(purpose.getBytes(StandardCharsets.UTF_8));
        return new SecretKeySpec(secret, ALGORITHM);
    }
}
