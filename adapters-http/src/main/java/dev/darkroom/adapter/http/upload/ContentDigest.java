package dev.darkroom.adapter.http.upload;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and checks {@code Content-Digest} (RFC 9530, section 2): a dictionary (RFC 8941) of algorithms and digests. Only {@code sha-256} is
 * used.
 */
public final class ContentDigest {
    public static final String HEADER = "Content-Digest";
    private static final Pattern MEMBER =
            Pattern.compile("([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):(?:;.*)?");

    private ContentDigest() {}

    /**
     * The SHA-256 of the header, or empty if there is none.
     *
     * @param headers all headers of this name
     */
    public static Optional<Checksum> sha256(List<String> headers) {
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        Optional<Checksum> expected = Optional.empty();
        for (String member : String.join(",", headers).split(",", -1)) {
            Matcher matcher = MEMBER.matcher(member.strip());
            if (!matcher.matches()) {
                throw malformed();
            }
            if (matcher.group(1).equals("sha-256")) {
                expected = Optional.of(checksum(matcher.group(2)));
            }
        }
        return expected;
    }

    /**
     * Compares the expected digest with that of the received bytes. RFC 9530 defines the digest of the body. The digest of the file is
     * accepted too, because simple clients send it with a form.
     */
    static void check(Checksum expected, Checksum body, Content file) throws IOException {
        if (!expected.equals(body) && !expected.equals(file.checksum())) {
            throw new ProblemException(ErrorCode.DIGEST_MISMATCH,
                    "The received bytes have the SHA-256 %s, which differs from Content-Digest: send them again"
                            .formatted(Base64.getEncoder().encodeToString(body.bytes())));
        }
    }

    private static Checksum checksum(String base64) {
        try {
            return Checksum.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static ProblemException malformed() {
        return ProblemException.invalid(HEADER, "must look like sha-256=:BASE64: with the 32 bytes of a SHA-256");
    }
}
