package dev.darkroom.adapter.aws.dynamodb.schema;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.upload.IdempotencyKey;

/**
 * The keys and attributes of the table. All items are read by key or by a query of one partition key, never by a scan.
 *
 * <table>
 * <caption>Items</caption>
 * <tr><th>item<th>{@value #PK} / {@value #SK}<th>{@value #GSI1} by {@value #GSI1_PK}<th>{@value #GSI2} by {@value #GSI2_PK}
 * <th>{@value #GSI3} by {@value #GSI1_PK}<th>{@value #GSI4} by {@value #GSI4_PK}
 * <tr><td>ready image<td>{@code IMG#id} / {@code META}<td>{@code USER#u}<td>{@code RECENT#v#bucket#s}<td>{@code USER#u}
 * <td>{@code TAKEN#v#bucket#s}
 * <tr><td>each of its tags, a complete copy<td>{@code IMG#id} / {@code TAG#t}<td>{@code UT#u#t}<td>{@code TAG#v#s#t}
 * <td>{@code UT#u#t}<td>{@code TAG#v#s#t}
 * <tr><td>image in the trash<td>{@code IMG#id} / {@code META}<td>{@code TRASHED#s}<td>{@code TRASH#u}<td>{@code TRASHED#s}<td>
 * <tr><td>pending or deleting image<td>{@code IMG#id} / {@code META}<td>{@code WORK#s}<td>
 * <tr><td>bytes that an owner sent, of each of their ready images<td>{@code BYTES#u#sha256} / position<td><td>
 * <tr><td>usage of an owner<td>{@code USED#u} / {@code USED}<td><td>
 * <tr><td>day on which images were stored<td>{@code DAYS} / {@code yyyy-mm-dd}<td><td>
 * <tr><td>month in which pictures were taken<td>{@code MONTHS} / {@code yyyy-mm}<td><td>
 * <tr><td>state of {@link TakenIndexes}<td>{@code INDEXES} / {@code TAKEN}<td><td>
 * <tr><td>idempotency key, with the result of its upload<td>{@code IDEM#u#key} / {@code IDEM}<td><td>
 * <tr><td>signing key<td>{@code KEY#purpose} / {@code KEY}<td><td>
 * <tr><td>batch of events<td>{@code EVENTS} / {@code LOG#number}<td><td>
 * <tr><td>number of the first batch of the newest stream<td>{@code EVENTS_START} / {@code EVENTS_START}<td><td>
 * <tr><td>receiver of events<td>{@code RECEIVER#r} / {@code RECEIVER}<td><td>
 * </table>
 *
 * <p>{@value #GSI1} and {@value #GSI2} sort by {@value #POSITION}, the {@link SortKey} of the image's position. {@value #GSI3} and
 * {@value #GSI4} sort by {@value #TAKEN_POSITION}, that of its position in the order of the taken time. All contain the complete
 * item, so a page is read from an index alone. {@code v} is the visibility, {@code pub} or {@code prv}, so that a public list never
 * reads private rows. In the trash, {@value #TAKEN_POSITION} is the position in the order of trashing: {@value #GSI1} lists the trash of
 * all owners and {@value #GSI2} that of one, as {@value #POSITION} stays, and {@value #GSI3} has the images that are to be purged first.
 * {@code s} is a shard: without it, all new images would be written to one partition, which is limited
 * to 1,000 write units a second (DynamoDB Developer Guide, "Best practices for designing and using partition keys
 * effectively").
 *
 * <p>Names are short because every item stores them and is billed for them.
 */
public final class TableLayout {
    public static final String PK = "pk";
    public static final String SK = "sk";
    public static final String GSI1 = "gsi1";
    public static final String GSI1_PK = "p1";
    public static final String GSI2 = "gsi2";
    public static final String GSI2_PK = "p2";
    public static final String POSITION = "s";
    public static final String GSI3 = "gsi3";
    public static final String GSI4 = "gsi4";
    public static final String GSI4_PK = "p4";
    /** Only items of ready images, of their tags, and of images in the trash have it. */
    public static final String TAKEN_POSITION = "j";
    /** The expiry time of an item, in seconds since 1970. DynamoDB's time to live uses it. */
    public static final String EXPIRES = "ex";

    public static final String STATE = "st";
    public static final String STATE_PENDING = "P";
    public static final String STATE_READY = "R";
    public static final String STATE_TRASHED = "T";
    public static final String STATE_DELETING = "D";

    /** When a ready image was last restored from the trash, in milliseconds since 1970. Absent if it never was. */
    public static final String RESTORED_AT = "ra";

    /** In an item of received bytes, a random number of the call that wrote it. With it, only the item that was read is deleted. */
    public static final String WRITTEN_BY = "q";

    /** A random number of the call that withdrew the image. With it, a retried request recognizes its own write. */
    static final String WITHDRAWAL = "q";

    /** In an idempotency record, the checksum of the request. */
    public static final String REQUEST = "r";

    /** In an idempotency record, the id of the image. */
    public static final String IMAGE = "i";

    /** In an idempotency record, the end of the lease, in milliseconds since 1970. */
    public static final String LEASED_UNTIL = "e";

    /**
     * In an image's item, the bytes that are counted in its owner's usage: its size, or the reservation of a pending image.
     * Absent if nothing is counted. In an owner's item, the sum.
     */
    public static final String COUNTED_BYTES = "a";

    /** The owner of a pending image's reservation. */
    public static final String RESERVATION_OWNER = "o";

    /** In an owner's item, the time of the last count of all images, in milliseconds since 1970. */
    public static final String COUNTED_UNTIL = "r";

