package dev.darkroom.adapter.aws.dynamodb.events;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.attribute;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.integer;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.CONTENT;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.RECEIVER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.REPLACEMENT;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.REVISION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.receiverKey;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** Stores an item for each receiver, compressed. The longest text fits into an item even if it cannot be compressed. Thread-safe. */
public final class DynamoDbDeliveryStore implements DeliveryStore {
    private final Table table;

    public DynamoDbDeliveryStore(Table table) {
        this.table = table;
    }

    @Override
    public Optional<Stored> find(ReceiverId receiver) {
        return item(receiver).map(item -> {
            try {
                return new Stored(
                        integer(item, REVISION), new String(Deflated.bytes(attribute(item, CONTENT)), UTF_8));
            } catch (RuntimeException e) {
                throw new StorageException.Corrupted(
                        "The item of the receiver " + receiver + " is damaged: " + e.getMessage(), e);
            }
        });
    }

    private Optional<Map<String, AttributeValue>> item(ReceiverId receiver) {
        return table.get(receiverKey(receiver), RECEIVER);
    }

    @Override
    public boolean replace(ReceiverId receiver, long revision, String text) {
        AttributeValue call = number(ThreadLocalRandom.current().nextLong());
        PutItemRequest.Builder put = PutItemRequest.builder()
                .item(Map.of(
                        PK, text(receiverKey(receiver)),
                        SK, text(RECEIVER),
                        REVISION, number(revision + 1),
                        REPLACEMENT, call,
                        CONTENT, Deflated.attribute(text.getBytes(UTF_8))));
        Write write = table.put(revision == 0
                ? put.conditionExpression("attribute_not_exists(" + PK + ")")
                : put.conditionExpression(REVISION + " = :revision")
                        .expressionAttributeValues(Map.of(":revision", number(revision))));
        return switch (write) {
            case Write.Done() -> true;
            // If the response to the first attempt was lost, the SDK repeated the request and found the item of this call.
            case Write.Refused(var found) -> (found == null ? item(receiver) : Optional.of(found))
                    .map(item -> call.equals(item.get(REPLACEMENT)))
                    .orElse(false);
        };
    }
}
