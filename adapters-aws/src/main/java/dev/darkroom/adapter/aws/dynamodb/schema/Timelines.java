package dev.darkroom.adapter.aws.dynamodb.schema;

import static dev.darkroom.domain.model.image.SortKey.TAKEN_AT;

import dev.darkroom.domain.model.image.Image;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The timelines of all images, one for each order. Thread-safe.
 *
 * @param days on which images were stored
 * @param months in which pictures were taken
 */
public record Timelines(Timeline days, Timeline months) {
    /** @param shards the number of keys over which the images of a new day or month are spread */
    public Timelines(Table table, int shards) {
        this(
                // All images of a new table have the keys of all indexes.
                new Timeline(table, Timeline.Kind.DAYS, shards, new TakenIndexes(table)::setFilled),
                new Timeline(table, Timeline.Kind.MONTHS, shards, () -> {}));
    }

    /** The row of an image. Stores its day and month first, so that readers find the image as soon as its row is stored. */
    public Map<String, AttributeValue> ready(Image image) {
        return ImageItems.ready(
                image, days.of(SortKey.of(image.position())), months.of(SortKey.taken(image.position(TAKEN_AT))));
    }

    /** The row of an image that is restored from the trash. */
    public Map<String, AttributeValue> restored(Image image, Instant at) {
        Map<String, AttributeValue> row = ready(image);
        row.put(TableLayout.RESTORED_AT, Attributes.number(at.toEpochMilli()));
        return row;
    }

    /** The timeline of an order. */
    public Timeline in(dev.darkroom.domain.model.image.SortKey order) {
        return switch (order) {
            case CREATED_AT -> days;
            case TAKEN_AT -> months;
        };
    }
}
