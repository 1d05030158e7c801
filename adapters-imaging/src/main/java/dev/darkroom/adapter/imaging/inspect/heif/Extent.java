package dev.darkroom.adapter.imaging.inspect.heif;

/**
 * A range of bytes in a file.
 *
 * @param to the position after the last byte
 */
record Extent(long from, long to) {
    long length() {
        return to - from;
    }
}
