package dev.darkroom.adapter.imaging.inspect.file;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What a walk checks and removes.
 *
 * @param inflates whether compressed data is inflated to find out how much it is, which is done once for a file
 */
public record Rules(PixelLimits limits, MetadataPolicy policy, boolean inflates) {
    /** Parts of words, in lower case, that a packet which names a place has in it; it may have them without one, too. */
    private static final List<String> PLACE_WORDS =
            List.of("gps", "latitude", "longitude", "location", "city", "country", "state", "province");

    /** Colour profiles for printing are some 2 MB. */
    public static final long MAX_PROFILE_BYTES = 4L * 1024 * 1024;

    /**
     * Checks a colour profile, which stays as it is.
     *
     * @param format the name of the format for the client
     */
    public static void checkProfile(String format, long bytes) throws Refusal.Damaged {
        if (bytes > MAX_PROFILE_BYTES) {
            throw new Refusal.Damaged("The colour profile of the " + format + " is larger than 4 MiB.");
        }
    }

    /** Whether metadata that names no place stays. */
    public boolean keepsAllButLocation() {
        return policy == MetadataPolicy.LOCATION;
    }

    /** Whether a text, an XMP packet for example, may say where a picture was taken. */
    public static boolean mentionsPlace(byte[] text) {
        // Without its zeros a text in UTF-16 is searched as well.
        String words = new String(text, StandardCharsets.ISO_8859_1)
                .replace("\0", "")
                .toLowerCase(Locale.ROOT);
        return PLACE_WORDS.stream().anyMatch(words::contains);
    }
}
