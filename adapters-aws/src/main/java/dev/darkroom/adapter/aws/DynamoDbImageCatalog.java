package dev.darkroom.adapter.aws;

import static dev.darkroom.adapter.aws.Table.number;
import static dev.darkroom.adapter.aws.Table.text;
import static dev.darkroom.adapter.aws.TableLayout.META;
import static dev.darkroom.adapter.aws.TableLayout.PK;
import static dev.darkroom.adapter.aws.TableLayout.SK;
import static dev.darkroom.adapter.aws.TableLayout.STATE;
import static dev.darkroom.adapter.aws.TableLayout.STATE_DELETING;
import static dev.darkroom.adapter.aws.TableLayout.STATE_PENDING;
import static dev.darkroom.adapter.aws.TableLayout.STATE_READY;
import static dev.darkroom.adapter.aws.TableLayout.VERSION;

import dev.darkroom.adapter.aws.Table.Write;
import dev.darkroom.domain.model.Image;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.ImagePage;
import dev.darkroom.domain.model.ImageState;
import dev.darkroom.domain.model.PageRequest;
import dev.darkroom.domain.model.Tag;
import dev.darkroom.domain.port.out.ImageCatalog;
import dev.darkroom.domain.port.out.StorageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The catalogue in the table of {@link TableLayout}. Each step of an image's life is one conditional write, or, when it
 * has tags, one transaction. The indexes, and with them the lists, follow within about a second; reads by id do not lag.
 */
final class DynamoDbImageCatalog implements ImageCatalog {
    /** Each try that fails was overtaken by another change of the same image. */
    private static final int WITHDRAW_TRIES = 5;

    private final Table table;
    private final RecentDays days;
    private final ImageLister lister;

    DynamoDbImageCatalog(Table table) {
        this(table, TableLayout.RECENT_SHARDS, ImageLister.PAGE_READ_UNITS);
    }

    /**
     * @param recentShards over how many keys the images of a new day are spread
     * @param pageReadUnits at what cost a page ends early
     */
    DynamoDbImageCatalog(Table table, int recentShards, double pageReadUnits) {
        this.table = table;
        this.days = new RecentDays(table, recentShards);
        this.lister = new ImageLister(table, days, pageReadUnits);
    }

    @Override
    public void announce(ImageState.Pending pending) {
        Write write = table.put(PutItemRequest.builder()
                .item(ImageItems.pending(pending))
                .conditionExpression("attribute_not_exists(" + PK + ")"));
        switch (write) {
            case Write.Done() -> {}
            case Write.Refused(var found) -> {
                if (found != null && !STATE_PENDING.equals(stateOf(found))) {
                    throw new IllegalStateException("The image " + pending.id() + " was announced before");
                }
            }
        }
    }

    @Override
    public Publication publish(Image image) {
        // First the day: a reader that sees the image must be able to know where to look for it.
        Map<String, AttributeValue> item = ImageItems.ready(image, days.dayOf(image.position()));
        Write write = replace(
                item,
                STATE + " = :state",
                Map.of(":state", text(STATE_PENDING)),
                ImageItems.tagsOf(image).stream().map(this::put).toList());
        return switch (write) {
            case Write.Done() -> Publication.PUBLISHED;
            case Write.Refused(var found) -> found != null
                    && ImageItems.state(found) instanceof ImageState.Ready(Image published)
                    && published.isOrWas(image)
                            ? Publication.PUBLISHED
                            : Publication.NOT_PENDING;
        };
    }

    @Override
    public Revision revise(Image current, Image next) {
        Write write = replace(
                ImageItems.ready(next, days.dayOf(next.position())),
                STATE + " = :state AND " + VERSION + " = :version",
                Map.of(":state", text(STATE_READY), ":version", number(current.version())),
                // The tags that stay too: each is a copy of the whole image.
                Stream.concat(
                        ImageItems.tagsOf(next).stream().map(this::put),
                        current.details().tags().values().stream()
                                .filter(tag -> !next.details().tags().values().contains(tag))
                                .map(tag -> deleteTag(current, tag)))
                        .toList());
        return switch (write) {
            case Write.Done() -> Revision.REVISED;
            case Write.Refused(var found) -> {
                if (found == null || !(ImageItems.state(found) instanceof ImageState.Ready(Image revised))) {
                    yield Revision.NOT_FOUND;
                }
                // The answer was lost, and the SDK asked again.
                yield revised.equals(next) ? Revision.REVISED : Revision.VERSION_MISMATCH;
            }
        };
    }

    @Override
    public Optional<Image> find(ImageId id) {
        return state(id)
                .flatMap(state -> state instanceof ImageState.Ready(Image image) ? Optional.of(image)
                        : Optional.empty());
    }

