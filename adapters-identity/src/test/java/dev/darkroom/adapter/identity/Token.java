package dev.darkroom.adapter.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Builds a token. Unless a method changes it, the token is valid from now on for five minutes. */
public final class Token {
    private final JWTClaimsSet.Builder claims;
    private final Instant now;
    private @Nullable String type = "JWT";

    private Token(String subject, Instant now) {
        this.now = now;
        claims = new JWTClaimsSet.Builder()
                .subject(subject)
                .issuer(Issuer.NAME)
                .audience(Issuer.AUDIENCE)
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))));
    }

    /** A token of the {@linkplain Issuer issuer} about a user. */
    public static Token about(String subject, Instant now) {
        return new Token(subject, now);
    }

    /** Sets a claim, or removes it if the value is null. */
    public Token with(String claim, @Nullable Object value) {
        claims.claim(claim, value);
        return this;
    }

    public Token expiringIn(Duration time) {
        claims.expirationTime(Date.from(now.plus(time)));
        return this;
    }

    public Token validIn(Duration time) {
        claims.notBeforeTime(Date.from(now.plus(time)));
        return this;
    }

    Token ofType(@Nullable String newType) {
        type = newType;
        return this;
    }

    /** Signs with RS256. The header names the key. */
    public String signedBy(RSAKey key) {
        return signedBy(key, JWSAlgorithm.RS256, key.getKeyID());
    }

    String signedBy(RSAKey key, JWSAlgorithm algorithm, @Nullable String keyId) {
        try {
            return signed(header(algorithm, keyId).build(), new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs with a key that the header contains. */
    String signedByTheKeyInItsHeader(RSAKey key) {
        try {
            return signed(header(JWSAlgorithm.RS256, null).jwk(key.toPublicJWK()).build(), new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs with HS256 and a secret. */
    public String signedWith(byte[] secret, @Nullable String keyId) {
        try {
            return signed(header(JWSAlgorithm.HS256, keyId).build(), new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does not sign: {@code alg} is {@code none}. */
    public String unsigned() {
        return new PlainJWT(claims.build()).serialize();
    }

    private JWSHeader.Builder header(JWSAlgorithm algorithm, @Nullable String keyId) {
        return new JWSHeader.Builder(algorithm).keyID(keyId).type(type == null ? null : new JOSEObjectType(type));
    }

    private String signed(JWSHeader header, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims.build());
        token.sign(signer);
        return token.serialize();
    }
}
