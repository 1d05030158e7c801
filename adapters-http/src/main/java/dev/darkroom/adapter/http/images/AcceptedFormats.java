package dev.darkroom.adapter.http.images;

import dev.darkroom.domain.model.object.ContentType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The formats that an {@code Accept} header names (RFC 9110, section 12.5.1), the preferred one first, and JPEG at the end, which every client
 * can show. Wildcards are ignored, because clients without WebP send them too. With equal weights WebP comes first, because it is rendered
 * in a fraction of the time of AVIF.
 */
final class AcceptedFormats {
    private static final Pattern WEIGHT = Pattern.compile("\\s*q\\s*=\\s*(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)\\s*");
    private static final List<ContentType> OFFERED = List.of(ContentType.WEBP, ContentType.AVIF);

    private AcceptedFormats() {}

    static List<ContentType> of(@Nullable String accept) {
        List<ContentType> accepted = new ArrayList<>();
        if (accept != null) {
            OFFERED.stream()
                    .filter(format -> weight(accept, format) > 0)
                    .sorted(Comparator.comparingDouble((ContentType format) -> weight(accept, format)).reversed())
                    .forEach(accepted::add);
        }
        accepted.add(ContentType.JPEG);
        return accepted;
    }

    /** The weight of a format from 0 to 1. It is 0 for a format that is not named. */
    private static double weight(String accept, ContentType format) {
        for (String range : accept.split(",", -1)) {
            String[] parts = range.split(";", -1);
            if (parts[0].strip().toLowerCase(Locale.ROOT).equals(format.mediaType())) {
                return weight(parts);
            }
        }
        return 0;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            Matcher matcher = WEIGHT.matcher(parts[i].toLowerCase(Locale.ROOT));
            if (matcher.matches()) {
                return Double.parseDouble(matcher.group(1));
            }
        }
        return 1;
    }
}
