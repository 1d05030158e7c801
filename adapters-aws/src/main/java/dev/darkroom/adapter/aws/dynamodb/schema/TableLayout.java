package dev.darkroom.adapter.aws.dynamodb.schema;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.upload.IdempotencyKey;

/**
 * The keys and attributes of the one table. Everything is found by a key or by a query of a key; nothing ever scans.
 *
 * <table>
 * <caption>What is in it</caption>
 * <tr><th>item<th>{@value #PK} / {@value #SK}<th>{@value #GSI1} by {@value #GSI1_PK}<th>{@value #GSI2} by {@value #GSI2_PK}
 * <tr><td>ready image<td>{@code IMG#id} / {@code META}<td>{@code USER#u}<td>{@code RECENT#v#bucket#s}
 * <tr><td>each tag of it, a whole copy<td>{@code IMG#id} / {@code TAG#t}<td>{@code UT#u#t}<td>{@code TAG#v#s#t}
 * <tr><td>pending or deleting image<td>{@code IMG#id} / {@code META}<td>{@code WORK#s}<td>
 * <tr><td>what an owner has used<td>{@code USED#u} / {@code USED}<td><td>
 * <tr><td>day on which images were stored<td>{@code DAYS} / {@code yyyy-mm-dd}<td><td>
 * <tr><td>key of an upload, with what it was answered<td>{@code IDEM#u#key} / {@code IDEM}<td><td>
 * <tr><td>signing key<td>{@code KEY#purpose} / {@code KEY}<td><td>
 * </table>
 *
 * <p>Both indexes sort by {@value #POSITION}, the {@link SortKey} of the image's position, and hold the whole item, so a
 * page is read from an index alone. {@code v} is {@code pub} or {@code prv}, so that a public list never reads private
 * rows. {@code s} is a shard: without it all new images would be written to one partition, which takes 1,000 write units
 * a second (DynamoDB Developer Guide, "Best practices for designing and using partition keys effectively").
 *
 * <p>Names are short because they are stored, and paid for, with every item.
 */
public final class TableLayout {
    public static final String PK = "pk";
    public static final String SK = "sk";
    public static final String GSI1 = "gsi1";
    public static final String GSI1_PK = "p1";
    public static final String GSI2 = "gsi2";
    public static final String GSI2_PK = "p2";
    public static final String POSITION = "s";
    /** When an item may go by itself: DynamoDB's time to live, in seconds since 1970. */
    public static final String EXPIRES = "ex";

    public static final String STATE = "st";
    public static final String STATE_PENDING = "P";
    public static final String STATE_READY = "R";
    public static final String STATE_DELETING = "D";

    /** Of an image that was withdrawn: a number of the call that did it, which so knows its own work again. */
    static final String WITHDRAWAL = "q";

    /** Of a key of an upload: what was asked for, what is made of it, and until when that may take, in milliseconds. */
    public static final String REQUEST = "r";

    public static final String IMAGE = "i";
    public static final String LEASED_UNTIL = "e";

    /**
     * How many bytes of an image are counted in its owner's usage: its size, or the claim of a pending one. Not there when none
     * are. In the item of the owner it is the sum.
     */
    public static final String COUNTED_BYTES = "a";

    /** For whom a pending image claims. */
    public static final String CLAIM_OWNER = "o";

    /** Until when everything of an owner is counted, in milliseconds since 1970. */
    public static final String COUNTED_UNTIL = "r";

    static final String OWNER = "u";
    static final String FILENAME = "f";
    public static final String CONTENT_TYPE = "c";
    public static final String SIZE_BYTES = "z";
    static final String WIDTH = "w";
    static final String HEIGHT = "h";
    static final String SHA256 = "x";
    static final String TITLE = "t";
    static final String DESCRIPTION = "d";
    static final String TAGS = "g";
    public static final String VISIBILITY = "y";
    static final String TAKEN_AT = "k";
    public static final String PLACEHOLDER = "l";
    static final String UPDATED_AT = "m";
    public static final String VERSION = "v";

    static final String BUCKET = "b";
    static final String SHARDS = "n";
    public static final String SECRET = "k";

    public static final String META = "META";
    static final String DAYS = "DAYS";
    public static final String KEY = "KEY";
    public static final String IDEM = "IDEM";
    public static final String USED = "USED";

    /**
     * Over how many keys the images of one day are spread: 4,000 uploads a second. A day keeps the number that it began
     * with, so another one here takes effect the next day.
     */
    public static final int RECENT_SHARDS = 4;

    /** Over how many keys a tag is spread. It may only grow, and a reader must know the larger number first. */
    public static final int TAG_SHARDS = 4;

    /** Over how many keys the work left to do is spread. It may only grow, likewise. */
    public static final int WORK_SHARDS = 4;

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

    /** No user id has a {@code #} in it, so the first one ends it. */
    public static String userTagKey(UserId owner, Tag tag) {
        return "UT#" + owner + "#" + tag;
    }

    public static String tagKey(Visibility visibility, int shard, Tag tag) {
        return "TAG#" + code(visibility) + "#" + shard + "#" + tag;
    }

    public static String recentKey(Visibility visibility, String bucket, int shard) {
        return "RECENT#" + code(visibility) + "#" + bucket + "#" + shard;
    }

    public static String workKey(int shard) {
        return "WORK#" + shard;
    }

    public static String workKey(ImageId id) {
        return workKey(shard(id, WORK_SHARDS));
    }

    /** No user id has a {@code #} in it, so the first one ends it. At most 389 of the 2,048 bytes that a key may have. */
    public static String uploadKey(UserId holder, IdempotencyKey key) {
        return "IDEM#" + holder + "#" + key;
    }

    public static String signingKey(String purpose) {
        return "KEY#" + purpose;
    }

    public static String code(Visibility visibility) {
        return switch (visibility) {
            case PRIVATE -> "prv";
            case PUBLIC -> "pub";
        };
    }

    /** Of the id's last bits, which are random in a UUIDv7; its first ones are the time. */
    static int shard(ImageId id, int shards) {
        return Math.floorMod(id.value().getLeastSignificantBits(), shards);
    }
}
