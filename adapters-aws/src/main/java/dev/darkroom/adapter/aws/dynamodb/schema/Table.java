package dev.darkroom.adapter.aws.dynamodb.schema;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;

import dev.darkroom.adapter.aws.client.Failures;
import dev.darkroom.domain.model.StorageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
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

/** A table and its client. Calls throw {@link StorageException} instead of the SDK's exceptions. */
public record Table(DynamoDbClient client, String name) {
    private static final Set<String> REFUSALS = Set.of(
            "ValidationException", "AccessDeniedException", "UnknownOperationException", "UnknownOperation",
            "NotImplemented");

    /** The result of a conditional write. */
    public sealed interface Write {
        record Done() implements Write {}

        /**
         * The condition was false, and nothing was written.
         *
         * @param found the current item, or null if there is none or the store did not return it
         */
        record Refused(@Nullable Map<String, AttributeValue> found) implements Write {}
    }

    /** Reads an item, strongly consistently. */
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

    /** Makes a single write of a transaction, a put or an update, without a transaction. */
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
     * Makes all writes or none, in one transaction.
     *
     * @return empty if all writes are done; otherwise at least one of the writes whose condition was false, by its index in
     *     the list
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

    /**
     * Makes all writes or none, in one transaction in which only the first one has a condition.
     *
     * @return the result of the first write
     */
    public Write transact(TransactWriteItem conditional, List<TransactWriteItem> others) {
        Map<Integer, Write.Refused> refused =
                transact(Stream.concat(Stream.of(conditional), others.stream()).toList());
        return refused.isEmpty() ? new Write.Done() : refused.values().iterator().next();
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

    /**
     * Checks that the table and the indexes by the time of storing exist, with a query of a key without items.
     *
     * @throws StorageException.Unavailable if the table does not exist, is not accessible or has another layout
     */
    public void check() {
        check(IndexKey.gsi1("CHECK"), IndexKey.gsi2("CHECK"));
    }

    /** Checks that the indexes of keys exist. */
    void check(IndexKey... keys) {
        for (IndexKey key : keys) {
            query(QueryRequest.builder()
                    .indexName(key.index())
                    .keyConditionExpression(key.attribute() + " = :key")
                    .expressionAttributeValues(Map.of(":key", text(key.value())))
                    .limit(1));
        }
    }

    /**
     * Whether a request was refused: it is not permitted, the store does not know it, or the index of a query does not exist or is not
     * filled yet.
     */
    public static boolean isRefusal(StorageException.Unavailable failure) {
        // The code is null if the response does not come from DynamoDB.
        return failure.getCause() instanceof DynamoDbException answer
                && answer.awsErrorDetails() != null
                && REFUSALS.contains(String.valueOf(answer.awsErrorDetails().errorCode()));
    }

    public QueryResponse query(QueryRequest.Builder query) {
        return call(() -> client.query(query.tableName(name)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build()));
    }

    /**
     * Runs a call to DynamoDB.
     *
     * @throws StorageException.Unavailable if the call fails
     */
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

    @Override
    public String toString() {
        return "The DynamoDB table \"" + name + "\""
                + client.serviceClientConfiguration()
                        .endpointOverride()
                        .map(endpoint -> " at " + endpoint)
                        .orElse("");
    }
}
