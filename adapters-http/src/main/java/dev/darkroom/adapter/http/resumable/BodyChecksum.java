package dev.darkroom.adapter.http.resumable;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.upload.ContentDigest;
import io.javalin.http.Context;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checksum of a request's body, which the client has sent with it. Not thread-safe. */
final class BodyChecksum {
    static final String ALGORITHMS = "sha1,sha256";

    private static final String HEADER = "Upload-Checksum";
    private static final Map<String, String> NAMES = Map.of("sha1", "SHA-1", "sha256", "SHA-256");
    private static final Pattern CHECKSUM = Pattern.compile("([a-z0-9-]+) +([A-Za-z0-9+/]+={0,2})");

    private final MessageDigest digest;
    private final byte[] expected;
    private final String header;
    private final ErrorCode mismatch;

    private BodyChecksum(MessageDigest digest, byte[] expected, String header, ErrorCode mismatch) {
        this.digest = digest;
        this.expected = expected;
        this.header = header;
        this.mismatch = mismatch;
    }

    /** The checksum of the request: {@code Upload-Checksum} of tus, or {@code Content-Digest} (RFC 9530). */
    static Optional<BodyChecksum> of(Context ctx) {
        String header = Tus.single(ctx, HEADER);
        if (header == null) {
            return ContentDigest.sha256(Collections.list(ctx.req().getHeaders(ContentDigest.HEADER)))
                    .map(sha256 -> new BodyChecksum(
                            digest("SHA-256"), sha256.bytes(), ContentDigest.HEADER, ErrorCode.DIGEST_MISMATCH));
        }
        Matcher matcher = CHECKSUM.matcher(header);
        if (!matcher.matches()) {
            throw malformed();
        }
        String name = NAMES.get(matcher.group(1));
        if (name == null) {
            throw ProblemException.invalid(HEADER, "must use sha1 or sha256");
        }
        MessageDigest digest = digest(name);
        byte[] expected = decode(matcher.group(2));
        if (expected.length != digest.getDigestLength()) {
            throw malformed();
        }
        return Optional.of(new BodyChecksum(digest, expected, HEADER, ErrorCode.CHECKSUM_MISMATCH));
    }

    /** Adds bytes of the body. */
    void update(byte[] bytes, int count) {
        digest.update(bytes, 0, count);
    }

    /** Compares the checksums after the whole body was added. */
    void check() {
        if (!MessageDigest.isEqual(digest.digest(), expected)) {
            throw new ProblemException(mismatch,
                    "The received bytes differ from " + header + " and were discarded: send them again");
        }
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has " + name, e);
        }
    }

    private static ProblemException malformed() {
        return ProblemException.invalid(HEADER, "must look like sha256 BASE64");
    }
}
