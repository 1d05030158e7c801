package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.TimeRange;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.summary.Calendar;
import dev.darkroom.domain.model.summary.TagPage;
import dev.darkroom.domain.model.summary.TagRequest;
import dev.darkroom.domain.model.summary.WholeMonths;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts of images. A trigger of the schema maintains them. */
final class Tally {
    private Tally() {}

    static Calendar calendar(Session session, ImageFilter filter) throws SQLException {
        Map<Integer, Long> months = new HashMap<>();
        if (isCounted(filter)) {
            WholeMonths whole = WholeMonths.of(filter.taken());
            if (whole.isPresent()) {
                addCounted(session, filter, whole, months);
            }
            for (TimeRange part : whole.rest()) {
                addCounting(session, filter.withTaken(part), months);
            }
        } else {
            addCounting(session, filter, months);
        }
        return Calendar.of(months);
    }

    /** Whether whole months have counts. */
    private static boolean isCounted(ImageFilter filter) {
        return filter.tags().size() <= 1 && filter.contentType() == null && filter.created().equals(TimeRange.ALL);
    }

    private static void addCounted(Session session, ImageFilter filter, WholeMonths whole, Map<Integer, Long> months)
            throws SQLException {
        List<String> conditions =
                new ArrayList<>(List.of("owner = ?", "tag = ?", "taken_month >= ?", "taken_month < ?"));
        List<Object> parameters = new ArrayList<>(List.of(owner(filter.owner()),
                filter.tags().isEmpty() ? "" : filter.tags().getFirst().value(), whole.from(), whole.before()));
        addVisibility(filter.visibility(), "visibility", conditions, parameters);
        add(session, "SELECT taken_month, sum(images) FROM tally WHERE %s GROUP BY taken_month"
                .formatted(String.join(" AND ", conditions)), parameters, months);
    }

    /** Counts the entries of the rarest tag that also have the others, or else images. All are read from indexes. */
    private static void addCounting(Session session, ImageFilter filter, Map<Integer, Long> months)
            throws SQLException {
        List<Object> parameters = new ArrayList<>();
        List<String> conditions = new ArrayList<>();
        Tag rarest = rarest(session, filter);
        String from;
        if (rarest == null) {
            from = "image AS entry";
            conditions.add("entry.state = 'ready'");
        } else {
            from = "image_tag AS entry";
            conditions.add("entry.tag = ?");
            parameters.add(rarest.value());
        }
        if (filter.owner() != null) {
            conditions.add("entry.owner = ?");
            parameters.add(filter.owner().value());
        }
        // The schema explains the sum.
        addVisibility(filter.visibility(), filter.owner() == null ? "(entry.visibility + 0)" : "entry.visibility",
                conditions, parameters);
        if (filter.contentType() != null) {
            conditions.add("entry.content_type = ?");
            parameters.add(filter.contentType().mediaType());
        }
        ListQuery.addRange(filter, SortKey.CREATED_AT, "entry.", conditions, parameters);
        ListQuery.addRange(filter, SortKey.TAKEN_AT, "entry.", conditions, parameters);
        for (Tag tag : filter.tags()) {
            if (!tag.equals(rarest)) {
                conditions.add("entry.id IN (SELECT id FROM image_tag WHERE tag = ?"
                        + (filter.owner() == null ? ")" : " AND owner = ?)"));
                parameters.add(tag.value());
                if (filter.owner() != null) {
                    parameters.add(filter.owner().value());
                }
            }
        }
        add(session, "SELECT entry.taken_month, count(*) FROM %s WHERE %s GROUP BY entry.taken_month".formatted(from,
                String.join(" AND ", conditions)), parameters, months);
    }

    /** Adds the counts of a statement to those of the months. */
    private static void add(Session session, String sql, List<Object> parameters, Map<Integer, Long> months)
            throws SQLException {
        record Count(int month, long images) {}
        for (Count count : session.rows(sql, row -> new Count(row.getInt(1), row.getLong(2)), parameters.toArray())) {
            months.merge(count.month(), count.images(), Long::sum);
        }
    }

    private static void addVisibility(
            @Nullable Visibility visibility, String column, List<String> conditions, List<Object> parameters) {
        if (visibility != null) {
            conditions.add(column + " = ?");
            parameters.add(ImageRows.number(visibility));
        }
    }

    private static String owner(@Nullable UserId owner) {
        return owner == null ? "" : owner.value();
    }

    static TagPage tags(Session session, TagRequest request) throws SQLException {
        List<String> conditions = new ArrayList<>(List.of("owner = ?", "tag > ?"));
        Tag after = request.after();
        List<Object> parameters = new ArrayList<>(List.of(owner(request.owner()), after == null ? "" : after.value()));
        if (!request.prefix().isEmpty()) {
            // No text begins with a larger character.
            conditions.add("tag >= ? AND tag < ?");
            parameters.add(request.prefix());
            parameters.add(request.prefix() + Character.toString(Character.MAX_CODE_POINT));
        }
        addVisibility(request.visibility(), "visibility", conditions, parameters);
        List<TagPage.TagCount> tags = session.rows(
                "SELECT tag, sum(images) FROM tally WHERE %s GROUP BY tag ORDER BY tag LIMIT %d"
                        .formatted(String.join(" AND ", conditions), request.limit() + 1),
                row -> new TagPage.TagCount(new Tag(row.getString(1)), row.getLong(2)), parameters.toArray());
        return tags.size() <= request.limit()
                ? new TagPage(tags, true)
                : new TagPage(tags.subList(0, request.limit()), false);
    }

    /** The tag of a filter that the fewest images have, to read its list and check the others. Null if there is no tag. */
    static @Nullable Tag rarest(Session session, ImageFilter filter) throws SQLException {
        if (filter.tags().size() <= 1) {
            return filter.tags().isEmpty() ? null : filter.tags().getFirst();
        }
        return session.row("""
                SELECT tag FROM unnest(?::text[]) AS tag
                ORDER BY (SELECT coalesce(sum(images), 0) FROM tally WHERE owner = ? AND tally.tag = tag.tag) LIMIT 1
                """, row -> new Tag(row.getString(1)), filter.tags().stream().map(Tag::value).toList(),
                owner(filter.owner())).orElseThrow();
    }
}
