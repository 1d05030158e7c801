package dev.darkroom.adapter.imaging.inspect.png;

import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Counts the bytes to which compressed data (RFC 1950) inflates. Stops at a limit, because data can inflate a
 * thousandfold and keep a decoder busy for a minute. Invalid data ends the count too; decoders detect it themselves.
 */
final class Inflation implements AutoCloseable {
    private static final int HEADER_BYTES = 2;

    /** Without the header and the checksum of the data: the checksum takes more time than to inflate a picture of noise. */
    private final Inflater inflater = new Inflater(true);
    private final byte[] output = new byte[32 * 1024];
    private final long limit;
    private long count;
    private int headerBytesLeft = HEADER_BYTES;
    private boolean isDone;

    /** @param limit in bytes */
    Inflation(long limit) {
        this.limit = limit;
    }

    /** Inflates the next part of the data. */
    void add(Source source, long from, long to) throws IOException, Refusal.CutShort {
        source.copy(from, to, this::add);
    }

    /** Inflates the next part of the data. */
    void add(byte[] input, int offset, int length) {
        int skipped = Math.min(headerBytesLeft, length);
        headerBytesLeft -= skipped;
        inflater.setInput(input, offset + skipped, length - skipped);
        try {
            while (!isDone && !inflater.needsInput()) {
                count += inflater.inflate(output);
                isDone = inflater.finished() || inflater.needsDictionary() || count > limit;
            }
        } catch (DataFormatException damaged) {
            isDone = true;
        }
    }

    /** The number of bytes inflated so far. */
    long count() {
        return count;
    }

    /** Whether the count exceeds the limit. */
    boolean isTooLong() {
        return count > limit;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
