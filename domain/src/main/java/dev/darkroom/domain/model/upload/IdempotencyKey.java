package dev.darkroom.domain.model.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.object.Checksum;
import java.util.regex.Pattern;

/** A client's key for one upload, by which repetitions are recognized: 1–255 visible ASCII characters, no spaces. */
public record IdempotencyKey(String value) {
    /** In characters. */
    public static final int MAX_LENGTH = 255;

    /** The keys that Darkroom makes itself start with a space, so that they are none of a client. */
    private static final Pattern ALLOWED =
            Pattern.compile("[!-~]{1," + MAX_LENGTH + "}| bytes [0-9a-f]{64}| upload [0-9a-f-]{36}");

    /** @throws InvalidValueException when the text is empty, too long or has another character */
    public IdempotencyKey {
        if (!ALLOWED.matcher(value).matches()) {
            throw new InvalidValueException("Idempotency-Key",
                    "must be 1 to 255 visible ASCII characters, without spaces");
        }
    }

    /** The key of uploads of the same bytes that make one image. */
    public static IdempotencyKey ofBytes(Checksum received) {
        return new IdempotencyKey(" bytes " + received.hex());
    }

    /** The key of the result of an upload in several requests. */
    public static IdempotencyKey ofUpload(ImageId upload) {
        return new IdempotencyKey(" upload " + upload);
    }

    @Override
    public String toString() {
        return value;
    }
}
