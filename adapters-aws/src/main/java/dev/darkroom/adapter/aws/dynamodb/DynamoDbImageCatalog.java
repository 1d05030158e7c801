package dev.darkroom.adapter.aws.dynamodb;

import static dev.darkroom.adapter.aws.dynamodb.schema.Table.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Table.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.CLAIM_OWNER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.META;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PLACEHOLDER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SIZE_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_DELETING;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_PENDING;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_READY;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.VERSION;

import dev.darkroom.adapter.aws.dynamodb.listing.ImageLister;
import dev.darkroom.adapter.aws.dynamodb.schema.ImageItems;
import dev.darkroom.adapter.aws.dynamodb.schema.IndexKey;
import dev.darkroom.adapter.aws.dynamodb.schema.RecentDays;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.dynamodb.schema.Table.Write;
import dev.darkroom.adapter.aws.dynamodb.schema.TableLayout;
import dev.darkroom.adapter.aws.dynamodb.usage.OwnerUsage;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The catalog in the table of {@link TableLayout}. Each step of an image's life is one conditional write, or, when it
 * has tags or is counted, one transaction. The indexes, and with them the lists, follow within about a second; reads by id do not lag.
 */
public final class DynamoDbImageCatalog implements ImageCatalog {
    /** Each try that fails was overtaken by another change of the same image. */
    private static final int TRIES = 5;

    private final Table table;
    private final OwnerUsage usage;
    private final RecentDays days;
    private final ImageLister lister;

    /** @param clock the time at which images are counted */
    public DynamoDbImageCatalog(Table table, InstantSource clock) {
        this(table, new OwnerUsage(table, clock), TableLayout.RECENT_SHARDS, ImageLister.PAGE_READ_UNITS);
    }

    /**
     * @param recentShards over how many keys the images of a new day are spread
     * @param pageReadUnits at what cost a page ends early
     */
    public DynamoDbImageCatalog(Table table, OwnerUsage usage, int recentShards, double pageReadUnits) {
        this.table = table;
        this.usage = usage;
        this.days = new RecentDays(table, recentShards);
        this.lister = new ImageLister(table, days, pageReadUnits);
    }

    @Override
    public Announcement announce(ImageState.Pending pending, Quota quota) {
        TransactWriteItem row =
                put(ImageItems.pending(pending), "attribute_not_exists(" + PK + ")", Map.of());
        QuotaReservation claim = pending.claim();
        Optional<Reservation> reservation = claim == null
                ? announce(row)
                : reserve(row, claim.owner(), claim.sizeBytes(), quota);
        if (reservation.isPresent() && reservation.get() instanceof Reservation.Reserved) {
            return reservation.get();
        }
        // It may have been announced before, also by a try whose answer was lost and that took the last room.
        return switch (state(pending.id()).orElse(null)) {
            case ImageState.Pending _ -> new Reservation.Reserved();
            case ImageState.Ready _, ImageState.Deleting _ -> new Announcement.IdInUse();
            case null -> reservation.orElseThrow(() -> changing(pending.id()));
        };
    }

    /** Empty when the condition of the row did not hold. */
    private Optional<Reservation> announce(TransactWriteItem row) {
        return switch (table.write(row)) {
            case Write.Done() -> Optional.of(new Reservation.Reserved());
            case Write.Refused _ -> Optional.empty();
        };
    }

    /** Changes an image's own item and counts so much more for its owner; empty when the condition of the row did not hold. */
    private Optional<Reservation> reserve(TransactWriteItem row, UserId owner, long bytes, Quota quota) {
        for (int tries = 0; tries < TRIES; tries++) {
            Map<Integer, Write.Refused> refused =
                    usage.transact(owner, List.of(row, usage.reserve(owner, bytes, quota)));
            if (refused.isEmpty()) {
                return Optional.of(new Reservation.Reserved());
            }
            if (refused.containsKey(0)) {
                return Optional.empty();
            }
            Map<String, AttributeValue> found = refused.values().iterator().next().found();
            if (found != null && usage.isCounted(found)) {
                return Optional.of(new Reservation.QuotaExceeded(OwnerUsage.usedBytes(found)));
            }
            usage.count(owner);
        }
        throw new StorageException.Unavailable("What " + owner + " has is being counted over and over", null);
    }

