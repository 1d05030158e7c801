package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.TimeRange;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.object.ContentType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the images of a page. It reads one range of one index, or merges two ranges if both visibilities are shown. What no range can express
 * is checked for each entry: the content type in the entry, and further tags, the range of the other time and words in the image.
 *
 * @param sql reads index entries in the order of the list, starting after the previous page
 * @param parameters the parameters of the statement
 */
record ListQuery(PageRequest request, String sql, List<Object> parameters) {
    /**
     * The maximum number of index entries that a page reads. If few entries match the filter, pages end early, so that each takes
     * milliseconds for any number of images.
     */
    static final int READ_BUDGET = 5_000;

    /** The maximum number of images that a page reads to check them. */
    static final int IMAGE_BUDGET = 2_000;

    /** The number of images that a search checks before it uses the index of words, which is slow for frequent words. */
    static final int FIRST_BUDGET = 500;

    /** Sorts before every id. */
    private static final byte[] NO_ID = {};

    /**
     * The ids of a page.
     *
     * @param next the position after which the next page starts; null after the last page
     */
    record Ids(List<ImageId> ids, @Nullable Position next) {}

    /** @param tag the tag of the filter whose list is read; null if the filter has no tags */
    static ListQuery of(PageRequest request, @Nullable Tag tag) {
        List<Object> parameters = new ArrayList<>();
        String sql = visibilities(request.filter()).stream()
                .map(visibility -> range(request, tag, visibility, parameters))
                .collect(Collectors.joining(" UNION ALL "));
        String direction =
                switch (request.order()) {
                    case NEWEST_FIRST -> "DESC";
                    case OLDEST_FIRST -> "ASC";
                };
        return new ListQuery(
                request,
                "%s ORDER BY %s %s, id %s".formatted(sql, column(request.sortKey()), direction, direction),
                parameters);
    }

    static String column(SortKey key) {
        return switch (key) {
            case CREATED_AT -> "created_at";
            case TAKEN_AT -> "taken_time";
        };
    }

    private static List<Visibility> visibilities(ImageFilter filter) {
        return filter.visibility() == null ? Arrays.asList(Visibility.values()) : List.of(filter.visibility());
    }

    /** Returns the statement for one range and adds its parameters to the list. */
    private static String range(
            PageRequest request, @Nullable Tag tag, Visibility visibility, List<Object> parameters) {
        ImageFilter filter = request.filter();
        String column = column(request.sortKey());
        String table = tag == null ? "image" : "image_tag";
        String index = table + (filter.owner() == null ? "_recent" : "_of_owner")
                + (request.sortKey() == SortKey.TAKEN_AT ? "_taken" : "");
        StringBuilder sql = new StringBuilder("SELECT ")
                .append(column)
                .append(", id, content_type FROM ")
                .append(table)
                // SQLite refuses a statement that can't use the named index.
                .append(" INDEXED BY ")
                .append(index)
                .append(" WHERE ");
        if (filter.owner() != null) {
            sql.append("owner = ? AND ");
            parameters.add(filter.owner().value());
        }
        if (tag != null) {
            sql.append("tag = ? AND ");
            parameters.add(tag.value());
        }
        sql.append("visibility = ? AND (%1$s, id) > (?, ?) AND (%1$s, id) < (?, ?)".formatted(column));
        parameters.add(ImageRows.text(visibility));
        addBounds(request, parameters);
        return sql.toString();
    }

    /** Adds the positions between which the page lies, both exclusive. */
    private static void addBounds(PageRequest request, List<Object> parameters) {
        TimeRange range = range(request.filter(), request.sortKey());
        Instant from = range.from();
        Instant before = range.before();
        Position after = request.after();
        long low = from == null ? Long.MIN_VALUE : ceilingMillis(from);
        long high = before == null ? Long.MAX_VALUE : ceilingMillis(before);
        byte[] lowId = NO_ID;
        byte[] highId = NO_ID;
        if (after != null) {
            long millis = after.time().toEpochMilli();
            if (request.order() == SortOrder.OLDEST_FIRST && millis >= low) {
                low = millis;
                lowId = ImageRows.bytes(after.id());
            } else if (request.order() == SortOrder.NEWEST_FIRST && millis < high) {
                high = millis;
                highId = ImageRows.bytes(after.id());
            }
        }
        parameters.addAll(List.of(low, lowId, high, highId));
    }

    private static TimeRange range(ImageFilter filter, SortKey key) {
        return switch (key) {
            case CREATED_AT -> filter.created();
            case TAKEN_AT -> filter.taken();
        };
    }

    /** Rounds a time up to whole milliseconds since 1970. A time out of range becomes the smallest or largest value. */
    static long ceilingMillis(Instant time) {
        if (time.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE))) {
            return Long.MAX_VALUE;
        }
        if (time.isBefore(Instant.ofEpochMilli(Long.MIN_VALUE))) {
            return Long.MIN_VALUE;
        }
        Instant floor = time.truncatedTo(ChronoUnit.MILLIS);
        return floor.toEpochMilli() + (floor.isBefore(time) ? 1 : 0);
    }

    Ids read(Sqlite sqlite) throws SQLException {
        return read(sqlite, readsImages() ? IMAGE_BUDGET : READ_BUDGET);
    }

    /** @param budget the maximum number of entries to read */
    Ids read(Sqlite sqlite, int budget) throws SQLException {
        ContentType contentType = request.filter().contentType();
        boolean readsImages = readsImages();
        List<ImageId> ids = new ArrayList<>();
        Position last = null;
        int entriesRead = 0;
        try (ResultSet entries = sqlite.query(sql, parameters.toArray())) {
            // SQLite reads an entry only when it is fetched, so the rest of the range costs nothing.
            while (entries.next()) {
                if (entriesRead == budget) {
                    return new Ids(ids, last);
                }
                ImageId id = ImageRows.id(entries.getBytes(2));
                boolean shown = (contentType == null || contentType.mediaType().equals(entries.getString(3)))
                        && (!readsImages || ImageRows.find(sqlite, id).filter(this::matches).isPresent());
                if (shown && ids.size() == request.limit()) {
                    return new Ids(ids, last);
                }
                if (shown) {
                    ids.add(id);
                }
                last = new Position(Instant.ofEpochMilli(entries.getLong(1)), id);
                entriesRead++;
            }
        }
        return new Ids(ids, null);
    }

    private boolean readsImages() {
        SortKey otherKey = request.sortKey() == SortKey.CREATED_AT ? SortKey.TAKEN_AT : SortKey.CREATED_AT;
        return request.words() != null
                || request.filter().tags().size() > 1
                || !range(request.filter(), otherKey).equals(TimeRange.ALL);
    }

    private boolean matches(Image image) {
        Words words = request.words();
        return request.filter().matches(image) && (words == null || words.match(image));
    }
}
