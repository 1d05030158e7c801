package dev.darkroom.adapter.imaging.inspect.heif;

import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import dev.darkroom.domain.model.object.ContentType;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes AVIF, HEIC and HEIF from other ISO base media files, such as videos, by the brands in the {@code ftyp}
 * box (ISO/IEC 23008-12, annex B; AV1 Image File Format, section 9). Sequences count as the same type as still
 * pictures.
 */
public final class HeifBrand {
    private static final int MAJOR_AT = 8;
    private static final int COMPATIBLE_AT = 16;
    private static final int MAX_BRANDS = 64;

    private HeifBrand() {}

    /**
     * The type by the major brand, otherwise by the first compatible brand that names a codec. Empty for all other
     * files.
     */
    public static Optional<ContentType> of(Source source) throws IOException, Refusal {
        if (!source.hasAt(4, "ftyp") || source.size() < COMPATIBLE_AT) {
            return Optional.empty();
        }
        ContentType found = typeOf(source.fourCc(MAJOR_AT));
        long end = Math.min(Math.min(source.u32(0), source.size()), COMPATIBLE_AT + 4L * MAX_BRANDS);
        for (long at = COMPATIBLE_AT; at + 4 <= end && !namesCodec(found); at += 4) {
            ContentType next = typeOf(source.fourCc(at));
            found = next == null ? found : next;
        }
        return Optional.ofNullable(found);
    }

    private static boolean namesCodec(@Nullable ContentType type) {
        return type == ContentType.AVIF || type == ContentType.HEIC;
    }

    private static @Nullable ContentType typeOf(String brand) {
        return switch (brand) {
            case "avif", "avis" -> ContentType.AVIF;
            case "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs" -> ContentType.HEIC;
            case "mif1", "mif2", "msf1" -> ContentType.HEIF;
            default -> null;
        };
    }
}
