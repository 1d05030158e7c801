package dev.darkroom.adapter.imaging.inspect.exif;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import org.jspecify.annotations.Nullable;

/**
 * What the Exif of a picture says about it (CIPA DC-008, Exif 2.32).
 *
 * @param orientation 1–8 as in the TIFF tag; 1, upright, when there is none or it makes no sense
 * @param takenAt {@code DateTimeOriginal} with its {@code SubSec} and {@code OffsetTime}, in whole milliseconds; as UTC
 *     when no offset is given; null when there is none or it makes no sense
 */
public record Exif(int orientation, @Nullable Instant takenAt) {
    public static final Exif NONE = new Exif(1, null);

    /** Exif without a single entry, as a TIFF file. */
    private static final byte[] EMPTY = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0};

    /** Blocks up to this size are read whole; cameras write far less. */
    public static final int MAX_BYTES = 256 * 1024;

    static final int ORIENTATION = 0x0112;
    private static final int DATE_TIME_ORIGINAL = 0x9003;
    private static final int OFFSET_TIME_ORIGINAL = 0x9011;
    private static final int SUB_SEC_TIME_ORIGINAL = 0x9291;

    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu:MM:dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

    /** The year of the oldest photograph that is left. */
    private static final int FIRST_PHOTOGRAPH = 1826;

    /** Reads a TIFF block, whatever is in it: what can't be read is as if it were not there. */
    public static Exif read(byte[] block) {
        Tiff tiff = Tiff.of(block);
        if (tiff == null) {
            return NONE;
        }
        Tiff.Directory main = tiff.firstDirectory();
        return new Exif(
                orientation(main),
                takenAt(tiff.directory(main.number(Tiff.EXIF_DIRECTORY))));
    }

    /** The first entry that makes sense counts, as in Chromium. */
    private static int orientation(Tiff.Directory main) {
        return main.entries().stream()
                .filter(entry -> entry.tag() == ORIENTATION && entry.isShort(1, 8))
                .findFirst()
                .map(Tiff.Entry::number)
                .orElse(1);
    }

    private static @Nullable Instant takenAt(Tiff.Directory details) {
        String time = details.text(DATE_TIME_ORIGINAL);
        if (time == null) {
            return null;
        }
        LocalDateTime local;
        try {
            local = LocalDateTime.parse(time.strip(), DATE_TIME);
        } catch (DateTimeException nonsense) {
            return null;
        }
        if (local.getYear() < FIRST_PHOTOGRAPH) {
            return null;
        }
        return local.toInstant(offset(details.text(OFFSET_TIME_ORIGINAL)))
                .plusMillis(millis(details.text(SUB_SEC_TIME_ORIGINAL)));
    }

    private static ZoneOffset offset(@Nullable String text) {
        if (text == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneOffset.of(text.strip());
        } catch (DateTimeException nonsense) {
            return ZoneOffset.UTC;
        }
    }

    /** The digits are those behind the decimal point. */
    private static int millis(@Nullable String digits) {
        int millis = 0;
        String known = digits == null ? "" : digits.strip();
        for (int i = 0; i < 3; i++) {
            int digit = i < known.length() ? Character.digit(known.charAt(i), 10) : 0;
            if (digit < 0) {
                return 0;
            }
            millis = 10 * millis + digit;
        }
        return millis;
    }

    /** The same without its orientation, for where no browser looks for one. */
    public Exif upright() {
        return new Exif(1, takenAt);
    }

    /** Whether the picture is stored lying on its side. */
    boolean swapsSides() {
        return orientation >= 5;
    }

    /** A TIFF block (26 bytes) that says nothing but the orientation. */
    public byte[] minimal() {
        return new byte[]{
            'M', 'M', 0, 42, 0, 0, 0, 8, // header, the directory follows it
            0, 1, // one entry
            1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, // Orientation, one SHORT
            0, 0, 0, 0 // no further directory
        };
    }

    /** A TIFF block (14 bytes) that says nothing. */
    public static byte[] empty() {
        return EMPTY.clone();
    }
}
