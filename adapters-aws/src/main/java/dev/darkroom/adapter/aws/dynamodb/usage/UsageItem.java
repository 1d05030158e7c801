package dev.darkroom.adapter.aws.dynamodb.usage;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.integer;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_UNTIL;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.USED;

import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.quota.Quota;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The item with the usage of an owner. Thread-safe. */
record UsageItem(Table table) {
    /** A write that adds bytes to the owner's usage. A negative number reduces it. */
    TransactWriteItem add(UserId owner, long bytes) {
        return update(owner, null, Map.of(":bytes", number(bytes)));
    }

    /** A write that adds bytes if the quota allows it and all images were counted at that time or later. */
    TransactWriteItem addWithin(Quota quota, UserId owner, long bytes, Instant countedSince) {
        return update(
                owner,
                COUNTED_BYTES + " <= :available AND " + COUNTED_UNTIL + " >= :since",
                Map.of(
                        ":bytes", number(bytes),
                        ":available", number(quota.bytes() - bytes),
                        ":since", number(countedSince.toEpochMilli())));
    }

    private TransactWriteItem update(UserId owner, @Nullable String condition, Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table.name())
                        .key(key(owner))
                        .updateExpression("ADD " + COUNTED_BYTES + " :bytes")
                        .conditionExpression(condition)
                        .expressionAttributeValues(values)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    private static Map<String, AttributeValue> key(UserId owner) {
        return Map.of(PK, text(TableLayout.usageKey(owner)), SK, text(USED));
    }

    /** The time at which all images of the owner were counted, or null if they never were. */
    @Nullable
    Instant countedUntil(UserId owner) {
        return countedUntil(table.get(TableLayout.usageKey(owner), USED).orElse(Map.of()));
    }

    static @Nullable Instant countedUntil(Map<String, AttributeValue> item) {
        return item.containsKey(COUNTED_UNTIL) ? Instant.ofEpochMilli(integer(item, COUNTED_UNTIL)) : null;
    }

    static long usedBytes(Map<String, AttributeValue> item) {
        return integer(item, COUNTED_BYTES);
    }

    void setCountedUntil(UserId owner, Instant time) {
        Write _ = table.update(UpdateItemRequest.builder()
                .key(key(owner))
                .updateExpression("SET %s = :time, %s = if_not_exists(%s, :nothing)".formatted(
                        COUNTED_UNTIL, COUNTED_BYTES, COUNTED_BYTES))
                .expressionAttributeValues(Map.of(":time", number(time.toEpochMilli()), ":nothing", number(0))));
    }
}
