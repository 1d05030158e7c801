package dev.darkroom.domain.port.out.security;

import javax.crypto.SecretKey;

/** Stores the keys with which this service signs cursors and URLs. Thread-safe. */
public interface SigningKeys {
    /** The JDK's name of the algorithm of every key. */
    String ALGORITHM = "HmacSHA256";

    /**
     * The key for a purpose. The first call makes it from 32 random bytes. All later calls return the same key, in every
     * process on the same storage, even if two first calls are concurrent.
     *
     * @param purpose 1–32 of {@code a-z -}; keys of different purposes are unrelated
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when it can't be read or stored
     */
    SecretKey key(String purpose);
}
