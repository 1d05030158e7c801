package dev.darkroom.domain.port.out.catalog;

import dev.darkroom.domain.model.ImageId;
import java.time.Instant;

/** Generates the ids of images. Thread-safe. */
public interface IdGenerator {
    /**
     * Returns a new UUIDv7 (RFC 9562, section 5.7). Its first 48 bits are the milliseconds of the time since 1970, so ids of
     * later milliseconds sort later. No two calls return the same id.
     *
     * @throws IllegalArgumentException if the time is before 1970 or its milliseconds do not fit in 48 bits (the year 10889)
     */
    ImageId next(Instant time);
}
