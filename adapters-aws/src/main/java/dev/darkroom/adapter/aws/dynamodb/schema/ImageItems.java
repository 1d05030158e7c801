package dev.darkroom.adapter.aws.dynamodb.schema;

import static dev.darkroom.adapter.aws.dynamodb.schema.Table.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Table.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.CLAIM_OWNER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.CONTENT_TYPE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.DESCRIPTION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.FILENAME;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.GSI1_PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.GSI2_PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.HEIGHT;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.META;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.OWNER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PLACEHOLDER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SHA256;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SIZE_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_DELETING;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_PENDING;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_READY;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAGS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAG_SHARDS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAKEN_AT;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TITLE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.UPDATED_AT;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.VERSION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.VISIBILITY;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.WIDTH;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.WITHDRAWAL;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.code;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.imageKey;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.recentKey;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.shard;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.tagKey;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.tagSortKey;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.userKey;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.userTagKey;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.workKey;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.quota.QuotaReservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Images as items of the table, and back. Id, creation time and index keys are told by the keys alone. */
public final class ImageItems {
    private ImageItems() {}

    public static Map<String, AttributeValue> pending(ImageState.Pending pending) {
        Map<String, AttributeValue> item = unlisted(new Position(pending.graceStart(), pending.id()));
        item.put(STATE, text(STATE_PENDING));
        if (pending instanceof ImageState.AwaitingBytes direct) {
            DirectUpload upload = direct.upload();
            item.put(OWNER, text(upload.owner().value()));
            putUnlessNull(item, FILENAME, upload.filename() == null ? null : upload.filename().value());
            item.put(CONTENT_TYPE, text(upload.contentType().mediaType()));
            item.put(SIZE_BYTES, number(upload.sizeBytes()));
            putDetails(item, upload.details());
        }
        QuotaReservation claim = pending.claim();
        if (claim != null) {
            item.put(CLAIM_OWNER, text(claim.owner().value()));
            item.put(COUNTED_BYTES, number(claim.sizeBytes()));
        }
        return item;
    }

    /** @param withdrawal a number that tells this withdrawal from every other */
    public static Map<String, AttributeValue> deleting(ImageState.Deleting deleting, long withdrawal) {
        Map<String, AttributeValue> item = unlisted(new Position(deleting.graceStart(), deleting.id()));
        item.put(STATE, text(STATE_DELETING));
        item.put(WITHDRAWAL, number(withdrawal));
        return item;
    }

    private static Map<String, AttributeValue> unlisted(Position position) {
        Map<String, AttributeValue> item = new HashMap<>(key(position, META));
        item.put(GSI1_PK, text(workKey(position.id())));
        item.put(POSITION, text(SortKey.of(position)));
        return item;
    }

    public static Map<String, AttributeValue> ready(Image image, RecentDays.Day day) {
        Map<String, AttributeValue> item = listed(image, META);
        item.put(STATE, text(STATE_READY));
        item.put(GSI1_PK, text(userKey(image.owner())));
        item.put(
                GSI2_PK,
                text(recentKey(image.details().visibility(), day.bucket(), shard(image.id(), day.shards()))));
        return item;
    }

