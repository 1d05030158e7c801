package dev.darkroom.adapter.imaging.inspect.file;

import dev.darkroom.domain.model.object.Content;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * An edited file: ranges of the original in their order, and small parts between them. Each stream reads the original
 * once, from start to end.
 */
record SlicedContent(Content original, List<Slice> slices, long sizeBytes) implements Content {
    @Override
    public InputStream open() throws IOException {
        return new SliceStream(original.open(), slices.iterator());
    }

    private static final class SliceStream extends InputStream {
        private final InputStream original;
        private final Iterator<Slice> rest;
        private long originalPosition;
        private Slice slice = new Slice.Zeros(0);
        private long done;

        SliceStream(InputStream original, Iterator<Slice> slices) {
            this.original = original;
            this.rest = slices;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (!advance()) {
                return -1;
            }
            int count = (int) Math.min(length, slice.length() - done);
            switch (slice) {
                case Slice.Range range -> count = readOriginal(range.from() + done, into, offset, count);
                case Slice.Literal literal -> literal.copyTo(into, offset, (int) done, count);
                case Slice.Zeros _ -> Arrays.fill(into, offset, offset + count, (byte) 0);
            }
            done += count;
            return count;
        }

        @Override
        public long skip(long count) {
            long skipped = 0;
            while (skipped < count && advance()) {
                long step = Math.min(count - skipped, slice.length() - done);
                done += step;
                skipped += step;
            }
            return skipped;
        }

        /** Moves to the slice that contains the next byte. Returns false at the end. */
        private boolean advance() {
            while (done == slice.length()) {
                if (!rest.hasNext()) {
                    return false;
                }
                slice = rest.next();
                done = 0;
            }
            return true;
        }

        private int readOriginal(long from, byte[] into, int offset, int length) throws IOException {
            // The stream of a file seeks here, so removed bytes are not read.
            original.skipNBytes(from - originalPosition);
            originalPosition = from;
            int count = original.read(into, offset, length);
            if (count < 0) {
                throw new EOFException("The original is shorter than when it was inspected");
            }
            originalPosition += count;
            return count;
        }

        @Override
        public void close() throws IOException {
            original.close();
        }
    }
}
