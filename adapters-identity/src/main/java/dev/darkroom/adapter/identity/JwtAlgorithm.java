package dev.darkroom.adapter.identity;

/** How a token may be signed (RFC 7518, section 3.1). None of these can be checked with a key of the other kind. */
public enum JwtAlgorithm {
    /** HMAC with SHA-2: whoever can check a token can make one. */
    HS256(32),
    HS384(48),
    HS512(64),
    /** RSA with SHA-2. */
    RS256(0),
    RS384(0),
    RS512(0),
    PS256(0),
    PS384(0),
    PS512(0),
    /** ECDSA with SHA-2. */
    ES256(0),
    ES384(0),
    ES512(0);

    private final int minSecretBytes;

    JwtAlgorithm(int minSecretBytes) {
        this.minSecretBytes = minSecretBytes;
    }

    /** Whether it takes a shared secret; the others take keys of which one half is public. */
    public boolean isSymmetric() {
        return minSecretBytes > 0;
    }

    /** The shortest secret that it takes, that of its hash (RFC 7518, section 3.2); 0 when it takes none. */
    public int minSecretBytes() {
        return minSecretBytes;
    }
}
