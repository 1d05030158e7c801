package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.TimeRange;
import dev.darkroom.domain.model.image.Visibility;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page in one statement, which sees one snapshot. It reads one range of one index, or merges two ranges if both visibilities are shown.
 * What no range can express is checked for each entry, up to a budget: the content type in the entry, and further tags, the range of the other
 * time and words in the image.
 */
final class ListQuery {
    /**
     * The maximum number of index entries that a page with a filter by content type reads. If few entries match, pages end early, so that
     * each takes milliseconds for any number of images.
     */
    static final int READ_BUDGET = 5_000;

    /** The maximum number of images that a page reads to check them. */
    static final int IMAGE_BUDGET = 2_000;

    /** The number of images that a search checks before it uses the index of words, which is slow for frequent words. */
    static final int FIRST_BUDGET = 500;

    private static final Instant EARLIEST = Instant.ofEpochMilli(Long.MIN_VALUE);

    private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final PageRequest request;
    private final ImageFilter filter;
    private final @Nullable Tag tag;
    private final String time;
    private final String direction;
    private final boolean readsImages;
    private final boolean hasBudget;
    private final List<Object> parameters = new ArrayList<>();
    private final String sql;

    private ListQuery(PageRequest request, @Nullable Tag tag, int imageBudget) {
        this.request = request;
        this.filter = request.filter();
        this.tag = tag;
        this.time = column(request.sortKey());
        this.direction = request.order() == SortOrder.NEWEST_FIRST ? "DESC" : "ASC";
        this.readsImages = request.words() != null || filter.tags().size() > 1
                || !range(filter, otherKey()).equals(TimeRange.ALL);
        this.hasBudget = readsImages || filter.contentType() != null;
        this.sql = hasBudget
                ? sqlWithBudget(readsImages ? imageBudget : READ_BUDGET)
                : tag != null ? sqlOfTag()
                        : merged("image", "id, taken_time, " + ImageRows.COLUMNS, request.limit() + 1);
    }

    /** @param tag the tag of the filter whose list is read; null if the filter has no tags */
    static ListQuery of(PageRequest request, @Nullable Tag tag) {
        return new ListQuery(request, tag, IMAGE_BUDGET);
    }

    /** The same for a search that reads few images. */
    static ListQuery first(PageRequest request, @Nullable Tag tag) {
        return new ListQuery(request, tag, FIRST_BUDGET);
    }

    static String column(SortKey key) {
        return switch (key) {
            case CREATED_AT -> "created_at";
            case TAKEN_AT -> "taken_time";
        };
    }

    private static TimeRange range(ImageFilter filter, SortKey key) {
        return switch (key) {
            case CREATED_AT -> filter.created();
            case TAKEN_AT -> filter.taken();
        };
    }

    private SortKey otherKey() {
        return request.sortKey() == SortKey.CREATED_AT ? SortKey.TAKEN_AT : SortKey.CREATED_AT;
    }

    String sql() {
        return sql;
    }

    List<Object> parameters() {
        return parameters;
    }

    private String sqlOfTag() {
        return "SELECT %s FROM (%s) entry JOIN image ON image.id = entry.id ORDER BY %s"
                .formatted(ImageRows.COLUMNS_OF_IMAGE, merged("image_tag", time + ", id", request.limit() + 1),
                        order("entry."));
    }

    /** Has a row with the columns budget_… if the budget is exhausted: the position of the last entry that was read. */
    private String sqlWithBudget(int budget) {
        String entries = merged(tag == null ? "image" : "image_tag", time + ", id, content_type", budget + 1);
        String conditions = conditions();
        return """
                WITH entry AS MATERIALIZED (%s),
                shown AS (SELECT entry.%s, entry.id FROM %s WHERE %s ORDER BY %s LIMIT %d),
                budget AS (SELECT %s AS budget_time, id AS budget_id FROM entry
                    WHERE (SELECT count(*) FROM entry) > %d ORDER BY %s LIMIT 1 OFFSET %d)
                SELECT %s, budget.* FROM (SELECT 1) AS one
                LEFT JOIN budget ON true
                LEFT JOIN (shown JOIN image ON image.id = shown.id) ON true
                ORDER BY %s
                """.formatted(entries, time,
                readsImages
                        ? "(SELECT * FROM entry ORDER BY " + order("") + " LIMIT " + budget
                                + ") AS entry JOIN image ON image.id = entry.id"
                        : "entry",
                conditions, order("entry."), request.limit() + 1, time, budget, order(""), budget - 1,
                ImageRows.COLUMNS_OF_IMAGE, order("shown."));
    }

