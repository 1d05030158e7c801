package dev.darkroom.adapter.imaging.inspect.exif;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import org.jspecify.annotations.Nullable;

/**
 * The fields of Exif (CIPA DC-008, Exif 2.32) that Darkroom uses.
 *
 * @param orientation 1–8 as in the TIFF tag; 1 (upright) if it is missing or invalid
 * @param takenAt {@code DateTimeOriginal} with its {@code SubSec} and {@code OffsetTime}, in whole milliseconds, in UTC
 *     if there is no offset; null if it is missing or invalid
 */
public record Exif(int orientation, @Nullable Instant takenAt) {
    public static final Exif NONE = new Exif(1, null);

    /** A TIFF block without entries. */
    private static final byte[] EMPTY = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0};

    /** Larger blocks are not read completely; cameras write far less. */
    public static final int MAX_BYTES = 256 * 1024;

    static final int ORIENTATION = 0x0112;
    private static final int DATE_TIME_ORIGINAL = 0x9003;
    private static final int OFFSET_TIME_ORIGINAL = 0x9011;
    private static final int SUB_SEC_TIME_ORIGINAL = 0x9291;

    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu:MM:dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

    /** The year of the oldest surviving photograph. */
    private static final int FIRST_PHOTOGRAPH = 1826;

    /** Reads a TIFF block. Never fails: fields that can't be read count as missing. */
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

    /** Uses the first valid entry, as Chromium does. */
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
        } catch (DateTimeException invalid) {
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
        } catch (DateTimeException invalid) {
            return ZoneOffset.UTC;
        }
    }

    /** @param digits the digits after the decimal point of a second */
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

    /** The same with orientation 1, for Exif whose orientation browsers ignore. */
    public Exif upright() {
        return new Exif(1, takenAt);
    }

    /** Returns a TIFF block (26 bytes) with the orientation only. */
    public byte[] orientationOnly() {
        return new byte[]{
            'M', 'M', 0, 42, 0, 0, 0, 8, // header, followed by the directory
            0, 1, // one entry
            1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, // Orientation, one SHORT
            0, 0, 0, 0 // no further directory
        };
    }

    /** Returns a TIFF block (14 bytes) without entries. */
    public static byte[] empty() {
        return EMPTY.clone();
    }
}
