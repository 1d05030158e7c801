package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Visibility;
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
 * Finds the images of a page. It reads one range of one index, or merges two ranges if both visibilities are shown. No range can express
 * the filter by content type, so that is applied to each entry.
 *
 * @param sql reads index entries in the order of the list, starting after the previous page
 * @param parameters the parameters of the statement
 * @param contentType the content type of the images; null for all
 * @param limit the maximum number of images
 */
record ListQuery(String sql, List<Object> parameters, @Nullable ContentType contentType, int limit) {
    /**
     * The maximum number of index entries that a page reads. If few entries match the filter, pages end early, so that each takes
     * milliseconds for any number of images.
     */
    static final int READ_BUDGET = 5_000;

    /** Sorts before every id. */
    private static final byte[] NO_ID = {};

    /**
     * The ids of a page.
     *
     * @param next the position after which the next page starts; null after the last page
     */
    record Ids(List<ImageId> ids, @Nullable Position next) {}

    static ListQuery of(PageRequest request) {
        ImageFilter filter = request.filter();
        List<Object> parameters = new ArrayList<>();
        String sql = visibilities(filter).stream()
                .map(visibility -> range(request, visibility, parameters))
                .collect(Collectors.joining(" UNION ALL "));
        String direction =
                switch (request.order()) {
                    case NEWEST_FIRST -> "DESC";
                    case OLDEST_FIRST -> "ASC";
                };
        return new ListQuery(
                sql + " ORDER BY created_at " + direction + ", id " + direction,
                parameters,
                filter.contentType(),
                request.limit());
    }

    private static List<Visibility> visibilities(ImageFilter filter) {
        return filter.visibility() == null ? Arrays.asList(Visibility.values()) : List.of(filter.visibility());
    }

    /** Returns the statement for one range and adds its parameters to the list. */
    private static String range(PageRequest request, Visibility visibility, List<Object> parameters) {
        ImageFilter filter = request.filter();
        String table = filter.tag() == null ? "image" : "image_tag";
        String index = table + (filter.owner() == null ? "_recent" : "_of_owner");
        StringBuilder sql = new StringBuilder("SELECT created_at, id, content_type FROM ")
                .append(table)
                // SQLite refuses a statement that can't use the named index.
                .append(" INDEXED BY ")
                .append(index)
                .append(" WHERE ");
        if (filter.owner() != null) {
            sql.append("owner = ? AND ");
            parameters.add(filter.owner().value());
        }
        if (filter.tag() != null) {
            sql.append("tag = ? AND ");
            parameters.add(filter.tag().value());
        }
        sql.append("visibility = ? AND (created_at, id) > (?, ?) AND (created_at, id) < (?, ?)");
        parameters.add(ImageRows.text(visibility));
        addBounds(request, parameters);
        return sql.toString();
    }

    /** Adds the positions between which the page lies, both exclusive. */
    private static void addBounds(PageRequest request, List<Object> parameters) {
        Instant from = request.filter().createdFrom();
        Instant before = request.filter().createdBefore();
        Position after = request.after();
        long low = from == null ? Long.MIN_VALUE : ceilingMillis(from);
        long high = before == null ? Long.MAX_VALUE : ceilingMillis(before);
        byte[] lowId = NO_ID;
        byte[] highId = NO_ID;
        if (after != null) {
            long millis = after.createdAt().toEpochMilli();
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
        List<ImageId> ids = new ArrayList<>();
        Position last = null;
        int entriesRead = 0;
        try (ResultSet entries = sqlite.query(sql, parameters.toArray())) {
            // SQLite reads an entry only when it is fetched, so the rest of the range costs nothing.
            while (entries.next()) {
                boolean shown = contentType == null || contentType.mediaType().equals(entries.getString(3));
                if (entriesRead == READ_BUDGET || (shown && ids.size() == limit)) {
                    return new Ids(ids, last);
                }
                ImageId id = ImageRows.id(entries.getBytes(2));
                if (shown) {
                    ids.add(id);
                }
                last = new Position(Instant.ofEpochMilli(entries.getLong(1)), id);
                entriesRead++;
            }
        }
        return new Ids(ids, null);
    }
}
