package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
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
 * No range can express the filter by content type, so that is applied to each entry, up to a budget.
 */
final class ListQuery {
    /**
     * The maximum number of index entries that a page with a filter by content type reads. If few entries match, pages end early, so that
     * each takes milliseconds for any number of images.
     */
    static final int READ_BUDGET = 5_000;

    private final PageRequest request;
    private final ImageFilter filter;
    private final String direction;
    private final List<Object> parameters = new ArrayList<>();
    private final String sql;

    private ListQuery(PageRequest request) {
        this.request = request;
        this.filter = request.filter();
        this.direction = request.order() == SortOrder.NEWEST_FIRST ? "DESC" : "ASC";
        this.sql = filter.contentType() != null
                ? sqlOfContentType(filter.contentType().mediaType())
                : filter.tag() != null ? sqlOfTag() : merged("image", "id, " + ImageRows.COLUMNS, request.limit() + 1);
    }

    static ListQuery of(PageRequest request) {
        return new ListQuery(request);
    }

    String sql() {
        return sql;
    }

    List<Object> parameters() {
        return parameters;
    }

    private String sqlOfTag() {
        return "SELECT %s FROM (%s) entry JOIN image ON image.id = entry.id ORDER BY %s"
                .formatted(ImageRows.COLUMNS_OF_IMAGE, merged("image_tag", "created_at, id", request.limit() + 1),
                        order("entry."));
    }

    /** Has a row with the columns budget_… if the budget is exhausted: the position of the last entry that was read. */
    private String sqlOfContentType(String mediaType) {
        String table = filter.tag() == null ? "image" : "image_tag";
        String entries = merged(table, "created_at, id, content_type", READ_BUDGET + 1);
        parameters.add(mediaType);
        return """
                WITH entry AS MATERIALIZED (%s),
                shown AS (SELECT created_at, id FROM entry WHERE content_type = ? ORDER BY %s LIMIT %d),
                budget AS (SELECT created_at AS budget_created_at, id AS budget_id FROM entry
                    WHERE (SELECT count(*) FROM entry) > %d ORDER BY %s LIMIT 1 OFFSET %d)
                SELECT %s, budget.* FROM (SELECT 1) AS one
                LEFT JOIN budget ON true
                LEFT JOIN (shown JOIN image ON image.id = shown.id) ON true
                ORDER BY %s
                """.formatted(entries, order(""), request.limit() + 1, READ_BUDGET, order(""), READ_BUDGET - 1,
                ImageRows.COLUMNS_OF_IMAGE, order("shown."));
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
        if (filter.tag() != null) {
            conditions.add("tag = ?");
            parameters.add(filter.tag().value());
        }
        // The schema explains the sum.
        conditions.add(filter.owner() == null ? "(visibility + 0) = ?" : "visibility = ?");
        parameters.add(ImageRows.number(visibility));
        if (filter.createdFrom() != null) {
            conditions.add("created_at >= ?");
            parameters.add(ceiling(filter.createdFrom()));
        }
        if (filter.createdBefore() != null) {
            conditions.add("created_at < ?");
            parameters.add(ceiling(filter.createdBefore()));
        }
        Position after = request.after();
        if (after != null) {
            conditions.add("(created_at, id) " + (request.order() == SortOrder.NEWEST_FIRST ? "<" : ">") + " (?, ?)");
            parameters.add(after.createdAt());
            parameters.add(after.id().value());
        }
        return "(SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT %d)".formatted(
                columns, table, String.join(" AND ", conditions), order(""), limit);
    }

    private String order(String prefix) {
        return String.format(Locale.ROOT, "%1$screated_at %2$s, %1$sid %2$s", prefix, direction);
    }

    /** Rounds a time up to whole milliseconds. */
    static Instant ceiling(Instant time) {
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
            return new ImagePage(page, page.getLast().position());
        }
        return new ImagePage(images, budgetEnd);
    }

    private record Row(@Nullable Image image, @Nullable Position budgetEnd) {}

    private Row row(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        UUID budgetId = filter.contentType() == null ? null : row.getObject("budget_id", UUID.class);
        return new Row(
                id == null ? null : ImageRows.image(new ImageId(id), row),
                budgetId == null ? null : new Position(Session.time(row, "budget_created_at"), new ImageId(budgetId)));
    }
}