    @Override
    public Reservation claim(ImageId id, QuotaReservation claim, Quota quota) {
        for (int tries = 0; tries < TRIES; tries++) {
            if (!(state(id).orElse(null) instanceof ImageState.Pending pending) || !claim.isMoreThan(pending.claim())) {
                return new Reservation.Reserved();
            }
            QuotaReservation earlier = pending.claim();
            TransactWriteItem row = update(
                    metaKey(id),
                    "SET %s = :claimed, %s = :owner".formatted(COUNTED_BYTES, CLAIM_OWNER),
                    STATE + " = :pending AND " + isCounted(earlier == null ? null : number(earlier.sizeBytes())),
                    withCounted(
                            earlier == null ? null : number(earlier.sizeBytes()),
                            Map.of(
                                    ":claimed", number(claim.sizeBytes()),
                                    ":owner", text(claim.owner().value()),
                                    ":pending", text(STATE_PENDING))));
            long more = claim.sizeBytes() - (earlier == null ? 0 : earlier.sizeBytes());
            Optional<Reservation> reservation = reserve(row, claim.owner(), more, quota);
            if (reservation.isPresent()) {
                return reservation.get();
            }
        }
        throw changing(id);
    }

    @Override
    public Publication publish(Image image) {
        // First the day: a reader that sees the image must be able to know where to look for it.
        Map<String, AttributeValue> item = ImageItems.ready(image, days.dayOf(image.position()));
        List<TransactWriteItem> tags = ImageItems.tagsOf(image).stream().map(this::put).toList();
        // What is counted stays: mostly nothing, or just what the image takes.
        Write write = write(
                update(item, "%s = :pending AND (attribute_not_exists(%s) OR %s = :%s)".formatted(
                        STATE, COUNTED_BYTES, COUNTED_BYTES, SIZE_BYTES), Map.of(":pending", text(STATE_PENDING))),
                tags);
        for (int tries = 0; tries < TRIES; tries++) {
            switch (write) {
                case Write.Done() -> {
                    return Publication.PUBLISHED;
                }
                case Write.Refused(var found) when found != null
                        && STATE_PENDING.equals(stateOf(found))
                        && found.containsKey(COUNTED_BYTES) ->
                    write = publishInPlaceOfClaim(image, item, tags, ImageItems.integer(found, COUNTED_BYTES));
                case Write.Refused(var found) -> {
                    return found != null
                            && ImageItems.state(found) instanceof ImageState.Ready(Image published)
                            && published.isOrWas(image)
                                    ? Publication.PUBLISHED
                                    : Publication.NOT_PENDING;
                }
            }
        }
        throw changing(image.id());
    }

    private Write publishInPlaceOfClaim(
            Image image, Map<String, AttributeValue> item, List<TransactWriteItem> tags, long claimedBytes) {
        Map<String, AttributeValue> counted = new HashMap<>(item);
        counted.put(COUNTED_BYTES, number(image.sizeBytes()));
        return counting(
                image.owner(),
                image.sizeBytes() - claimedBytes,
                update(counted, STATE + " = :pending AND " + isCounted(number(claimedBytes)), withCounted(
                        number(claimedBytes), Map.of(":pending", text(STATE_PENDING)))),
                tags);
    }

