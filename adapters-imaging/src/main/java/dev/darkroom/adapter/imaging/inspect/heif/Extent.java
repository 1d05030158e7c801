package dev.darkroom.adapter.imaging.inspect.heif;

/**
 * A range of a file.
 *
 * @param to the position behind it
 */
record Extent(long from, long to) {
    long length() {
        return to - from;
    }
}
