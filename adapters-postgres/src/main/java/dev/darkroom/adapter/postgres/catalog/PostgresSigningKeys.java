package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stores signing keys in a table, so that all processes on it share them without configuration. The first process generates a key, and the
 * others read it. Thread-safe.
 */
public final class PostgresSigningKeys implements SigningKeys {
    private static final int KEY_BYTES = 32;
    private static final Pattern PURPOSE = Pattern.compile("[a-z-]{1,32}");

    private static final String FIND = "SELECT secret FROM signing_key WHERE purpose = ?";

    private static final String ADD =
            "INSERT INTO signing_key (purpose, secret) VALUES (?, ?) ON CONFLICT (purpose) DO NOTHING";

    private final Database database;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, SecretKey> cache = new ConcurrentHashMap<>();

    public PostgresSigningKeys(Database database) {
        this.database = database;
    }

    @Override
    public SecretKey key(String purpose) {
        if (!PURPOSE.matcher(purpose).matches()) {
            throw new IllegalArgumentException("A purpose must be 1 to 32 characters of a-z and -, not " + purpose);
        }
        SecretKey cached = cache.get(purpose);
        if (cached != null) {
            return cached;
        }
        SecretKey key = new SecretKeySpec(secret(purpose), ALGORITHM);
        cache.put(purpose, key);
        return key;
    }

    private byte[] secret(String purpose) {
        byte[] generated = new byte[KEY_BYTES];
        random.nextBytes(generated);
        byte[] secret = database.statement(session -> {
            var found = session.row(FIND, row -> row.getBytes("secret"), purpose);
            if (found.isPresent()) {
                return found.get();
            }
            session.update(ADD, purpose, generated);
            // Another process may have been first.
            return session.row(FIND, row -> row.getBytes("secret"), purpose).orElse(new byte[0]);
        });
        if (secret.length != KEY_BYTES) {
            throw new StorageException.Corrupted("The signing key \"" + purpose + "\" in the catalog is damaged", null);
        }
        return secret;
    }
}
