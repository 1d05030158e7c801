package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Builds the writes of an image's row and of its tags. Thread-safe. */
record ImageWrites(Table table) {
    /** The maximum number of attempts of a change. A failed attempt conflicted with another change of the same image. */
    static final int ATTEMPTS = 5;

    static StorageException.Unavailable conflicts(ImageId id) {
        return new StorageException.Unavailable("Too many concurrent changes of the image " + id, null);
    }

    /** Puts the row, in place of the current one. */
    TransactWriteItem put(Map<String, AttributeValue> row, Condition condition) {
        Map<String, AttributeValue> values = condition.values();
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table.name())
                        .item(row)
                        .conditionExpression(condition.expression())
                        // DynamoDB rejects an empty map.
                        .expressionAttributeValues(values.isEmpty() ? null : values)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    /** Replaces the current row, but keeps its counted bytes if the new row does not contain them. */
    TransactWriteItem replace(Map<String, AttributeValue> row, Condition condition) {
        Map<String, AttributeValue> key = Map.of(PK, row.get(PK), SK, row.get(SK));
        Map<String, AttributeValue> values = new HashMap<>();
        List<String> assignments = new ArrayList<>();
        row.forEach((name, value) -> {
            if (!key.containsKey(name)) {
                assignments.add(name + " = :" + name);
                values.put(":" + name, value);
            }
        });
        List<String> removed =
                ImageItems.OPTIONAL.stream().filter(name -> !row.containsKey(name)).toList();
        return update(
                key,
                "SET " + String.join(", ", assignments) + " REMOVE " + String.join(", ", removed),
                values,
                condition);
    }

    TransactWriteItem update(
            Map<String, AttributeValue> key,
            String expression,
            Map<String, AttributeValue> values,
            Condition condition) {
        Map<String, AttributeValue> all = new HashMap<>(values);
        all.putAll(condition.values());
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table.name())
                        .key(key)
                        .updateExpression(expression)
                        .conditionExpression(condition.expression())
                        .expressionAttributeValues(all)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    /** Puts the items of all tags, each of which is a copy of the whole image. */
    List<TransactWriteItem> putTags(Image image) {
        return ImageItems.tagsOf(image).stream()
                .map(item -> TransactWriteItem.builder()
                        .put(put -> put.tableName(table.name()).item(item))
                        .build())
                .toList();
    }

    List<TransactWriteItem> deleteTags(Image image, Stream<Tag> tags) {
        return tags.map(tag -> TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table.name())
                        .key(ImageItems.key(image.position(), TableLayout.tagSortKey(tag))))
                .build())
                .toList();
    }

    /** Writes the row, and makes the other writes in the same step. Returns the result of the row's write. */
    Write execute(TransactWriteItem row, List<TransactWriteItem> others) {
        // A transaction costs twice as much as a single write.
        return others.isEmpty() ? table.write(row) : table.transact(row, others);
    }
}
