package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.TimeRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a position as an opaque cursor, and decodes it: base64url of the time (8 bytes, milliseconds since 1970), the
 * id (16 bytes), and the first 16 bytes of an HMAC-SHA256 over both and what defines the list. So a cursor can be neither
 * altered nor used for another list. Thread-safe.
 */
public final class CursorCodec {
    private static final int POSITION_BYTES = Long.BYTES + 2 * Long.BYTES;
    private static final int SIGNATURE_BYTES = 16;

    private final SecretKey key;

    public CursorCodec(SecretKey key) {
        this.key = key;
    }

    /** The cursor of a position of the list, whatever page it asks for. */
    public String encode(Position position, PageRequest list) {
        byte[] bytes = ByteBuffer.allocate(POSITION_BYTES)
                .putLong(position.time().toEpochMilli())
                .putLong(position.id().value().getMostSignificantBits())
                .putLong(position.id().value().getLeastSignificantBits())
                .array();
        byte[] cursor = ByteBuffer.allocate(POSITION_BYTES + SIGNATURE_BYTES)
                .put(bytes)
                .put(signature(bytes, list))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    /** The position; empty unless the cursor was encoded with the same key, filter, words, sort key and order. */
    public Optional<Position> decode(String cursor, PageRequest list) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length != POSITION_BYTES + SIGNATURE_BYTES) {
            return Optional.empty();
        }
        byte[] position = Arrays.copyOf(bytes, POSITION_BYTES);
        byte[] signature = Arrays.copyOfRange(bytes, POSITION_BYTES, bytes.length);
        if (!MessageDigest.isEqual(signature, signature(position, list))) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(position);
        Instant time = Instant.ofEpochMilli(buffer.getLong());
        return Optional.of(new Position(time, new ImageId(new UUID(buffer.getLong(), buffer.getLong()))));
    }

    private byte[] signature(byte[] position, PageRequest list) {
        ImageFilter filter = list.filter();
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            mac.update(position);
            update(mac, list.order());
            update(mac, filter.owner());
            update(mac, filter.tags().isEmpty() ? null : filter.tags().getFirst());
            update(mac, filter.contentType());
            update(mac, filter.visibility());
            update(mac, filter.created().from());
            update(mac, filter.created().before());
            // The cursors of other lists are those of the versions that had no more.
            if (list.words() != null || list.sortKey() != SortKey.CREATED_AT || filter.tags().size() > 1
                    || !filter.taken().equals(TimeRange.ALL)) {
                update(mac, list.sortKey());
                update(mac, list.words() == null ? null : list.words().values());
                update(mac, filter.taken().from());
                update(mac, filter.taken().before());
                filter.tags().forEach(tag -> update(mac, tag));
            }
            return Arrays.copyOf(mac.doFinal(), SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    /** Adds each field with its length, -1 for none, so that two different filters never give the same bytes. */
    private static void update(Mac mac, @Nullable Object field) {
        byte[] text = field == null ? new byte[0] : field.toString().getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(field == null ? -1 : text.length)
                .flip());
        mac.update(text);
    }
}
