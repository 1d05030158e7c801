package dev.darkroom.adapter.aws.dynamodb.schema;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.number;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.text;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.CONTENT_CREDENTIALS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.CONTENT_TYPE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.DESCRIPTION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.FILENAME;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.GSI1_PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.GSI2_PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.GSI4_PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.HEIGHT;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.META;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.OWNER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PLACEHOLDER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.RECEIVED_SHA256;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.RESERVATION_OWNER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.RETURNS_EXISTING;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SHA256;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SIZE_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.SK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_DELETING;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_PENDING;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_READY;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.STATE_TRASHED;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAGS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAG_SHARDS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAKEN_AT;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TAKEN_POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.TITLE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.UPDATED_AT;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.UPLOAD_IMAGE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.UPLOAD_LAST;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.UPLOAD_LENGTH;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.UPLOAD_METADATA;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.UPLOAD_OFFSET;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.UPLOAD_PARTS;
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
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.takenKey;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.trashKey;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.trashedKey;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.userKey;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.userTagKey;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.workKey;

import dev.darkroom.domain.model.ContentCredentials;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.ImageState.Receiving.Declaration;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.resumable.UploadProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Converts images to items of the table. {@link ImageItemReader} reads them. Only the keys of an item contain the id and the
 * creation time.
 */
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
            putIf(item, RETURNS_EXISTING, upload.returnsExisting());
        }
        if (pending instanceof ImageState.Receiving upload) {
            Declaration declared = upload.declared();
            item.put(OWNER, text(declared.owner().value()));
            putUnlessNull(item, FILENAME, declared.filename() == null ? null : declared.filename().value());
            putDetails(item, declared.details());
            putIf(item, RETURNS_EXISTING, declared.returnsExisting());
            item.put(UPLOAD_IMAGE, text(upload.image().toString()));
            putUnlessNull(item, UPLOAD_METADATA, declared.metadata());
            item.putAll(progress(upload.progress()));
        }
        QuotaReservation claim = pending.claim();
        if (claim != null) {
            item.put(RESERVATION_OWNER, text(claim.owner().value()));
            item.put(COUNTED_BYTES, number(claim.sizeBytes()));
        }
        return item;
    }

    /** The attributes of the progress of a resumable upload. */
    public static Map<String, AttributeValue> progress(UploadProgress progress) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(UPLOAD_OFFSET, number(progress.offset()));
        item.put(UPLOAD_PARTS, number(progress.parts()));
        if (progress.length() != null) {
            item.put(UPLOAD_LENGTH, number(progress.length()));
        }
        if (progress.last() != null) {
            item.put(UPLOAD_LAST, text(progress.last().value()));
        }
        return item;
    }

    /** @param withdrawal a random number that identifies this withdrawal */
    public static Map<String, AttributeValue> deleting(ImageState.Deleting deleting, long withdrawal) {
        Map<String, AttributeValue> item = unlisted(new Position(deleting.graceStart(), deleting.id()));
        item.put(STATE, text(STATE_DELETING));
        item.put(WITHDRAWAL, number(withdrawal));
        return item;
    }

    /** The attributes that change when a ready image is moved to the trash. {@link TableLayout#GSI4_PK} must be removed. */
    public static Map<String, AttributeValue> trashed(ImageState.Trashed trashed) {
        return Map.of(
                STATE, text(STATE_TRASHED),
                GSI1_PK, text(trashedKey(trashed.id())),
                GSI2_PK, text(trashKey(trashed.image().owner())),
                TAKEN_POSITION, trashPosition(trashed));
    }

    /** The position in the order of trashing. */
    public static AttributeValue trashPosition(ImageState.Trashed trashed) {
        return text(SortKey.of(trashed.trashedAt(), trashed.id()));
    }

    private static Map<String, AttributeValue> unlisted(Position position) {
        Map<String, AttributeValue> item = new HashMap<>(key(position, META));
        item.put(GSI1_PK, text(workKey(position.id())));
        item.put(POSITION, text(SortKey.of(position)));
        return item;
    }

    /**
     * @param day in which the image was stored
     * @param month in which the picture was taken
     */
    static Map<String, AttributeValue> ready(Image image, Timeline.Period day, Timeline.Period month) {
        Map<String, AttributeValue> item = listed(image, META);
        Visibility visibility = image.details().visibility();
        item.put(STATE, text(STATE_READY));
        item.put(GSI1_PK, text(userKey(image.owner())));
        item.put(GSI2_PK, text(recentKey(visibility, day.bucket(), shard(image.id(), day.shards()))));
        item.put(GSI4_PK, text(takenKey(visibility, month.bucket(), shard(image.id(), month.shards()))));
        return item;
    }

    /** The items of the image's tags. Each is a copy of the image with the keys of the tag. */
    public static List<Map<String, AttributeValue>> tagsOf(Image image) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        for (Tag tag : image.details().tags()) {
            Map<String, AttributeValue> item = listed(image, tagSortKey(tag));
            item.put(GSI1_PK, text(userTagKey(image.owner(), tag)));
            AttributeValue key = text(tagKey(image.details().visibility(), shard(image.id(), TAG_SHARDS), tag));
            item.put(GSI2_PK, key);
            item.put(GSI4_PK, key);
            items.add(item);
        }
        return items;
    }

    /** The optional attributes of an image's item. An update must remove those that the new item does not contain. */
    public static final List<String> OPTIONAL =
            List.of(TITLE, DESCRIPTION, TAGS, TAKEN_AT, PLACEHOLDER, RESERVATION_OWNER, RETURNS_EXISTING);

    /** The key of an image's row. */
    public static Map<String, AttributeValue> key(ImageId id) {
        return Map.of(PK, text(imageKey(id)), SK, text(META));
    }

    public static Map<String, AttributeValue> key(Position position, String sk) {
        return Map.of(PK, text(imageKey(position.id())), SK, text(sk));
    }

    private static Map<String, AttributeValue> listed(Image image, String sk) {
        Map<String, AttributeValue> item = new HashMap<>(key(image.position(), sk));
        describe(item, image);
        item.put(TAKEN_POSITION, text(SortKey.taken(image.position(dev.darkroom.domain.model.image.SortKey.TAKEN_AT))));
        return item;
    }

    /** Puts all attributes that {@link ImageItemReader#image} reads into the item. */
    public static void describe(Map<String, AttributeValue> item, Image image) {
        item.put(POSITION, text(SortKey.of(image.position())));
        item.put(OWNER, text(image.owner().value()));
        item.put(FILENAME, text(image.filename().value()));
        item.put(CONTENT_TYPE, text(image.contentType().mediaType()));
        item.put(SIZE_BYTES, number(image.sizeBytes()));
        item.put(WIDTH, number(image.dimensions().width()));
        item.put(HEIGHT, number(image.dimensions().height()));
        item.put(SHA256, AttributeValue.fromB(SdkBytes.fromByteArray(image.sha256().bytes())));
        Checksum received = image.receivedSha256();
        if (received != null) {
            item.put(RECEIVED_SHA256, AttributeValue.fromB(SdkBytes.fromByteArray(received.bytes())));
        }
        putDetails(item, image.details());
        putUnlessNull(
                item, TAKEN_AT, image.takenAt() == null ? null : image.takenAt().toString());
        putUnlessNull(item, CONTENT_CREDENTIALS, ContentCredentials.text(image.contentCredentials()));
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

    private static void putIf(Map<String, AttributeValue> item, String name, boolean value) {
        if (value) {
            item.put(name, AttributeValue.fromBool(true));
        }
    }

    private static void putUnlessNull(Map<String, AttributeValue> item, String name, @Nullable String value) {
        if (value != null) {
            item.put(name, text(value));
        }
    }
}
