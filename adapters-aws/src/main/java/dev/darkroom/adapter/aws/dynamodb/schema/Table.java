package dev.darkroom.adapter.aws.dynamodb.schema;

import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;

import dev.darkroom.adapter.aws.client.Failures;
import dev.darkroom.domain.model.StorageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** One table and the client that reaches it; failures of calls leave as {@link StorageException}. */
public record Table(DynamoDbClient client, String name) {
    /** What became of a conditional write. */
    public sealed interface Write {
        record Done() implements Write {}

        /** The condition did not hold, and nothing was written; with the item that was found instead, if any. */
        record Refused(@Nullable Map<String, AttributeValue> found) implements Write {}
    }

    /** The item with these keys, with every write that was answered before. */
    public Optional<Map<String, AttributeValue>> get(String pk, String sk) {
        var response = call(() -> client
                .getItem(get -> get.tableName(name).key(Map.of(PK, text(pk), SK, text(sk))).consistentRead(true)));
        return response.hasItem() ? Optional.of(response.item()) : Optional.empty();
    }

    public Write put(PutItemRequest.Builder put) {
        return conditionally(() -> client.putItem(put.tableName(name)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build()));
    }

    public Write update(UpdateItemRequest.Builder update) {
        return conditionally(() -> client.updateItem(update.tableName(name)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build()));
    }

    public Write delete(DeleteItemRequest.Builder delete) {
        return conditionally(
                () -> client.deleteItem(delete.tableName(name).build()));
    }

    /** Makes one write of those that a transaction has, a put or an update, by itself. */
    public Write write(TransactWriteItem write) {
        if (write.put() != null) {
            return put(PutItemRequest.builder()
                    .item(write.put().item())
                    .conditionExpression(write.put().conditionExpression())
                    .expressionAttributeValues(write.put().expressionAttributeValues()));
        }
        Update update = write.update();
        return update(UpdateItemRequest.builder()
                .key(update.key())
                .updateExpression(update.updateExpression())
                .conditionExpression(update.conditionExpression())
                .expressionAttributeValues(update.expressionAttributeValues()));
    }

    private Write conditionally(Runnable write) {
        return call(() -> {
            try {
                write.run();
                return new Write.Done();
            } catch (ConditionalCheckFailedException e) {
                return new Write.Refused(e.hasItem() ? e.item() : null);
            }
        });
    }

    /**
     * Writes all or nothing.
     *
     * @return empty when all is written; else the writes whose conditions did not hold, by their places in the list: at least
     *     one of those that did not
     */
    public Map<Integer, Write.Refused> transact(List<TransactWriteItem> writes) {
        return call(() -> {
            try {
                client.transactWriteItems(transaction -> transaction.transactItems(writes));
                return Map.of();
            } catch (TransactionCanceledException e) {
                Map<Integer, Write.Refused> refused = refusedIn(e.cancellationReasons());
                if (refused.isEmpty()) {
                    throw e;
                }
                return refused;
            }
        });
    }

    /** The reasons are in the order of the writes. */
    private static Map<Integer, Write.Refused> refusedIn(List<CancellationReason> reasons) {
        Map<Integer, Write.Refused> refused = new HashMap<>();
        for (int i = 0; i < reasons.size(); i++) {
            CancellationReason reason = reasons.get(i);
            if ("ConditionalCheckFailed".equals(reason.code())) {
                refused.put(i, new Write.Refused(reason.hasItem() ? reason.item() : null));
            }
        }
        return refused;
    }

    public QueryResponse query(QueryRequest.Builder query) {
        return call(() -> client.query(query.tableName(name)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build()));
    }

    /** Runs a call to DynamoDB. */
    public <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (ResourceNotFoundException e) {
            throw new StorageException.Unavailable(
                    this + " does not exist: create it, or name another one (`darkroom provision` creates it)", e);
        } catch (SdkException e) {
            throw Failures.unavailable(toString(), e);
        }
    }

    public static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    public static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    @Override
    public String toString() {
        return "The DynamoDB table \"" + name + "\""
                + client.serviceClientConfiguration()
                        .endpointOverride()
                        .map(endpoint -> " at " + endpoint)
                        .orElse("");
    }
}
