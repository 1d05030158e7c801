package dev.darkroom.adapter.imaging.inspect.file;

/** A piece of an edited file. */
sealed interface Slice {
    /** The number of bytes. */
    long length();

    /** A range of the original. */
    record Range(long from, long length) implements Slice {}

    /** That many zero bytes. */
    record Zeros(long length) implements Slice {}

    /** Bytes of our own. */
    final class Literal implements Slice {
        private final byte[] bytes;

        /** @param bytes not to be changed afterwards */
        Literal(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        void copyTo(byte[] target, int offset, int from, int length) {
            System.arraycopy(bytes, from, target, offset, length);
        }
    }
}
