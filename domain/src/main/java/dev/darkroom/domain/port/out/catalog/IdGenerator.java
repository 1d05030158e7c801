package dev.darkroom.domain.port.out.catalog;

import dev.darkroom.domain.model.ImageId;
import java.time.Instant;

/** Generates the ids of images. Thread-safe. */
public interface IdGenerator {
    /** A new UUIDv7 (RFC 9562, section 5.7) whose first 48 bits are the time in milliseconds; never the same twice. */
    ImageId next(Instant time);
}
