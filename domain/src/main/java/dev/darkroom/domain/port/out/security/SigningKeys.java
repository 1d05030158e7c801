package dev.darkroom.domain.port.out.security;

import javax.crypto.SecretKey;

/** Keeps the secrets with which this service signs what it hands out. Thread-safe. */
public interface SigningKeys {
    /** The JDK's name of the algorithm of every key. */
    String ALGORITHM = "HmacSHA256";

    /**
     * The key for a purpose, made from 32 random bytes when first asked for, and the same ever after: for every process
     * on the same storage, also when two ask for it first at once.
     *
     * @param purpose 1–32 of {@code a-z -}; keys of different purposes are unrelated
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when it can't be read or kept
     */
    SecretKey key(String purpose);
}
