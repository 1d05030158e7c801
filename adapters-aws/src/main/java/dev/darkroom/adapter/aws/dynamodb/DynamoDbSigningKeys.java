package dev.darkroom.adapter.aws.dynamodb;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.KEY;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SECRET;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;

import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * Stores signing keys in the table, so that all processes on it share them without configuration. The first process
 * generates a key, and the others read it. DynamoDB encrypts the table. Thread-safe.
 */
public final class DynamoDbSigningKeys implements SigningKeys {
    private static final int KEY_BYTES = 32;
    private static final Pattern PURPOSE = Pattern.compile("[a-z-]{1,32}");

    private final Table table;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, SecretKey> cache = new ConcurrentHashMap<>();

    public DynamoDbSigningKeys(Table table) {
        this.table = table;
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
        SecretKey key = read(purpose);
        cache.put(purpose, key);
        return key;
    }

    private SecretKey read(String purpose) {
        return table.get(TableLayout.signingKey(purpose), KEY).map(item -> key(item, purpose))
                .orElseGet(() -> generate(purpose));
    }

    private SecretKey generate(String purpose) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        Map<String, AttributeValue> item = Map.of(
                PK, text(TableLayout.signingKey(purpose)),
                SK, text(KEY),
                SECRET, AttributeValue.fromB(SdkBytes.fromByteArray(bytes)));
        Table.Write write = table.put(
                PutItemRequest.builder().item(item).conditionExpression("attribute_not_exists(" + PK + ")"));
        return switch (write) {
            case Table.Write.Done() -> key(item, purpose);
            case Table.Write.Refused(var found) when found != null -> key(found, purpose);
            // Another process was first, and the store does not return the current item.
            case Table.Write.Refused(var _) -> read(purpose);
        };
    }

    private static SecretKey key(Map<String, AttributeValue> item, String purpose) {
        AttributeValue secret = item.get(SECRET);
        if (secret == null || secret.b() == null || secret.b().asByteArray().length != KEY_BYTES) {
            throw new StorageException.Corrupted("The signing key \"" + purpose + "\" in the table is damaged", null);
        }
        return new SecretKeySpec(secret.b().asByteArray(), ALGORITHM);
    }
}
