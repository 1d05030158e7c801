package dev.darkroom.adapter.http.blobs;

import dev.darkroom.domain.model.object.ByteRange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The part of an object that a {@code Range} header requests (RFC 9110, section 14.2). */
sealed interface RangeRequest {
    /** The whole object. The header is absent, malformed or has several ranges, which a server may ignore. */
    record Whole() implements RangeRequest {}

    /** One part, which ends at the end of the object at the latest. */
    record Part(ByteRange range) implements RangeRequest {}

    /** A part after the end of the object. */
    record Unsatisfiable() implements RangeRequest {}

    /** Reads the header for an object of this size. */
    static RangeRequest parse(@Nullable String header, long sizeBytes) {
        if (header == null) {
            return new Whole();
        }
        // Eighteen digits fit a long. No object is larger.
        Matcher matcher = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE)
                .matcher(header.strip());
        if (!matcher.matches()) {
            return new Whole();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? new Whole() : suffix(Long.parseLong(last), sizeBytes);
        }
        long offset = Long.parseLong(first);
        long end = last.isEmpty() ? Long.MAX_VALUE - 1 : Long.parseLong(last);
        if (end < offset) {
            return new Whole();
        }
        if (offset >= sizeBytes) {
            return new Unsatisfiable();
        }
        return new Part(new ByteRange(offset, Math.min(end + 1, sizeBytes) - offset));
    }

    private static RangeRequest suffix(long length, long sizeBytes) {
        if (length == 0 || sizeBytes == 0) {
            return new Unsatisfiable();
        }
        long cut = Math.min(length, sizeBytes);
        return new Part(new ByteRange(sizeBytes - cut, cut));
    }
}
