package dev.darkroom.adapter.imaging.inspect.heif;

/** Reads bits from the highest to the lowest, as in the headers of video codecs. After the end it reads zeros. */
final class BitReader {
    private final byte[] bytes;
    private long at;

    BitReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** An unsigned number of up to 32 bits: {@code f(n)} of AV1, {@code u(n)} of HEVC. */
    long bits(int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            int octet = at >> 3 < bytes.length ? bytes[(int) (at >> 3)] : 0;
            value = value << 1 | (octet >> (7 - (at & 7)) & 1);
            at++;
        }
        return value;
    }

    boolean flag() {
        return bits(1) == 1;
    }

    void skip(int count) {
        at += count;
    }

    /** An Exp-Golomb number: {@code uvlc()} of AV1 (section 4.10.3), {@code ue(v)} of HEVC (section 9.2). */
    long golomb() {
        int zeros = 0;
        while (zeros < 32 && !flag()) {
            zeros++;
        }
        return zeros == 32 ? 0xFFFF_FFFFL : (1L << zeros) - 1 + bits(zeros);
    }

    /** Whether bits after the end were read. */
    boolean isBeyondEnd() {
        return at > 8L * bytes.length;
    }
}
