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
        record Count(int month, long images) {}
        List<Object> parameters = new ArrayList<>();
        String sql = isCounted(filter) ? counted(filter, parameters) : counting(filter, parameters);
        Map<Integer, Long> months = new HashMap<>();
        for (Count count : session.rows(sql, row -> new Count(row.getInt(1), row.getLong(2)), parameters.toArray())) {
            months.put(count.month(), count.images());
        }
        return Calendar.of(months);
    }

    private static boolean isCounted(ImageFilter filter) {
        return filter.tags().size() <= 1 && filter.contentType() == null && filter.created().equals(TimeRange.ALL)
                && filter.taken().equals(TimeRange.ALL);
    }

    private static String counted(ImageFilter filter, List<Object> parameters) {
        List<String> conditions = new ArrayList<>(List.of("owner = ?", "tag = ?"));
        parameters.add(owner(filter.owner()));
        parameters.add(filter.tags().isEmpty() ? "" : filter.tags().getFirst().value());
        addVisibility(filter.visibility(), conditions, parameters);
        return "SELECT taken_month, sum(images) FROM tally WHERE %s GROUP BY taken_month"
                .formatted(String.join(" AND ", conditions));
    }

    private static String counting(ImageFilter filter, List<Object> parameters) {
        List<String> conditions = new ArrayList<>(List.of("state = 'ready'"));
        if (filter.owner() != null) {
            conditions.add("owner = ?");
            parameters.add(filter.owner().value());
        }
        if (filter.contentType() != null) {
            conditions.add("content_type = ?");
            parameters.add(filter.contentType().mediaType());
        }
        for (Tag tag : filter.tags()) {
            conditions.add("id IN (SELECT id FROM image_tag WHERE tag = ?)");
            parameters.add(tag.value());
        }
        addVisibility(filter.visibility(), conditions, parameters);
        ListQuery.addRange(filter, SortKey.CREATED_AT, "", conditions, parameters);
        ListQuery.addRange(filter, SortKey.TAKEN_AT, "", conditions, parameters);
        return "SELECT taken_month, count(*) FROM image WHERE %s GROUP BY taken_month"
                .formatted(String.join(" AND ", conditions));
    }

    private static void addVisibility(
            @Nullable Visibility visibility, List<String> conditions, List<Object> parameters) {
        if (visibility != null) {
            conditions.add("visibility = ?");
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
        addVisibility(request.visibility(), conditions, parameters);
        List<TagPage.TagCount> tags = session.rows(
                "SELECT tag, sum(images) FROM tally WHERE %s GROUP BY tag HAVING sum(images) > 0 ORDER BY tag LIMIT %d"
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