    static final String OWNER = "u";
    static final String FILENAME = "f";
    public static final String CONTENT_TYPE = "c";
    public static final String SIZE_BYTES = "z";
    static final String WIDTH = "w";
    static final String HEIGHT = "h";
    static final String SHA256 = "x";
    static final String RECEIVED_SHA256 = "rx";
    static final String TITLE = "t";
    static final String DESCRIPTION = "d";
    public static final String TAGS = "g";
    public static final String VISIBILITY = "y";
    static final String TAKEN_AT = "k";
    static final String CONTENT_CREDENTIALS = "cc";
    public static final String PLACEHOLDER = "l";
    static final String UPDATED_AT = "m";
    public static final String VERSION = "v";

    /** In a resumable upload's item, the id of the image that it makes. */
    static final String UPLOAD_IMAGE = "ui";
    /** The number of bytes that have arrived. */
    public static final String UPLOAD_OFFSET = "uo";
    /** The number of bytes of the whole upload. Absent while it is not known. */
    public static final String UPLOAD_LENGTH = "ul";
    /** The number of parts. */
    public static final String UPLOAD_PARTS = "up";
    /** The token of the last part. Absent before the first. */
    public static final String UPLOAD_LAST = "ux";
    static final String UPLOAD_METADATA = "um";
    /** Present if the upload returns an image of its owner with the same bytes instead of making a second one. */
    static final String RETURNS_EXISTING = "re";

    static final String BUCKET = "b";
    static final String SHARDS = "n";
    public static final String SECRET = "k";

    /** In a batch of events and in a receiver's item, the compressed content. */
    public static final String CONTENT = "b";

    /** In a receiver's item, the number of times that it was replaced. */
    public static final String REVISION = "n";

    /** In a receiver's item, a random number of the call that replaced it. With it, a retried request recognizes its own write. */
    public static final String REPLACEMENT = "q";

    public static final String META = "META";
    static final String DAYS = "DAYS";
    static final String MONTHS = "MONTHS";
    static final String INDEXES = "INDEXES";
    static final String TAKEN = "TAKEN";
    public static final String KEY = "KEY";
    public static final String IDEM = "IDEM";
    public static final String USED = "USED";
    public static final String EVENTS = "EVENTS";
    public static final String EVENTS_START = "EVENTS_START";
    public static final String RECEIVER = "RECEIVER";

    /**
     * The number of keys over which the images of one day, or of one month of taken times, are spread; 4 allow 4,000 uploads a
     * second. A day or month keeps its number, so a change takes effect in the next one.
     */
    public static final int RECENT_SHARDS = 4;

    /** The number of keys over which a tag is spread. It may only grow, and all readers must be updated before writers. */
    public static final int TAG_SHARDS = 4;

    /** The number of keys over which unfinished images are spread. The same restrictions apply. */
    public static final int WORK_SHARDS = 4;

    /** The number of keys over which the images in the trash are spread. The same restrictions apply. */
    public static final int TRASH_SHARDS = 4;

    private TableLayout() {}

    public static String imageKey(ImageId id) {
        return "IMG#" + id;
    }

    public static String tagSortKey(Tag tag) {
        return "TAG#" + tag;
    }

    public static String userKey(UserId owner) {
        return "USER#" + owner;
    }

    public static String usageKey(UserId owner) {
        return "USED#" + owner;
    }

    /** The key is unambiguous, because a user id contains no {@code #}. */
    public static String userTagKey(UserId owner, Tag tag) {
        return "UT#" + owner + "#" + tag;
    }

    public static String tagKey(Visibility visibility, int shard, Tag tag) {
        return "TAG#" + code(visibility) + "#" + shard + "#" + tag;
    }

    public static String recentKey(Visibility visibility, String bucket, int shard) {
        return "RECENT#" + code(visibility) + "#" + bucket + "#" + shard;
    }

    public static String takenKey(Visibility visibility, String bucket, int shard) {
        return "TAKEN#" + code(visibility) + "#" + bucket + "#" + shard;
    }

    public static String workKey(int shard) {
        return "WORK#" + shard;
    }

    public static String workKey(ImageId id) {
        return workKey(shard(id, WORK_SHARDS));
    }

    public static String trashKey(UserId owner) {
        return "TRASH#" + owner;
    }

    public static String trashedKey(int shard) {
        return "TRASHED#" + shard;
    }

    static String trashedKey(ImageId id) {
        return trashedKey(shard(id, TRASH_SHARDS));
    }

    public static String receivedKey(UserId owner, Checksum received) {
        return "BYTES#" + owner + "#" + received;
    }

    /**
     * The key is unambiguous, because a user id contains no {@code #}. It has at most 389 bytes; DynamoDB allows 2,048.
     */
    public static String idempotencyKey(UserId holder, IdempotencyKey key) {
        return "IDEM#" + holder + "#" + key;
    }

    public static String signingKey(String purpose) {
        return "KEY#" + purpose;
    }

    /** Batches sort by their number. */
    public static String batchSortKey(long number) {
        return "LOG#%019d".formatted(number);
    }

    public static String receiverKey(ReceiverId receiver) {
        return "RECEIVER#" + receiver;
    }

    public static String code(Visibility visibility) {
        return switch (visibility) {
            case PRIVATE -> "prv";
            case PUBLIC -> "pub";
        };
    }

    /** Computed from the last bits of the id, which are random in a UUIDv7. Its first bits are the time. */
    static int shard(ImageId id, int shards) {
        return Math.floorMod(id.value().getLeastSignificantBits(), shards);
    }
}
