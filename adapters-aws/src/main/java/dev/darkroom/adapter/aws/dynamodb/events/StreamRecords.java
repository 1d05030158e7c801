package dev.darkroom.adapter.aws.dynamodb.events;

import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.META;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;

import dev.darkroom.adapter.aws.dynamodb.schema.Attributes;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItemReader;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/**
 * Finds the visible changes in the table's stream, which contains all changes of all items. Each change is in it once, and the changes
 * of an item are in their order.
 */
final class StreamRecords {
    private StreamRecords() {}

    /**
     * The event of a change, or empty if it is not visible: unfinished images, tags, placeholders, counts, and items that are no
     * images.
     *
     * @throws dev.darkroom.domain.model.StorageException.Corrupted if the row of an image is damaged
     */
    static Optional<ImageEvent> event(StreamRecord change) {
        AttributeValue sortKey = change.keys().get(SK);
        if (!Attributes.text(META).equals(sortKey)) {
            return Optional.empty();
        }
        ImageState before = state(change.oldImage());
        ImageState after = state(change.newImage());
        return Optional.ofNullable(switch (before) {
            case ImageState.Ready(Image last) -> switch (after) {
                case ImageState.Ready(Image next) when next.version() != last.version() -> ImageEvent.updated(next);
                case ImageState.Trashed(Image image, Instant at) -> ImageEvent.trashed(image, at);
                case ImageState.Deleting(var _, Instant at) -> ImageEvent.deleted(last, at);
                case null, default -> null;
            };
            case ImageState.Trashed(Image last, var _) -> switch (after) {
                case ImageState.Ready(Image image) ->
                    ImageEvent.restored(image, ImageItemReader.restoredAt(change.newImage()));
                case ImageState.Deleting(var _, Instant at) -> ImageEvent.deleted(last, at);
                case null, default -> null;
            };
            case null, default -> after instanceof ImageState.Ready(Image first) ? ImageEvent.published(first) : null;
        });
    }

    private static @Nullable ImageState state(Map<String, AttributeValue> row) {
        return row.isEmpty() ? null : ImageItemReader.state(row);
    }
}
