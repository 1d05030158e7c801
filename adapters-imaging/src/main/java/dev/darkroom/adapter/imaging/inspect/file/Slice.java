package dev.darkroom.adapter.imaging.inspect.file;

/** A part of an edited file. */
sealed interface Slice {
    /** The number of bytes. */
    long length();

    /** A range of the original. */
    record Range(long from, long length) implements Slice {}

    /** A number of zeros. */
    record Zeros(long length) implements Slice {}

    /** Bytes that are not in the original. */
    final class Literal implements Slice {
        private final byte[] bytes;

        /** @param bytes must not be changed afterwards */
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
