package dev.darkroom.adapter.imaging.inspect.file;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What a parser checks and removes.
 *
 * @param inflates whether compressed data is inflated to count its bytes, which is done once for each file
 */
public record Rules(PixelLimits limits, MetadataPolicy policy, boolean inflates) {
    /** Text that names a place contains one of these, in any case. Other text may contain them too. */
    private static final List<String> LOCATION_WORDS =
            List.of("gps", "latitude", "longitude", "location", "city", "country", "state", "province");

    /** Colour profiles for printing have about 2 MB. */
    public static final long MAX_PROFILE_BYTES = 4L * 1024 * 1024;

    /**
     * Checks the size of a colour profile.
     *
     * @param format the name of the format for the message
     */
    public static void checkProfile(String format, long bytes) throws Refusal.Damaged {
        if (bytes > MAX_PROFILE_BYTES) {
            throw new Refusal.Damaged("The colour profile of the " + format + " is larger than 4 MiB.");
        }
    }

    /** Whether metadata stays if it does not name a place. */
    public boolean removesOnlyLocation() {
        return policy == MetadataPolicy.LOCATION;
    }

    /** Whether text, such as an XMP packet, may say where a picture was taken. */
    public static boolean mentionsLocation(byte[] text) {
        // Without its zeros, UTF-16 text can be searched too.
        String words = new String(text, StandardCharsets.ISO_8859_1)
                .replace("\0", "")
                .toLowerCase(Locale.ROOT);
        return LOCATION_WORDS.stream().anyMatch(words::contains);
    }
}