    @Override
    public Revision revise(Image current, Image next) {
        Image read = current;
        for (int tries = 0; tries < TRIES; tries++) {
            Image kept = next.placeholder() == null ? next.withPlaceholder(read.placeholder()) : next;
            switch (revised(read, kept)) {
                case Write.Done() -> {
                    return Revision.REVISED;
                }
                case Write.Refused(var found) -> {
                    if (found == null || !(ImageItems.state(found) instanceof ImageState.Ready(Image other))) {
                        return Revision.NOT_FOUND;
                    }
                    // The answer was lost, and the SDK asked again.
                    if (other.withPlaceholder(kept.placeholder()).equals(kept)) {
                        return Revision.REVISED;
                    }
                    if (other.version() != current.version()) {
                        return Revision.VERSION_MISMATCH;
                    }
                    // It has a placeholder by now.
                    read = other;
                }
            }
        }
        throw changing(current.id());
    }

    private Write revised(Image current, Image next) {
        Map<String, AttributeValue> values = new HashMap<>(
                Map.of(":ready", text(STATE_READY), ":version", number(current.version())));
        String placeholder = current.placeholder();
        if (placeholder != null) {
            values.put(":current", text(placeholder));
        }
        return write(
                update(
                        ImageItems.ready(next, days.dayOf(next.position())),
                        STATE + " = :ready AND " + VERSION + " = :version AND "
                                + (placeholder == null
                                        ? "attribute_not_exists(" + PLACEHOLDER + ")"
                                        : PLACEHOLDER + " = :current"),
                        values),
                // The tags that stay too: each is a copy of the whole image.
                Stream.concat(
                        ImageItems.tagsOf(next).stream().map(this::put),
                        current.details().tags().values().stream()
                                .filter(tag -> !next.details().tags().values().contains(tag))
                                .map(tag -> deleteTag(current, tag)))
                        .toList());
    }

