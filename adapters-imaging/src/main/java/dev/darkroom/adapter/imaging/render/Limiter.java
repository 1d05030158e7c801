package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.Decoding;
import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.port.out.StorageException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the work of a renderer to its limits: looks at a file before it is decoded, and at the clock while it is. */
final class Limiter {
    private static final Logger LOG = LoggerFactory.getLogger(Limiter.class);

    /**
     * What libvips holds of each column while rows stream through it: 6.9 KB were seen for a PNG of 10,000 × 10,000 RGB
     * pixels. Of a JPEG, which its decoder shrinks, it is less than a quarter.
     */
    private static final long COLUMN_BYTES = 8 * 1024;
    private static final long JPEG_COLUMN_BYTES = 2 * 1024;
    private static final long CODEC_BYTES = 2 * 1024 * 1024;

    private final RenderLimits limits;
    private final MemoryBudget memory;
    private final Watchdog watchdog;

    Limiter(RenderLimits limits) {
        this.limits = limits;
        this.memory = new MemoryBudget(limits.memoryBytes(), limits.deadline());
        this.watchdog = new Watchdog(limits.deadline());
    }

    /** The pixels turned out to be damaged. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(Throwable cause) {
            super(cause);
        }
    }

    /** What is done with a picture; it makes itself stoppable while it decodes. */
    interface Work<T> {
        T run(Decoding decoding, Watchdog.Watch watch) throws Damaged, IOException;
    }

    /** What became of the work. */
    sealed interface Outcome<T> {
        /** It was done. */
        record Done<T>(T result) implements Outcome<T> {}

        /** It was not. */
        record Refused<T>(String detail) implements Outcome<T> {}

        /** The pixels are damaged. */
        record Undecodable<T>(String detail) implements Outcome<T> {}
    }

    /**
     * Does the work if the picture is within the limits.
     *
     * @param extraBytes what it holds beside the decoded original
     * @throws StorageException.Unavailable when the original can't be read, or other work did not give its memory back
     */
    <T> Outcome<T> run(Content original, ContentType type, long extraBytes, Work<T> work) {
        try {
            Optional<Decoding> decoding = Decoding.of(original, limits.pixels());
            if (decoding.isEmpty() || decoding.get().type() != type) {
                return new Outcome.Refused<>("The picture is damaged, or larger than the limits allow.");
            }
            return run(decoding.get(), extraBytes, work);
        } catch (IOException e) {
            throw new StorageException.Unavailable("The original of a rendition can't be read", e);
        }
    }

    /** The same with a picture of which so much is known already. */
    <T> Outcome<T> run(Decoding decoding, long extraBytes, Work<T> work) throws IOException {
        long columnBytes = decoding.type() == ContentType.JPEG ? JPEG_COLUMN_BYTES : COLUMN_BYTES;
        long bytes = decoding.frameBytes() + columnBytes * decoding.stored().width() + extraBytes + CODEC_BYTES;
        if (!memory.canEverGive(bytes)) {
            return new Outcome.Refused<>(String.format(
                    Locale.ROOT,
                    "The picture takes %,d MB to decode; there are %,d MB.",
                    bytes / 1_000_000,
                    limits.memoryBytes() / 1_000_000));
        }
        try (MemoryBudget.Share _ = memory.take(bytes)) {
            try (Watchdog.Watch watch = watchdog.watch()) {
                return done(decoding, watch, work);
            }
        }
    }

    private static <T> Outcome<T> done(Decoding decoding, Watchdog.Watch watch, Work<T> work) throws IOException {
        try {
            T result = work.run(decoding, watch);
            return watch.isLate() ? tooLong() : new Outcome.Done<>(result);
        } catch (Damaged e) {
            LOG.debug("A picture can't be decoded: {}", e.getMessage());
            return watch.isLate()
                    ? tooLong()
                    : new Outcome.Undecodable<>("The picture is damaged: its pixels can't be decoded.");
        }
    }

    private static <T> Outcome<T> tooLong() {
        return new Outcome.Refused<>("The picture takes too long to decode.");
    }
}
