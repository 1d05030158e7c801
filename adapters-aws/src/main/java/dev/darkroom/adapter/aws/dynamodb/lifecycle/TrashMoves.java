package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.GSI4_PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_READY;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_TRASHED;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAKEN_POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.VERSION;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItemReader;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.schema.Timelines;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.catalog.Trash.Exit;
import dev.darkroom.domain.port.out.catalog.Trash.Move;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Moves ready images to the trash and restores them. The row keeps everything but its keys, and its counted bytes stay. The items of its
 * tags and of its received bytes are deleted and written again in the same transactions. Thread-safe.
 */
public final class TrashMoves {
    private final ImageWrites writes;
    private final ImageReader images;
    private final ReceivedBytes received;
    private final Timelines timelines;

    public TrashMoves(Table table, Timelines timelines) {
        this.writes = new ImageWrites(table);
        this.images = new ImageReader(table);
        this.received = new ReceivedBytes(table);
        this.timelines = timelines;
    }

    /** See {@link Trash#put}. */
    public Move put(ImageId id, VersionCondition condition, Instant at) {
        // As in a withdrawal, the row is read first, and the write is refused if it changes.
        for (int attempt = 0; attempt < ImageWrites.ATTEMPTS; attempt++) {
            switch (images.state(id).orElse(null)) {
                case ImageState.Ready(Image image) -> {
                    if (!condition.matches(image)) {
                        return Move.VERSION_MISMATCH;
                    }
                    if (put(new ImageState.Trashed(image, at)) instanceof Write.Done) {
                        return Move.TRASHED;
                    }
                }
                case ImageState.Trashed(var _, Instant since) -> {
                    return since.equals(at) ? Move.TRASHED : Move.NOT_FOUND;
                }
                case ImageState.Pending _, ImageState.Deleting _ -> {
                    return Move.NOT_FOUND;
                }
                case null -> {
                    return Move.NOT_FOUND;
                }
            }
        }
        throw ImageWrites.conflicts(id);
    }

    private Write put(ImageState.Trashed trashed) {
        Image image = trashed.image();
        Map<String, AttributeValue> attributes = ImageItems.trashed(trashed);
        Map<String, AttributeValue> values = new HashMap<>();
        attributes.forEach((name, value) -> values.put(":" + name, value));
        String assignments =
                attributes.keySet().stream().map(name -> name + " = :" + name).collect(Collectors.joining(", "));
        TransactWriteItem row = writes.update(
                ImageItems.key(image.id()),
                "SET " + assignments + " REMOVE " + GSI4_PK,
                values,
                Condition.state(STATE_READY).and(Condition.is(VERSION, number(image.version()))));
        List<TransactWriteItem> tags =
                writes.deleteTags(image, image.details().tags().values().stream());
        return writes.execute(row, Stream.concat(tags.stream(), received.deleting(image).stream()).toList());
    }

    /** See {@link Trash#restore}. */
    public Exit restore(ImageState.Trashed trashed, Instant at) {
        Image image = trashed.image();
        TransactWriteItem row = writes.replace(
                timelines.restored(image, at),
                Condition.state(STATE_TRASHED)
                        .and(Condition.is(TAKEN_POSITION, ImageItems.trashPosition(trashed)))
                        .and(Condition.is(VERSION, number(image.version()))));
        List<TransactWriteItem> others =
                Stream.concat(writes.putTags(image).stream(), received.putting(image).stream()).toList();
        return switch (writes.execute(row, others)) {
            case Write.Done() -> Exit.DONE;
            case Write.Refused(var found) -> {
                // Some stores do not return the item.
                ImageState state = found == null
                        ? images.state(image.id()).orElse(null)
                        : ImageItemReader.state(found);
                yield state instanceof ImageState.Ready ? Exit.DONE : Exit.NOT_TRASHED;
            }
        };
    }
}