    /** For each tag a copy of the image under that tag's keys. */
    public static List<Map<String, AttributeValue>> tagsOf(Image image) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        for (Tag tag : image.details().tags()) {
            Map<String, AttributeValue> item = listed(image, tagSortKey(tag));
            item.put(GSI1_PK, text(userTagKey(image.owner(), tag)));
            item.put(GSI2_PK, text(tagKey(image.details().visibility(), shard(image.id(), TAG_SHARDS), tag)));
            items.add(item);
        }
        return items;
    }

    /** What an item of an image may have or not: an update of it takes away what the new one does not have. */
    public static final List<String> OPTIONAL = List.of(TITLE, DESCRIPTION, TAGS, TAKEN_AT, PLACEHOLDER, CLAIM_OWNER);

    public static Map<String, AttributeValue> key(Position position, String sk) {
        return Map.of(PK, text(imageKey(position.id())), SK, text(sk));
    }

    private static Map<String, AttributeValue> listed(Image image, String sk) {
        Map<String, AttributeValue> item = new HashMap<>(key(image.position(), sk));
        describe(item, image);
        return item;
    }

    /** Puts in everything that {@link #image} reads. */
    public static void describe(Map<String, AttributeValue> item, Image image) {
        item.put(POSITION, text(SortKey.of(image.position())));
        item.put(OWNER, text(image.owner().value()));
        item.put(FILENAME, text(image.filename().value()));
        item.put(CONTENT_TYPE, text(image.contentType().mediaType()));
        item.put(SIZE_BYTES, number(image.sizeBytes()));
        item.put(WIDTH, number(image.dimensions().width()));
        item.put(HEIGHT, number(image.dimensions().height()));
        item.put(SHA256, AttributeValue.fromB(SdkBytes.fromByteArray(image.sha256().bytes())));
        putDetails(item, image.details());
        putUnlessNull(
                item, TAKEN_AT, image.takenAt() == null ? null : image.takenAt().toString());
        putUnlessNull(item, PLACEHOLDER, image.placeholder());
        item.put(UPDATED_AT, number(image.updatedAt().toEpochMilli()));
        item.put(VERSION, number(image.version()));
    }

    private static void putDetails(Map<String, AttributeValue> item, ImageDetails details) {
        putUnlessNull(item, TITLE, details.title());
        putUnlessNull(item, DESCRIPTION, details.description());
        if (!details.tags().values().isEmpty()) {
            item.put(
                    TAGS,
                    AttributeValue.fromL(details.tags().values().stream()
                            .map(tag -> text(tag.value()))
                            .toList()));
        }
        item.put(VISIBILITY, text(code(details.visibility())));
    }

    private static void putUnlessNull(Map<String, AttributeValue> item, String name, @Nullable String value) {
        if (value != null) {
            item.put(name, text(value));
        }
    }

    /** @throws StorageException.Corrupted when the item can't be read */
    public static ImageState state(Map<String, AttributeValue> item) {
        return read(item, () -> {
            Position position = SortKey.parse(string(item, POSITION));
            String state = string(item, STATE);
            return switch (state) {
                case STATE_PENDING -> pending(item, position);
                case STATE_READY -> new ImageState.Ready(image(item, position));
                case STATE_DELETING -> new ImageState.Deleting(position.id(), position.createdAt());
                default -> throw new IllegalArgumentException("the state is " + state);
            };
        });
    }

    /** The position of a pending item holds its grace start: the announcement, or the deadline of a direct upload. */
    private static ImageState.Pending pending(Map<String, AttributeValue> item, Position position) {
        QuotaReservation claim = item.containsKey(CLAIM_OWNER) ? claim(item) : null;
        return item.containsKey(OWNER)
                ? new ImageState.AwaitingBytes(position.id(), position.createdAt(), directUpload(item), claim)
                : new ImageState.Uploading(position.id(), position.createdAt(), claim);
    }

    /** The image in an item of a list; throws as {@link #state} does. */
    public static Image image(Map<String, AttributeValue> item) {
        return read(item, () -> image(item, SortKey.parse(string(item, POSITION))));
    }

    private static Image image(Map<String, AttributeValue> item, Position position) {
        String takenAt = stringOrNull(item, TAKEN_AT);
        return new Image(
                position.id(),
                new UserId(string(item, OWNER)),
                new Filename(string(item, FILENAME)),
                ContentType.ofMediaType(string(item, CONTENT_TYPE)).orElseThrow(),
                integer(item, SIZE_BYTES),
                new Dimensions((int) integer(item, WIDTH), (int) integer(item, HEIGHT)),
                Checksum.of(attribute(item, SHA256).b().asByteArray()),
                details(item),
                takenAt == null ? null : Instant.parse(takenAt),
                stringOrNull(item, PLACEHOLDER),
                position.createdAt(),
                Instant.ofEpochMilli(integer(item, UPDATED_AT)),
                integer(item, VERSION));
    }

    private static QuotaReservation claim(Map<String, AttributeValue> item) {
        return new QuotaReservation(new UserId(string(item, CLAIM_OWNER)), integer(item, COUNTED_BYTES));
    }

    private static DirectUpload directUpload(Map<String, AttributeValue> item) {
        String filename = stringOrNull(item, FILENAME);
        return new DirectUpload(
                new UserId(string(item, OWNER)),
                filename == null ? null : new Filename(filename),
                details(item),
                ContentType.ofMediaType(string(item, CONTENT_TYPE)).orElseThrow(),
                integer(item, SIZE_BYTES));
    }

    private static ImageDetails details(Map<String, AttributeValue> item) {
        AttributeValue tags = item.get(TAGS);
        return new ImageDetails(
                stringOrNull(item, TITLE),
                stringOrNull(item, DESCRIPTION),
                tags == null
                        ? Tags.NONE
                        : Tags.of(tags.l().stream().map(AttributeValue::s).toList()),
                visibility(string(item, VISIBILITY)));
    }

    private static Visibility visibility(String code) {
        for (Visibility visibility : Visibility.values()) {
            if (code(visibility).equals(code)) {
                return visibility;
            }
        }
        throw new IllegalArgumentException("the visibility is " + code);
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> T read(Map<String, AttributeValue> item, Reading<T> reading) {
        try {
            return reading.read();
        } catch (RuntimeException e) {
            throw new StorageException.Corrupted(
                    "The item " + item.get(PK) + " / " + item.get(SK) + " is not that of an image: " + e.getMessage(),
                    e);
        }
    }

    public static String string(Map<String, AttributeValue> item, String name) {
        return attribute(item, name).s();
    }

    private static @Nullable String stringOrNull(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? null : value.s();
    }

    public static long integer(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(attribute(item, name).n());
    }

    public static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no attribute " + name);
        }
        return value;
    }
}
