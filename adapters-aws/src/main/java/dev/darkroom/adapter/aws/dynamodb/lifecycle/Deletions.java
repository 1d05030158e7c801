package dev.darkroom.adapter.aws.dynamodb.lifecycle;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.RESERVATION_OWNER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_DELETING;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_PENDING;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_READY;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_TRASHED;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAKEN_POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.VERSION;

import dev.darkroom.adapter.aws.dynamodb.schema.ImageItemReader;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.usage.OwnerUsage;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Abandonment;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Withdrawal;
import dev.darkroom.domain.port.out.catalog.Trash.Exit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Withdraws ready images, discards those in the trash, abandons pending ones, and removes their rows. Thread-safe. */
public final class Deletions {
    private final Table table;
    private final ImageWrites writes;
    private final ImageReader images;
    private final OwnerUsage usage;

    public Deletions(Table table, OwnerUsage usage) {
        this.table = table;
        this.writes = new ImageWrites(table);
        this.images = new ImageReader(table);
        this.usage = usage;
    }

    /** See {@link ImageCatalog#withdraw}. */
    public Withdrawal withdraw(ImageId id, VersionCondition condition, Instant at) {
        // Reads the row first, because the items of its tags must be deleted. If the version changes, the write is refused.
        for (int attempt = 0; attempt < ImageWrites.ATTEMPTS; attempt++) {
            Map<String, AttributeValue> row = images.row(id).orElse(Map.of());
            switch (row.isEmpty() ? null : ImageItemReader.state(row)) {
                case ImageState.Ready(Image image) -> {
                    if (!condition.matches(image)) {
                        return Withdrawal.VERSION_MISMATCH;
                    }
                    Condition isCurrent =
                            Condition.state(STATE_READY).and(Condition.is(VERSION, number(image.version())));
                    List<TransactWriteItem> tags =
                            writes.deleteTags(image, image.details().tags().values().stream());
                    if (delete(image, isCurrent, row.get(COUNTED_BYTES), tags, at) instanceof Write.Done) {
                        return Withdrawal.WITHDRAWN;
                    }
                }
                case ImageState.Deleting _ -> {
                    return Withdrawal.ALREADY_DELETING;
                }
                case ImageState.Pending _, ImageState.Trashed _ -> {
                    return Withdrawal.NOT_FOUND;
                }
                case null -> {
                    return Withdrawal.NOT_FOUND;
                }
            }
        }
        throw ImageWrites.conflicts(id);
    }

    /** See {@link dev.darkroom.domain.port.out.catalog.Trash#discard}. */
    public Exit discard(ImageState.Trashed trashed, Instant at) {
        Condition isCurrent = Condition.state(STATE_TRASHED)
                .and(Condition.is(TAKEN_POSITION, ImageItems.trashPosition(trashed)));
        for (int attempt = 0; attempt < ImageWrites.ATTEMPTS; attempt++) {
            Map<String, AttributeValue> row = images.row(trashed.id()).orElse(Map.of());
            switch (row.isEmpty() ? null : ImageItemReader.state(row)) {
                case ImageState.Trashed(Image image, Instant since) when since.equals(trashed.trashedAt()) -> {
                    // The items of its tags were deleted when it was moved to the trash.
                    if (delete(image, isCurrent, row.get(COUNTED_BYTES), List.of(), at) instanceof Write.Done) {
                        return Exit.DONE;
                    }
                }
                case ImageState.Deleting _ -> {
                    return Exit.DONE;
                }
                case ImageState.Trashed _,ImageState.Ready _, ImageState.Pending _ -> {
                    return Exit.NOT_TRASHED;
                }
                case null -> {
                    return Exit.NOT_TRASHED;
                }
            }
        }
        throw ImageWrites.conflicts(trashed.id());
    }

    private Write delete(
            Image image, Condition isCurrent, @Nullable AttributeValue counted, List<TransactWriteItem> tags,
            Instant at) {
        Map<String, AttributeValue> deleting = ImageItems.deleting(
                new ImageState.Deleting(image.id(), at), ThreadLocalRandom.current().nextLong());
        TransactWriteItem row = writes.put(
                deleting,
                isCurrent.and(Condition.counted(counted)));
        Write write = counted == null
                ? writes.execute(row, tags)
                : usage.add(image.owner(), -Long.parseLong(counted.n()), row, tags);
        // If the response to the first attempt was lost, the SDK repeated the request and found the row of this call.
        return write instanceof Write.Refused(var found) && deleting.equals(found) ? new Write.Done() : write;
    }

    /** See {@link ImageCatalog#abandon}. */
    public Abandonment abandon(ImageId id) {
        AttributeValue counted = null;
        UserId owner = null;
        for (int attempt = 0; attempt < ImageWrites.ATTEMPTS; attempt++) {
            TransactWriteItem row = writes.update(
                    ImageItems.key(id),
                    "SET %s = :deleting REMOVE %s, %s".formatted(STATE, COUNTED_BYTES, RESERVATION_OWNER),
                    Map.of(":deleting", text(STATE_DELETING)),
                    Condition.state(STATE_PENDING).and(Condition.counted(counted)));
            Write write = owner == null || counted == null
                    ? table.write(row)
                    : usage.add(owner, -Long.parseLong(counted.n()), row, List.of());
            switch (write) {
                case Write.Done() -> {
                    return Abandonment.ABANDONED;
                }
                case Write.Refused(var found) -> {
                    if (found == null || !STATE_PENDING.equals(ImageItemReader.stateCode(found))) {
                        return found != null && STATE_DELETING.equals(ImageItemReader.stateCode(found))
                                ? Abandonment.ABANDONED
                                : Abandonment.NOT_PENDING;
                    }
                    // It has another reservation, whose bytes must be released in the same step.
                    counted = found.get(COUNTED_BYTES);
                    owner = counted == null ? null : new UserId(string(found, RESERVATION_OWNER));
                }
            }
        }
        throw ImageWrites.conflicts(id);
    }

    /** See {@link ImageCatalog#remove}. */
    public void remove(ImageId id) {
        Write _ = table.delete(DeleteItemRequest.builder()
                .key(ImageItems.key(id))
                .conditionExpression(STATE + " = :deleting")
                .expressionAttributeValues(Map.of(":deleting", text(STATE_DELETING))));
    }
}
