package dev.darkroom.adapter.imaging.inspect.png;

import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Counts what compressed data (RFC 1950) inflates to, and stops at a limit: a thousandth of it can keep a decoder busy for a
 * minute. What is not compressed data ends it too, for decoders find that by themselves.
 */
final class Inflation implements AutoCloseable {
    private final Inflater inflater = new Inflater();
    private final byte[] output = new byte[32 * 1024];
    private final long limit;
    private long count;
    private boolean isOver;

    /** @param limit in bytes */
    Inflation(long limit) {
        this.limit = limit;
    }

    /** Inflates a part of the file, in its order. */
    void add(Source source, long from, long to) throws IOException, Refusal.CutShort {
        source.forEach(from, to, this::add);
    }

    private void add(byte[] input, int offset, int length) {
        inflater.setInput(input, offset, length);
        try {
            while (!isOver && !inflater.needsInput()) {
                count += inflater.inflate(output);
                isOver = inflater.finished() || inflater.needsDictionary() || count > limit;
            }
        } catch (DataFormatException damaged) {
            isOver = true;
        }
    }

    /** How many bytes it is, as far as it was inflated. */
    long count() {
        return count;
    }

    /** Whether it is more than the limit. */
    boolean isTooLong() {
        return count > limit;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
