package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.integer;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_PENDING;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItemReader;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.schema.Timelines;
import dev.darkroom.adapter.aws.dynamodb.usage.OwnerUsage;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Publishes pending images. Thread-safe. */
public final class Publications {
    private final ImageReader images;
    private final ImageWrites writes;
    private final OwnerUsage usage;
    private final Timelines timelines;
    private final ReceivedBytes received;

    public Publications(Table table, OwnerUsage usage, Timelines timelines) {
        this.images = new ImageReader(table);
        this.writes = new ImageWrites(table);
        this.usage = usage;
        this.timelines = timelines;
        this.received = new ReceivedBytes(table);
    }

    /** See {@link dev.darkroom.domain.port.out.catalog.ImageCatalog#publish}. */
    public Publication publish(Image image) {
        // First, so that every ready image is found by its bytes.
        received.put(image);
        Map<String, AttributeValue> row = timelines.ready(image);
        List<TransactWriteItem> tags = writes.putTags(image);
        // The usual case: nothing is reserved, or exactly the size of the image. Then the usage does not change.
        Write write = writes.execute(
                writes.replace(row, Condition.state(STATE_PENDING)
                        .and(Condition.isAbsentOr(COUNTED_BYTES, number(image.sizeBytes())))),
                tags);
        for (int attempt = 0; attempt < ImageWrites.ATTEMPTS; attempt++) {
            switch (write) {
                case Write.Done() -> {
                    return Publication.PUBLISHED;
                }
                case Write.Refused(var found) when found != null
                        && STATE_PENDING.equals(ImageItemReader.stateCode(found))
                        && found.containsKey(COUNTED_BYTES) ->
                    write = publishReserved(image, row, tags, integer(found, COUNTED_BYTES));
                case Write.Refused(var found) -> {
                    // Some stores do not return the item.
                    Optional<ImageState> state =
                            found == null ? images.state(image.id()) : Optional.of(ImageItemReader.state(found));
                    return switch (state.orElse(null)) {
                        case ImageState.Ready(Image ready) -> Publication.ofReady(ready, image);
                        case ImageState.Trashed(Image ready, var _) -> Publication.ofReady(ready, image);
                        case ImageState.Pending _, ImageState.Deleting _ -> Publication.NOT_PENDING;
                        case null -> Publication.NOT_PENDING;
                    };
                }
            }
        }
        throw ImageWrites.conflicts(image.id());
    }

    /** Publishes an image whose reservation is not its size, and changes the owner's usage by the difference. */
    private Write publishReserved(
            Image image, Map<String, AttributeValue> row, List<TransactWriteItem> tags, long reservedBytes) {
        Map<String, AttributeValue> counted = new HashMap<>(row);
        counted.put(COUNTED_BYTES, number(image.sizeBytes()));
        return usage.add(
                image.owner(),
                image.sizeBytes() - reservedBytes,
                writes.replace(
                        counted,
                        Condition.state(STATE_PENDING).and(Condition.counted(number(reservedBytes)))),
                tags);
    }
}
