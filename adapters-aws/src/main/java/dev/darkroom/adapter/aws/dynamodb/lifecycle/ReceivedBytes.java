package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.attribute;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.WRITTEN_BY;

import dev.darkroom.adapter.aws.dynamodb.schema.SortKey;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Checksum;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Finds ready images by the bytes that their owners sent. Each ready image has an item under the checksum of these bytes, which is written
 * before the image is published. The item itself proves nothing: the row of the image is read. An index would cost as much, and lag.
 *
 * <p>A withdrawal leaves the item, so that it costs nothing more. Who reads the item later deletes it; without a reader it stays. This
 * can't delete the item of an image that becomes ready meanwhile: an item is written after its image was announced, and only the item that
 * was read is deleted. An image in the trash has no item, so that a full trash does not slow down a search. Thread-safe.
 */
public final class ReceivedBytes {
    /** The minimum cost of a query is enough for them. */
    private static final int ITEMS_PER_READ = 16;

    /** Takes about a second. */
    private static final int ITEMS_PER_CALL = 160;

    private final Table table;
    private final ImageReader images;

    public ReceivedBytes(Table table) {
        this.table = table;
        this.images = new ImageReader(table);
    }

    /** Writes the item of an image that is about to be published. */
    void put(Image image) {
        item(image).ifPresent(item -> {
            Write _ = table.put(PutItemRequest.builder().item(item));
        });
    }

    /** A write of the item, or none if the checksum of the bytes is not known. */
    List<TransactWriteItem> putting(Image image) {
        return item(image).stream()
                .map(item -> TransactWriteItem.builder()
                        .put(put -> put.tableName(table.name()).item(item))
                        .build())
                .toList();
    }

    /** A deletion of the item, or none if the checksum of the bytes is not known. */
    List<TransactWriteItem> deleting(Image image) {
        return item(image).stream()
                .map(item -> TransactWriteItem.builder()
                        .delete(delete -> delete.tableName(table.name()).key(key(item)))
                        .build())
                .toList();
    }

    private static Optional<Map<String, AttributeValue>> item(Image image) {
        return Optional.ofNullable(image.receivedSha256())
                .map(received -> Map.of(
                        PK, text(TableLayout.receivedKey(image.owner(), received)),
                        SK, text(SortKey.of(image.position())),
                        WRITTEN_BY, number(ThreadLocalRandom.current().nextLong())));
    }

    private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        return Map.of(PK, attribute(item, PK), SK, attribute(item, SK));
    }

    /**
     * See {@link dev.darkroom.domain.port.out.catalog.ImageCatalog#findReceived}.
     *
     * @throws StorageException.Unavailable if there are too many items of deleted images for one call; the next call continues
     */
    public Optional<Image> find(UserId owner, Checksum received) {
        Map<String, AttributeValue> continueAfter = null;
        int read = 0;
        do {
            if (read >= ITEMS_PER_CALL) {
                throw new StorageException.Unavailable(
                        "Too many images of " + owner + " with these bytes were deleted, and are being forgotten",
                        null);
            }
            QueryResponse page = read(TableLayout.receivedKey(owner, received), continueAfter);
            for (Map<String, AttributeValue> item : page.items()) {
                switch (images.state(SortKey.parse(string(item, SK)).id()).orElse(null)) {
                    case ImageState.Ready(Image image) when image.owner().equals(owner)
                            && received.equals(image.receivedSha256()) -> {
                        return Optional.of(image);
                    }
                    case ImageState.Pending _ -> {
                        // It may become ready.
                    }
                    case null -> delete(item);
                    case ImageState.Ready _,ImageState.Trashed _, ImageState.Deleting _ -> delete(item);
                }
            }
            read += page.items().size();
            continueAfter = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null;
        } while (continueAfter != null);
        return Optional.empty();
    }

    /** The first stored image first. */
    private QueryResponse read(String key, @Nullable Map<String, AttributeValue> continueAfter) {
        return table.query(QueryRequest.builder()
                .keyConditionExpression(PK + " = :key")
                .expressionAttributeValues(Map.of(":key", text(key)))
                .consistentRead(true)
                .limit(ITEMS_PER_READ)
                .exclusiveStartKey(continueAfter));
    }

    private void delete(Map<String, AttributeValue> item) {
        Write _ = table.delete(DeleteItemRequest.builder()
                .key(key(item))
                .conditionExpression(WRITTEN_BY + " = :read")
                .expressionAttributeValues(Map.of(":read", attribute(item, WRITTEN_BY))));
    }
}