    private String conditions() {
        List<String> conditions = new ArrayList<>();
        if (filter.contentType() != null) {
            conditions.add("entry.content_type = ?");
            parameters.add(filter.contentType().mediaType());
        }
        if (readsImages) {
            conditions.add("image.state = 'ready' AND image.tags @> ?");
            parameters.add(filter.tags().stream().map(Tag::value).toList());
            addRange(otherKey(), "image.", conditions);
            if (request.words() != null) {
                // IS TRUE, so that the planner can't read all images with the words by their index, instead of these images.
                conditions.add("(image.words @@ ?::tsquery) IS TRUE");
                parameters.add(SearchQuery.tsquery(request.words()));
            }
        }
        return String.join(" AND ", conditions);
    }

    private void addRange(SortKey key, String prefix, List<String> conditions) {
        addRange(filter, key, prefix, conditions, parameters);
    }

    static void addRange(
            ImageFilter filter, SortKey key, String prefix, List<String> conditions, List<Object> parameters) {
        TimeRange range = range(filter, key);
        if (range.from() != null) {
            conditions.add(prefix + column(key) + " >= ?");
            parameters.add(value(key, range.from()));
        }
        if (range.before() != null) {
            conditions.add(prefix + column(key) + " < ?");
            parameters.add(value(key, range.before()));
        }
    }

    /** The value of a column, rounded up to whole milliseconds. */
    static Object value(SortKey key, Instant time) {
        Instant rounded = ceiling(time);
        return switch (key) {
            case CREATED_AT -> rounded;
            case TAKEN_AT -> rounded.isBefore(EARLIEST) ? Long.MIN_VALUE
                    : rounded.isAfter(LATEST) ? Long.MAX_VALUE : rounded.toEpochMilli();
        };
    }

    /** The first entries of the ranges of all visibilities together. */
    private String merged(String table, String columns, int limit) {
        List<Visibility> visibilities =
                filter.visibility() == null ? Arrays.asList(Visibility.values()) : List.of(filter.visibility());
        String ranges = visibilities.stream()
                .map(visibility -> range(table, columns, visibility, limit))
                .collect(Collectors.joining(" UNION ALL "));
        return visibilities.size() == 1
                ? ranges
                : "SELECT * FROM (%s) ranges ORDER BY %s LIMIT %d".formatted(ranges, order(""), limit);
    }

    private String range(String table, String columns, Visibility visibility, int limit) {
        List<String> conditions = new ArrayList<>();
        if (table.equals("image")) {
            conditions.add("state = 'ready'");
        }
        if (filter.owner() != null) {
            conditions.add("owner = ?");
            parameters.add(filter.owner().value());
        }
        if (tag != null) {
            conditions.add("tag = ?");
            parameters.add(tag.value());
        }
        // The schema explains the sum.
        conditions.add(filter.owner() == null ? "(visibility + 0) = ?" : "visibility = ?");
        parameters.add(ImageRows.number(visibility));
        addRange(request.sortKey(), "", conditions);
        Position after = request.after();
        if (after != null) {
            conditions.add("(" + time + ", id) " + (request.order() == SortOrder.NEWEST_FIRST ? "<" : ">") + " (?, ?)");
            parameters.add(value(request.sortKey(), after.time()));
            parameters.add(after.id().value());
        }
        return "(SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT %d)".formatted(
                columns, table, String.join(" AND ", conditions), order(""), limit);
    }

    private String order(String prefix) {
        return String.format(Locale.ROOT, "%1$s%2$s %3$s, %1$sid %3$s", prefix, time, direction);
    }

    /** Rounds a time up to whole milliseconds. */
    static Instant ceiling(Instant time) {
        if (time.isAfter(LATEST)) {
            return time;
        }
        Instant floor = time.truncatedTo(ChronoUnit.MILLIS);
        return floor.isBefore(time) ? floor.plusMillis(1) : floor;
    }

    ImagePage read(Session session) throws SQLException {
        List<Row> rows = session.rows(sql, this::row, parameters.toArray());
        List<Image> images = new ArrayList<>();
        Position budgetEnd = null;
        for (Row row : rows) {
            if (row.image() != null) {
                images.add(row.image());
            }
            budgetEnd = row.budgetEnd();
        }
        if (images.size() > request.limit()) {
            List<Image> page = images.subList(0, request.limit());
            return new ImagePage(page, page.getLast().position(request.sortKey()));
        }
        return new ImagePage(images, budgetEnd);
    }

    private record Row(@Nullable Image image, @Nullable Position budgetEnd) {}

    private Row row(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        UUID budgetId = !hasBudget ? null : row.getObject("budget_id", UUID.class);
        return new Row(
                id == null ? null : ImageRows.image(new ImageId(id), row),
                budgetId == null ? null : new Position(budgetTime(row), new ImageId(budgetId)));
    }

    private Instant budgetTime(ResultSet row) throws SQLException {
        return switch (request.sortKey()) {
            case CREATED_AT -> Session.time(row, "budget_time");
            case TAKEN_AT -> Instant.ofEpochMilli(row.getLong("budget_time"));
        };
    }
}
