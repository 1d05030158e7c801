package dev.darkroom.adapter.aws.dynamodb.schema;

import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.attribute;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.integer;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.string;
import static dev.darkroom.adapter.aws.dynamodb.schema.Attributes.stringOrNull;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.CONTENT_CREDENTIALS;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.CONTENT_TYPE;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.COUNTED_BYTES;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.DESCRIPTION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.FILENAME;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.HEIGHT;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.OWNER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PK;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.PLACEHOLDER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.POSITION;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.RECEIVED_SHA256;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.RESERVATION_OWNER;
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.RESTORED_AT;
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
import static dev.darkroom.adapter.aws.dynamodb.schema.TableLayout.code;

import dev.darkroom.domain.model.ContentCredentials;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.ImageState.Receiving.Declaration;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.resumable.PartToken;
import dev.darkroom.domain.model.resumable.UploadProgress;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads images from items of the table, which {@link ImageItems} created. */
public final class ImageItemReader {
    private ImageItemReader() {}

    /** The state of an image's row, as it is stored. */
    public static String stateCode(Map<String, AttributeValue> row) {
        return string(row, STATE);
    }

    /** @throws StorageException.Corrupted if an attribute is missing or invalid */
    public static ImageState state(Map<String, AttributeValue> item) {
        return read(item, () -> {
            Position position = SortKey.parse(string(item, POSITION));
            String state = string(item, STATE);
            return switch (state) {
                case STATE_PENDING -> pending(item, position);
                case STATE_READY -> new ImageState.Ready(image(item, position));
                case STATE_TRASHED -> new ImageState.Trashed(
                        image(item, position), SortKey.parse(string(item, TAKEN_POSITION)).time());
                case STATE_DELETING -> new ImageState.Deleting(position.id(), position.time());
                default -> throw new IllegalArgumentException("the state is " + state);
            };
        });
    }

    /** The position of a pending item holds its grace start: the announcement, or the deadline of a direct upload. */
    private static ImageState.Pending pending(Map<String, AttributeValue> item, Position position) {
        QuotaReservation claim = item.containsKey(RESERVATION_OWNER) ? claim(item) : null;
        if (item.containsKey(UPLOAD_IMAGE)) {
            return new ImageState.Receiving(
                    position.id(), ImageId.parse(string(item, UPLOAD_IMAGE)).orElseThrow(), position.time(),
                    declaration(item), progress(item), claim);
        }
        return item.containsKey(OWNER)
                ? new ImageState.AwaitingBytes(position.id(), position.time(), directUpload(item), claim)
                : new ImageState.Uploading(position.id(), position.time(), claim);
    }

    private static Declaration declaration(Map<String, AttributeValue> item) {
        String filename = stringOrNull(item, FILENAME);
        return new Declaration(
                new UserId(string(item, OWNER)),
                filename == null ? null : new Filename(filename),
                details(item),
                stringOrNull(item, UPLOAD_METADATA),
                item.containsKey(RETURNS_EXISTING));
    }

    private static UploadProgress progress(Map<String, AttributeValue> item) {
        String last = stringOrNull(item, UPLOAD_LAST);
        return new UploadProgress(
                integer(item, UPLOAD_OFFSET),
                item.containsKey(UPLOAD_LENGTH) ? integer(item, UPLOAD_LENGTH) : null,
                (int) integer(item, UPLOAD_PARTS),
                last == null ? null : new PartToken(last));
    }

    /**
     * Reads the image from an item that an index returned.
     *
     * @throws StorageException.Corrupted if an attribute is missing or invalid
     */
    public static Image image(Map<String, AttributeValue> item) {
        return read(item, () -> image(item, SortKey.parse(string(item, POSITION))));
    }

    /**
     * When the ready image was last restored from the trash.
     *
     * @throws StorageException.Corrupted if it never was
     */
    public static Instant restoredAt(Map<String, AttributeValue> item) {
        return read(item, () -> Instant.ofEpochMilli(integer(item, RESTORED_AT)));
    }

    private static Image image(Map<String, AttributeValue> item, Position position) {
        String takenAt = stringOrNull(item, TAKEN_AT);
        AttributeValue received = item.get(RECEIVED_SHA256);
        return new Image(
                position.id(),
                new UserId(string(item, OWNER)),
                new Filename(string(item, FILENAME)),
                ContentType.ofMediaType(string(item, CONTENT_TYPE)).orElseThrow(),
                integer(item, SIZE_BYTES),
                new Dimensions((int) integer(item, WIDTH), (int) integer(item, HEIGHT)),
                Checksum.of(attribute(item, SHA256).b().asByteArray()),
                received == null ? null : Checksum.of(received.b().asByteArray()),
                details(item),
                takenAt == null ? null : Instant.parse(takenAt),
                ContentCredentials.ofText(stringOrNull(item, CONTENT_CREDENTIALS)),
                stringOrNull(item, PLACEHOLDER),
                position.time(),
                Instant.ofEpochMilli(integer(item, UPDATED_AT)),
                integer(item, VERSION));
    }

    private static QuotaReservation claim(Map<String, AttributeValue> item) {
        return new QuotaReservation(new UserId(string(item, RESERVATION_OWNER)), integer(item, COUNTED_BYTES));
    }

    private static DirectUpload directUpload(Map<String, AttributeValue> item) {
        String filename = stringOrNull(item, FILENAME);
        return new DirectUpload(
                new UserId(string(item, OWNER)),
                filename == null ? null : new Filename(filename),
                details(item),
                ContentType.ofMediaType(string(item, CONTENT_TYPE)).orElseThrow(),
                integer(item, SIZE_BYTES),
                item.containsKey(RETURNS_EXISTING));
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

    /** Runs a conversion of the item. Its exceptions mean that the item is damaged. */
    private static <T> T read(Map<String, AttributeValue> item, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException e) {
            throw new StorageException.Corrupted(
                    "The item " + item.get(PK) + " / " + item.get(SK) + " is not an image: " + e.getMessage(),
                    e);
        }
    }
}
