package dev.darkroom.bootstrap.wiring;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.out.catalog.IdGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Generates UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of time in milliseconds, and 74 random bits beside the version
 * and the variant. Ids of the same millisecond sort in no particular order. Thread-safe.
 */
public final class UuidV7Generator implements IdGenerator {
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_BESIDE_VERSION = 0x0FFFL;
    private static final long RANDOM_BESIDE_VARIANT = 0x3FFF_FFFF_FFFF_FFFFL;

    private final SecureRandom random = new SecureRandom();

    @Override
    public ImageId next(Instant time) {
        long millis = time.toEpochMilli();
        if (millis >>> 48 != 0) {
            throw new IllegalArgumentException("A UUIDv7 cannot contain the time " + time);
        }
        long high = millis << 16 | VERSION | (random.nextLong() & RANDOM_BESIDE_VERSION);
        long low = VARIANT | (random.nextLong() & RANDOM_BESIDE_VARIANT);
        return new ImageId(new UUID(high, low));
    }
}
