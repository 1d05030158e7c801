package dev.darkroom.adapter.imaging.inspect.heif;

import java.util.Arrays;
import java.util.Optional;

/**
 * The size in the header of a video codec. A decoder allocates memory for this size, whatever the file around it
 * declares.
 *
 * @param isDeep whether a sample has more than 8 bits
 */
record CodedSize(long width, long height, boolean isDeep) {
    /** Far more than the fields up to the size. */
    static final int MAX_HEADER_BYTES = 256;

    /**
     * Reads a sequence header (AV1 Bitstream and Decoding Process, version 1.0.0, section 5.5.1).
     *
     * @param payload the payload of the OBU, or its first {@value #MAX_HEADER_BYTES} bytes
     */
    static Optional<CodedSize> ofAv1(byte[] payload) {
        BitReader in = new BitReader(payload);
        in.skip(3 + 1); // seq_profile, still_picture
        boolean isReduced = in.flag();
        if (isReduced) {
            in.skip(5); // seq_level_idx
        } else {
            skipOperatingPoints(in);
        }
        int widthBits = (int) in.bits(4) + 1;
        int heightBits = (int) in.bits(4) + 1;
        long width = in.bits(widthBits) + 1;
        long height = in.bits(heightBits) + 1;
        if (in.isBeyondEnd()) {
            return Optional.empty();
        }
        skipTools(in, isReduced);
        return Optional.of(new CodedSize(width, height, in.flag()));
    }

    private static void skipOperatingPoints(BitReader in) {
        boolean hasDecoderModel = false;
        int delayBits = 0;
        if (in.flag()) { // timing_info_present_flag
            in.skip(32 + 32);
            if (in.flag()) { // equal_picture_interval
                in.golomb();
            }
            hasDecoderModel = in.flag();
            if (hasDecoderModel) {
                delayBits = (int) in.bits(5) + 1;
                in.skip(32 + 5 + 5);
            }
        }
        boolean hasDisplayDelay = in.flag();
        int points = (int) in.bits(5) + 1;
        for (int i = 0; i < points; i++) {
            in.skip(12); // operating_point_idc
            if (in.bits(5) > 7) { // seq_level_idx
                in.skip(1);
            }
            if (hasDecoderModel && in.flag()) {
                in.skip(2 * delayBits + 1);
            }
            if (hasDisplayDelay && in.flag()) {
                in.skip(4);
            }
        }
    }

    /** Skips the fields before {@code high_bitdepth} of {@code color_config}. */
    private static void skipTools(BitReader in, boolean isReduced) {
        if (!isReduced && in.flag()) { // frame_id_numbers_present_flag
            in.skip(4 + 3);
        }
        in.skip(3);
        if (!isReduced) {
            in.skip(4);
            boolean hasOrderHint = in.flag();
            if (hasOrderHint) {
                in.skip(2);
            }
            boolean choosesScreenContent = in.flag();
            if (choosesScreenContent || in.flag()) {
                if (!in.flag()) { // seq_choose_integer_mv
                    in.skip(1);
                }
            }
            if (hasOrderHint) {
                in.skip(3);
            }
        }
        in.skip(3); // enable_superres, enable_cdef, enable_restoration
    }

    /**
     * Reads a sequence parameter set (ITU-T H.265, sections 7.3.2.2 and 7.3.3).
     *
     * @param unit the NAL unit with its header, or its first {@value #MAX_HEADER_BYTES} bytes
     */
    static Optional<CodedSize> ofHevc(byte[] unit) {
        BitReader in = new BitReader(withoutEmulationPrevention(unit));
        in.skip(16); // the header of the unit
        in.skip(4); // sps_video_parameter_set_id
        int subLayers = (int) in.bits(3);
        in.skip(1 + 96); // sps_temporal_id_nesting_flag, general profile, tier and level
        long present = in.bits(2 * subLayers);
        if (subLayers > 0) {
            in.skip(2 * (8 - subLayers));
        }
        for (int i = subLayers - 1; i >= 0; i--) {
            long flags = present >> (2 * i);
            in.skip(((flags & 2) != 0 ? 88 : 0) + ((flags & 1) != 0 ? 8 : 0));
        }
        in.golomb(); // sps_seq_parameter_set_id
        if (in.golomb() == 3) { // chroma_format_idc
            in.skip(1);
        }
        long width = in.golomb();
        long height = in.golomb();
        if (in.isBeyondEnd()) {
            return Optional.empty();
        }
        if (in.flag()) { // conformance_window_flag
            for (int i = 0; i < 4; i++) {
                in.golomb();
            }
        }
        long moreBits = in.golomb() + in.golomb(); // of luma and of chroma
        return Optional.of(new CodedSize(width, height, moreBits > 0));
    }

    /** A byte 3 after two zeros is not part of the data (section 7.3.1.1). */
    private static byte[] withoutEmulationPrevention(byte[] unit) {
        byte[] data = new byte[unit.length];
        int length = 0;
        int zeros = 0;
        for (byte octet : unit) {
            if (zeros >= 2 && octet == 3) {
                zeros = 0;
                continue;
            }
            zeros = octet == 0 ? zeros + 1 : 0;
            data[length++] = octet;
        }
        return Arrays.copyOf(data, length);
    }
}