    @Override
    public void addPlaceholder(ImageId id, String placeholder) {
        for (int tries = 0; tries < TRIES; tries++) {
            Image image = find(id).orElse(null);
            if (image == null || image.placeholder() != null
                    || revised(image, image.withPlaceholder(placeholder)) instanceof Write.Done) {
                return;
            }
        }
        throw changing(id);
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
        for (int tries = 0; tries < TRIES; tries++) {
            Map<String, AttributeValue> item =
                    table.get(TableLayout.imageKey(id), META).orElse(Map.of());
            switch (item.isEmpty() ? null : ImageItems.state(item)) {
                case ImageState.Ready(Image image) -> {
                    if (!condition.matches(image)) {
                        return Withdrawal.VERSION_MISMATCH;
                    }
                    if (withdraw(image, item.get(COUNTED_BYTES), at)) {
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
        throw changing(id);
    }

    private boolean withdraw(Image image, @Nullable AttributeValue counted, Instant at) {
        Map<String, AttributeValue> deleting = ImageItems.deleting(
                new ImageState.Deleting(image.id(), at), ThreadLocalRandom.current().nextLong());
        TransactWriteItem row = put(
                deleting,
                STATE + " = :ready AND " + VERSION + " = :version AND " + isCounted(counted),
                withCounted(counted, Map.of(":ready", text(STATE_READY), ":version", number(image.version()))));
        List<TransactWriteItem> tags = image.details().tags().values().stream()
                .map(tag -> deleteTag(image, tag))
                .toList();
        Write write = counted == null
                ? write(row, tags)
                : counting(image.owner(), -Long.parseLong(counted.n()), row, tags);
        return switch (write) {
            case Write.Done() -> true;
            // The answer was lost, and the SDK asked again: this call withdrew it, and nobody else may be told so.
            case Write.Refused(var found) -> deleting.equals(found);
        };
    }

    @Override
    public Abandonment abandon(ImageId id) {
        AttributeValue counted = null;
        UserId owner = null;
        for (int tries = 0; tries < TRIES; tries++) {
            TransactWriteItem row = update(
                    metaKey(id),
                    "SET %s = :deleting REMOVE %s, %s".formatted(STATE, COUNTED_BYTES, CLAIM_OWNER),
                    STATE + " = :pending AND " + isCounted(counted),
                    withCounted(
                            counted, Map.of(":pending", text(STATE_PENDING), ":deleting", text(STATE_DELETING))));
            Write write = owner == null || counted == null
                    ? table.write(row)
                    : counting(owner, -Long.parseLong(counted.n()), row, List.of());
            switch (write) {
                case Write.Done() -> {
                    return Abandonment.ABANDONED;
                }
                case Write.Refused(var found) -> {
                    if (found == null || !STATE_PENDING.equals(stateOf(found))) {
                        return found != null && STATE_DELETING.equals(stateOf(found))
                                ? Abandonment.ABANDONED
                                : Abandonment.NOT_PENDING;
                    }
                    counted = found.get(COUNTED_BYTES);
                    owner = counted == null ? null : new UserId(ImageItems.string(found, CLAIM_OWNER));
                }
            }
        }
        throw changing(id);
    }

    private static StorageException.Unavailable changing(ImageId id) {
        return new StorageException.Unavailable("The image " + id + " is being changed over and over", null);
    }

    private TransactWriteItem put(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table.name()).item(item))
                .build();
    }

    private TransactWriteItem put(
            Map<String, AttributeValue> item, String condition, Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table.name())
                        .item(item)
                        .conditionExpression(condition)
                        .expressionAttributeValues(values.isEmpty() ? null : values)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    /** Makes an image's own item this one, and leaves alone what is counted of it unless this one tells. */
    private TransactWriteItem update(
            Map<String, AttributeValue> item, String condition, Map<String, AttributeValue> values) {
        Map<String, AttributeValue> key = Map.of(PK, item.get(PK), SK, item.get(SK));
        Map<String, AttributeValue> all = new HashMap<>(values);
        List<String> sets = new ArrayList<>();
        item.forEach((name, value) -> {
            if (!key.containsKey(name)) {
                sets.add(name + " = :" + name);
                all.put(":" + name, value);
            }
        });
        List<String> gone =
                ImageItems.OPTIONAL.stream().filter(name -> !item.containsKey(name)).toList();
        return update(
                key, "SET " + String.join(", ", sets) + " REMOVE " + String.join(", ", gone), condition, all);
    }

    private TransactWriteItem update(
            Map<String, AttributeValue> key,
            String expression,
            String condition,
            Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table.name())
                        .key(key)
                        .updateExpression(expression)
                        .conditionExpression(condition)
                        .expressionAttributeValues(values)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    private TransactWriteItem deleteTag(Image image, Tag tag) {
        return TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table.name())
                        .key(ImageItems.key(image.position(), TableLayout.tagSortKey(tag))))
                .build();
    }

    /** That so much of the image is counted, or nothing. */
    private static String isCounted(@Nullable AttributeValue bytes) {
        return bytes == null ? "attribute_not_exists(" + COUNTED_BYTES + ")" : COUNTED_BYTES + " = :counted";
    }

    /** The values of a condition with {@link #isCounted} in it. */
    private static Map<String, AttributeValue> withCounted(
            @Nullable AttributeValue bytes, Map<String, AttributeValue> values) {
        Map<String, AttributeValue> all = new HashMap<>(values);
        if (bytes != null) {
            all.put(":counted", bytes);
        }
        return all;
    }

    /** Writes an image's own item under its condition, and makes the other changes in the same step. */
    private Write write(TransactWriteItem row, List<TransactWriteItem> others) {
        // Not a transaction, which costs twice as much, where one write is all.
        return others.isEmpty() ? table.write(row) : outcome(table.transact(together(row, others)));
    }

    /** The same, and what the owner has used changes with it. */
    private Write counting(UserId owner, long bytes, TransactWriteItem row, List<TransactWriteItem> others) {
        return outcome(usage.transact(
                owner, together(row, together(usage.add(owner, bytes), others))));
    }

    private static List<TransactWriteItem> together(TransactWriteItem first, List<TransactWriteItem> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    /** Only the first write has a condition. */
    private static Write outcome(Map<Integer, Write.Refused> refused) {
        return refused.isEmpty() ? new Write.Done() : refused.values().iterator().next();
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
