package dev.darkroom.bootstrap.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.testkit.contract.IdGeneratorContract;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UuidV7GeneratorTest implements IdGeneratorContract {
    private final UuidV7Generator ids = new UuidV7Generator();

    @Override
    public UuidV7Generator testee() {
        return ids;
    }

    @Test
    void allBitsBesideTimeVersionAndVariantAreRandom() {
        long high = 0;
        long low = 0;
        UUID first = ids.next(Instant.EPOCH).value();
        for (int i = 0; i < 1_000; i++) {
            UUID id = ids.next(Instant.EPOCH).value();
            high |= id.getMostSignificantBits() ^ first.getMostSignificantBits();
            low |= id.getLeastSignificantBits() ^ first.getLeastSignificantBits();
        }

        assertThat(high).isEqualTo(0x0FFFL);
        assertThat(low).isEqualTo(0x3FFF_FFFF_FFFF_FFFFL);
    }
}
