package dev.darkroom.adapter.aws.dynamodb;

import static dev.darkroom.adapter.aws.dynamodb.schema.Table.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Table.text;
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
 * Claims in the table of {@link TableLayout}, in no index. Each change is one conditional write. DynamoDB removes what has
 * expired within days (DynamoDB Developer Guide, "Using time to live"), so every access looks at the time itself.
 */
public final class DynamoDbIdempotencyStore implements IdempotencyStore {
    /** Two claims for one image differ only in whether they have the answer. */
    private static final String IS_CURRENT = IMAGE + " = :image AND " + STATE + " = :state";

    private static final String IS_NONE = "attribute_not_exists(" + PK + ") OR " + EXPIRES + " <= :now";

    private final Table table;

    public DynamoDbIdempotencyStore(Table table) {
        this.table = table;
    }

    @Override
    public Optional<IdempotencyRecord> find(UserId holder, IdempotencyKey key, Instant now) {
        return table.get(TableLayout.uploadKey(holder, key), IDEM)
                .map(item -> read(holder, key, item))
                .filter(claim -> now.isBefore(claim.expiresAt()));
    }

    @Override
    public Replacement put(@Nullable IdempotencyRecord current, IdempotencyRecord next, Instant now) {
        Map<String, AttributeValue> item = item(next);
        PutItemRequest.Builder put = PutItemRequest.builder().item(item);
        Write write = table.put(current == null
                ? put.conditionExpression(IS_NONE)
                        .expressionAttributeValues(Map.of(":now", number(now.getEpochSecond())))
                : put.conditionExpression(IS_CURRENT)
                        .expressionAttributeValues(Map.of(
                                ":image", text(current.imageId().toString()),
                                ":state", text(state(current)))));
        return switch (write) {
            case Write.Done() -> Replacement.REPLACED;
            // The answer may have been lost, and the SDK asked again.
            case Write.Refused(var found) -> item.equals(
                    found != null ? found
                            : table.get(TableLayout.uploadKey(next.holder(), next.key()), IDEM).orElse(null))
                                    ? Replacement.REPLACED
                                    : Replacement.CONFLICT;
        };
    }

    /** DynamoDB does so by itself. */
    @Override
    public void removeExpired(Instant now) {}

    private static String state(IdempotencyRecord claim) {
        return claim.answer() == null ? STATE_PENDING : STATE_READY;
    }

    private static Map<String, AttributeValue> item(IdempotencyRecord claim) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(PK, text(TableLayout.uploadKey(claim.holder(), claim.key())));
        item.put(SK, text(IDEM));
        item.put(STATE, text(state(claim)));
        item.put(REQUEST, AttributeValue.fromB(SdkBytes.fromByteArray(claim.request().bytes())));
        item.put(IMAGE, text(claim.imageId().toString()));
        item.put(LEASED_UNTIL, number(claim.leasedUntil().toEpochMilli()));
        item.put(EXPIRES, number(claim.expiresAt().getEpochSecond()));
        Image answer = claim.answer();
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
                    Checksum.of(ImageItems.attribute(item, REQUEST).b().asByteArray()),
                    ImageId.parse(ImageItems.string(item, IMAGE)).orElseThrow(),
                    Instant.ofEpochMilli(ImageItems.integer(item, LEASED_UNTIL)),
                    Instant.ofEpochSecond(ImageItems.integer(item, EXPIRES)),
                    ImageItems.string(item, STATE).equals(STATE_READY) ? ImageItems.image(item) : null);
        } catch (RuntimeException e) {
            throw new StorageException.Corrupted(
                    "The item of a key of " + holder + " in the table is damaged: " + e.getMessage(), e);
        }
    }
}
