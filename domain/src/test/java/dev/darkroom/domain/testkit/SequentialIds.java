package dev.darkroom.domain.testkit;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.port.out.IdGenerator;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** UUIDv7 whose random bits count up, so that ids of one millisecond sort in the order in which they were made. Thread-safe. */
public final class SequentialIds implements IdGenerator {
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final AtomicLong next = new AtomicLong();

    @Override
    public ImageId next(Instant time) {
        return new ImageId(new UUID((time.toEpochMilli() << 16) | VERSION_7, VARIANT | next.getAndIncrement()));
    }
}
