package dev.darkroom.adapter.aws.dynamodb;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.attribute;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.integer;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.EXPIRES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.IDEM;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.IMAGE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.LEASED_UNTIL;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.REQUEST;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_PENDING;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_READY;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItemReader;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.model.upload.IdempotencyRecord;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * Stores idempotency records in the table of {@link TableLayout}, without index keys. Each change is one conditional write.
 * DynamoDB removes expired items only within days (DynamoDB Developer Guide, "Using time to live"), so each access checks the
 * expiry time itself. Thread-safe.
 */
public final class DynamoDbIdempotencyStore implements IdempotencyStore {
    /** The image and the state identify a record: two records of one image differ only in whether they contain the result. */
    private static final String IS_CURRENT = IMAGE + " = :image AND " + STATE + " = :state AND " + EXPIRES + " > :now";

    private static final String IS_ABSENT = "attribute_not_exists(" + PK + ") OR " + EXPIRES + " <= :now";

    private final Table table;

    public DynamoDbIdempotencyStore(Table table) {
        this.table = table;
    }

    @Override
    public Optional<IdempotencyRecord> find(UserId holder, IdempotencyKey key, Instant now) {
        return table.get(TableLayout.idempotencyKey(holder, key), IDEM)
                .map(item -> read(holder, key, item))
                .filter(record -> now.isBefore(record.expiresAt()));
    }

    @Override
    public Replacement put(@Nullable IdempotencyRecord current, IdempotencyRecord next, Instant now) {
        Map<String, AttributeValue> item = item(next);
        PutItemRequest.Builder put = PutItemRequest.builder().item(item);
        AttributeValue seconds = number(now.getEpochSecond());
        Write write = table.put(current == null
                ? put.conditionExpression(IS_ABSENT).expressionAttributeValues(Map.of(":now", seconds))
                : put.conditionExpression(IS_CURRENT)
                        .expressionAttributeValues(Map.of(
                                ":image", text(current.imageId().toString()),
                                ":state", text(state(current)),
                                ":now", seconds)));
        return switch (write) {
            case Write.Done() -> Replacement.REPLACED;
            // The response may have been lost, and the SDK repeated the request.
            case Write.Refused(var found) -> item.equals(
                    found != null ? found
                            : table.get(TableLayout.idempotencyKey(next.holder(), next.key()), IDEM).orElse(null))
                                    ? Replacement.REPLACED
                                    : Replacement.CONFLICT;
        };
    }

    /** Does nothing, because DynamoDB removes expired items itself. */
    @Override
    public void removeExpired(Instant now) {}

    private static String state(IdempotencyRecord record) {
        return record.answer() == null ? STATE_PENDING : STATE_READY;
    }

    private static Map<String, AttributeValue> item(IdempotencyRecord record) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(PK, text(TableLayout.idempotencyKey(record.holder(), record.key())));
        item.put(SK, text(IDEM));
        item.put(STATE, text(state(record)));
        item.put(REQUEST, AttributeValue.fromB(SdkBytes.fromByteArray(record.request().bytes())));
        item.put(IMAGE, text(record.imageId().toString()));
        item.put(LEASED_UNTIL, number(record.leasedUntil().toEpochMilli()));
        item.put(EXPIRES, number(record.expiresAt().getEpochSecond()));
        Image answer = record.answer();
        if (answer != null) {
            ImageItems.describe(item, answer);
        }
        return item;
    }

    private static IdempotencyRecord read(UserId holder, IdempotencyKey key, Map<String, AttributeValue> item) {
        try {
            return new IdempotencyRecord(
                    holder,
                    key,
                    Checksum.of(attribute(item, REQUEST).b().asByteArray()),
                    ImageId.parse(string(item, IMAGE)).orElseThrow(),
                    Instant.ofEpochMilli(integer(item, LEASED_UNTIL)),
                    Instant.ofEpochSecond(integer(item, EXPIRES)),
                    string(item, STATE).equals(STATE_READY) ? ImageItemReader.image(item) : null);
        } catch (RuntimeException e) {
            throw new StorageException.Corrupted(
                    "The item of an idempotency key of " + holder + " is damaged: " + e.getMessage(), e);
        }
    }
}