    @Override
    public Optional<ImageState> state(ImageId id) {
        return table.get(TableLayout.imageKey(id), META).map(ImageItems::state);
    }

    @Override
    public Withdrawal withdraw(ImageId id, VersionCondition condition, Instant at) {
        // The tags must be known to be removed; the version tells whether they are still the ones that were read.
        for (int tries = 0; tries < WITHDRAW_TRIES; tries++) {
            switch (state(id).orElse(null)) {
                case ImageState.Ready(Image image) -> {
                    if (!holds(condition, image)) {
                        return Withdrawal.VERSION_MISMATCH;
                    }
                    if (withdraw(image, at)) {
                        return Withdrawal.WITHDRAWN;
                    }
                }
                case ImageState.Deleting _ -> {
                    return Withdrawal.ALREADY_DELETING;
                }
                case ImageState.Pending _ -> {
                    return Withdrawal.NOT_FOUND;
                }
                case null -> {
                    return Withdrawal.NOT_FOUND;
                }
            }
        }
        throw new StorageException.Unavailable("The image " + id + " is being changed over and over", null);
    }

    private static boolean holds(VersionCondition condition, Image image) {
        return switch (condition) {
            case VersionCondition.Any() -> true;
            case VersionCondition.Exactly(long version) -> version == image.version();
        };
    }

    private boolean withdraw(Image image, Instant at) {
        Map<String, AttributeValue> deleting = ImageItems.deleting(
                new ImageState.Deleting(image.id(), at), ThreadLocalRandom.current().nextLong());
        Write write = replace(
                deleting,
                STATE + " = :state AND " + VERSION + " = :version",
                Map.of(":state", text(STATE_READY), ":version", number(image.version())),
                image.details().tags().values().stream()
                        .map(tag -> deleteTag(image, tag))
                        .toList());
        return switch (write) {
            case Write.Done() -> true;
            // The answer was lost, and the SDK asked again: this call withdrew it, and nobody else may be told so.
            case Write.Refused(var found) -> deleting.equals(found);
        };
    }

    private TransactWriteItem put(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table.name()).item(item))
                .build();
    }

    private TransactWriteItem deleteTag(Image image, Tag tag) {
        return TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table.name())
                        .key(ImageItems.key(image.position(), TableLayout.tagSortKey(tag))))
                .build();
    }

    /** Replaces an image's own item under a condition, and makes the other changes in the same step. */
    private Write replace(
            Map<String, AttributeValue> item,
            String condition,
            Map<String, AttributeValue> values,
            List<TransactWriteItem> others) {
        if (others.isEmpty()) {
            // Not a transaction, which costs twice as much.
            return table.put(PutItemRequest.builder()
                    .item(item)
                    .conditionExpression(condition)
                    .expressionAttributeValues(values));
        }
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(TransactWriteItem.builder()
                .put(Put.builder()
                        .tableName(table.name())
                        .item(item)
                        .conditionExpression(condition)
                        .expressionAttributeValues(values)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                        .build())
                .build());
        writes.addAll(others);
        return table.transact(writes);
    }

    @Override
    public boolean abandon(ImageId id) {
        Write write = table.update(UpdateItemRequest.builder()
                .key(metaKey(id))
                .updateExpression("SET " + STATE + " = :deleting")
                .conditionExpression(STATE + " = :pending")
                .expressionAttributeValues(
                        Map.of(":pending", text(STATE_PENDING), ":deleting", text(STATE_DELETING))));
        return switch (write) {
            case Write.Done() -> true;
            case Write.Refused(var found) -> found != null && STATE_DELETING.equals(stateOf(found));
        };
    }

    @Override
    public void remove(ImageId id) {
        Write _ = table.delete(DeleteItemRequest.builder()
                .key(metaKey(id))
                .conditionExpression(STATE + " = :deleting")
                .expressionAttributeValues(Map.of(":deleting", text(STATE_DELETING))));
    }

    private static Map<String, AttributeValue> metaKey(ImageId id) {
        return Map.of(PK, text(TableLayout.imageKey(id)), SK, text(META));
    }

    private static String stateOf(Map<String, AttributeValue> item) {
        return ImageItems.string(item, STATE);
    }

    @Override
    public ImagePage list(PageRequest request) {
        return lister.list(request);
    }

    @Override
    public List<ImageId> unfinished(Instant before, int limit) {
        return lister.unfinished(before, limit);
    }

    @Override
    public void check() {
        // Asks both indexes for a key that has no items: that fails too when the table is one of another layout.
        for (var key : List.of(IndexKey.gsi1("CHECK"), IndexKey.gsi2("CHECK"))) {
            table.query(QueryRequest.builder()
                    .indexName(key.index())
                    .keyConditionExpression(key.attribute() + " = :key")
                    .expressionAttributeValues(Map.of(":key", text(key.value())))
                    .limit(1));
        }
    }
}
