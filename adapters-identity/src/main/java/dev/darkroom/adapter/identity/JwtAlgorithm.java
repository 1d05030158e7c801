package dev.darkroom.adapter.identity;

/**
 * The signature algorithms of tokens (RFC 7518, section 3.1). A shared secret cannot verify an asymmetric algorithm, and a
 * public key cannot verify a symmetric one.
 */
public enum JwtAlgorithm {
    /** HMAC with SHA-2: the secret that verifies tokens can also sign them. */
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

    /** Whether it uses a shared secret; the others use pairs of a private and a public key. */
    public boolean isSymmetric() {
        return minSecretBytes > 0;
    }

    /** The minimum length of the secret, which is that of the hash (RFC 7518, section 3.2); 0 for asymmetric algorithms. */
    public int minSecretBytes() {
        return minSecretBytes;
    }
}
