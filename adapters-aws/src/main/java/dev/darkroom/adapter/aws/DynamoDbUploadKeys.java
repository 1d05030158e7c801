package dev.darkroom.adapter.aws;

import static dev.darkroom.adapter.aws.Table.number;
import static dev.darkroom.adapter.aws.Table.text;
import static dev.darkroom.adapter.aws.TableLayout.EXPIRES;
import static dev.darkroom.adapter.aws.TableLayout.IDEM;
import static dev.darkroom.adapter.aws.TableLayout.IMAGE;
import static dev.darkroom.adapter.aws.TableLayout.LEASED_UNTIL;
import static dev.darkroom.adapter.aws.TableLayout.PK;
import static dev.darkroom.adapter.aws.TableLayout.REQUEST;
import static dev.darkroom.adapter.aws.TableLayout.SK;
import static dev.darkroom.adapter.aws.TableLayout.STATE;
import static dev.darkroom.adapter.aws.TableLayout.STATE_PENDING;
import static dev.darkroom.adapter.aws.TableLayout.STATE_READY;

import dev.darkroom.adapter.aws.Table.Write;
import dev.darkroom.domain.model.Checksum;
import dev.darkroom.domain.model.IdempotencyKey;
import dev.darkroom.domain.model.Image;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UploadClaim;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.port.out.StorageException;
import dev.darkroom.domain.port.out.UploadKeys;
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
final class DynamoDbUploadKeys implements UploadKeys {
    /** Two claims for one image differ only in whether they have the answer. */
    private static final String IS_CURRENT = IMAGE + " = :image AND " + STATE + " = :state";

    private static final String IS_NONE = "attribute_not_exists(" + PK + ") OR " + EXPIRES + " <= :now";

    private final Table table;

    DynamoDbUploadKeys(Table table) {
        this.table = table;
    }

    @Override
    public Optional<UploadClaim> find(UserId holder, IdempotencyKey key, Instant now) {
        return table.get(TableLayout.uploadKey(holder, key), IDEM)
                .map(item -> read(holder, key, item))
                .filter(claim -> now.isBefore(claim.expiresAt()));
    }

    @Override
    public boolean put(@Nullable UploadClaim current, UploadClaim next, Instant now) {
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
            case Write.Done() -> true;
            // The answer may have been lost, and the SDK asked again.
            case Write.Refused(var found) -> item.equals(
                    found != null ? found
                            : table.get(TableLayout.uploadKey(next.holder(), next.key()), IDEM).orElse(null));
        };
    }

    /** DynamoDB does so by itself. */
    @Override
    public void removeExpired(Instant now) {}

    private static String state(UploadClaim claim) {
        return claim.answer() == null ? STATE_PENDING : STATE_READY;
    }

    private static Map<String, AttributeValue> item(UploadClaim claim) {
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

    private static UploadClaim read(UserId holder, IdempotencyKey key, Map<String, AttributeValue> item) {
        try {
            return new UploadClaim(
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
