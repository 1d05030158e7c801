package dev.darkroom.adapter.aws.dynamodb.schema;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.INDEXES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_PENDING;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_READY;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAKEN;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Position;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * Whether all images are in the indexes of the taken time. Versions before 0.2.0 stored images without these keys. One item says
 * whether the images without them were all filled, or up to which position. Thread-safe.
 */
public record TakenIndexes(Table table) {
    /**
     * Whether lists can be read from the indexes.
     *
     * @return true, too, if the table does not respond, because reading a list then says why
     */
    public boolean canBeRead() {
        try {
            if (!isFilled()) {
                return false;
            }
            table.check(IndexKey.gsi3("CHECK"), IndexKey.gsi4("CHECK"));
            return true;
        } catch (StorageException.Unavailable e) {
            return !Table.isRefusal(e);
        }
    }

    /** Whether all images have the keys. A table in which no image was ever stored is filled. */
    public boolean isFilled() {
        return item().map(item -> STATE_READY.equals(string(item, STATE)))
                .orElseGet(() -> Timeline.isEmpty(table, Timeline.Kind.DAYS));
    }

    /** The position, in the order of storing, up to which images are filled. Empty if none is. */
    public Optional<Position> filledTo() {
        return item().filter(item -> item.containsKey(POSITION)).map(item -> SortKey.parse(string(item, POSITION)));
    }

    private Optional<Map<String, AttributeValue>> item() {
        return table.get(INDEXES, TAKEN);
    }

    /** Stores the progress, unless another process finished meanwhile. */
    public void setFilledTo(Position position) {
        Table.Write _ = table.put(PutItemRequest.builder()
                .item(Map.of(
                        PK, text(INDEXES), SK, text(TAKEN), STATE, text(STATE_PENDING),
                        POSITION, text(SortKey.of(position))))
                .conditionExpression("attribute_not_exists(" + PK + ") OR " + STATE + " = :pending")
                .expressionAttributeValues(Map.of(":pending", text(STATE_PENDING))));
    }

    public void setFilled() {
        Table.Write _ = table.put(PutItemRequest.builder()
                .item(Map.of(PK, text(INDEXES), SK, text(TAKEN), STATE, text(STATE_READY))));
    }
}
