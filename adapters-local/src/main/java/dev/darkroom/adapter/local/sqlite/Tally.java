package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.TimeRange;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.summary.Calendar;
import dev.darkroom.domain.model.summary.TagPage;
import dev.darkroom.domain.model.summary.TagRequest;
import dev.darkroom.domain.model.summary.WholeMonths;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts of images. Triggers of the schema maintain them. */
final class Tally {
    private Tally() {}

    static Calendar calendar(Sqlite sqlite, ImageFilter filter) throws SQLException {
        Map<Integer, Long> months = new HashMap<>();
        if (isCounted(filter)) {
            WholeMonths whole = WholeMonths.of(filter.taken());
            if (whole.isPresent()) {
                addCounted(sqlite, filter, whole, months);
            }
            for (TimeRange part : whole.rest()) {
                addCounting(sqlite, filter.withTaken(part), months);
            }
        } else {
            addCounting(sqlite, filter, months);
        }
        return Calendar.of(months);
    }

    /** Whether whole months have counts. */
    private static boolean isCounted(ImageFilter filter) {
        return filter.tags().size() <= 1 && filter.contentType() == null && filter.created().equals(TimeRange.ALL);
    }

    private static void addCounted(Sqlite sqlite, ImageFilter filter, WholeMonths whole, Map<Integer, Long> months)
            throws SQLException {
        StringBuilder sql = new StringBuilder("SELECT taken_month, sum(images) FROM tally")
                .append(" WHERE owner = ? AND tag = ? AND taken_month >= ? AND taken_month < ?");
        List<Object> parameters = new ArrayList<>(List.of(owner(filter.owner()),
                filter.tags().isEmpty() ? "" : filter.tags().getFirst().value(), whole.from(), whole.before()));
        addVisibility(filter.visibility(), sql, parameters);
        add(sqlite, sql.append(" GROUP BY taken_month").toString(), parameters, months);
    }

    /** Counts the entries of the rarest tag that also have the others, or else images. */
    private static void addCounting(Sqlite sqlite, ImageFilter filter, Map<Integer, Long> months) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        Tag rarest = rarest(sqlite, filter);
        StringBuilder sql = new StringBuilder("SELECT taken_month, count(*) FROM ")
                .append(rarest == null ? "image" : "image_tag");
        if (filter.created().equals(TimeRange.ALL)) {
            // This index contains all that is needed. SQLite may choose another one, and read the rows.
            sql.append(" INDEXED BY ").append(rarest == null ? "image" : "image_tag")
                    .append(filter.owner() == null ? "_recent_taken" : "_of_owner_taken");
        }
        sql.append(" WHERE true");
        if (filter.owner() != null) {
            sql.append(" AND owner = ?");
            parameters.add(filter.owner().value());
        }
        if (rarest != null) {
            sql.append(" AND tag = ?");
            parameters.add(rarest.value());
        }
        sql.append(filter.visibility() == null ? " AND visibility IN ('private', 'public')" : "");
        addVisibility(filter.visibility(), sql, parameters);
        SearchRows.addRange("taken_time", filter.taken(), sql, parameters);
        SearchRows.addRange("created_at", filter.created(), sql, parameters);
        if (filter.contentType() != null) {
            sql.append(" AND content_type = ?");
            parameters.add(filter.contentType().mediaType());
        }
        for (Tag tag : filter.tags()) {
            if (!tag.equals(rarest)) {
                sql.append(" AND id IN (SELECT id FROM image_tag WHERE ")
                        .append(filter.owner() == null ? "tag = ?)" : "tag = ? AND owner = ?)");
                parameters.add(tag.value());
                if (filter.owner() != null) {
                    parameters.add(filter.owner().value());
                }
            }
        }
        add(sqlite, sql.append(" GROUP BY taken_month").toString(), parameters, months);
    }

    /** Adds the counts of a statement to those of the months. */
    private static void add(Sqlite sqlite, String sql, List<Object> parameters, Map<Integer, Long> months)
            throws SQLException {
        try (ResultSet rows = sqlite.query(sql, parameters.toArray())) {
            while (rows.next()) {
                months.merge(rows.getInt(1), rows.getLong(2), Long::sum);
            }
        }
    }

    private static void addVisibility(@Nullable Visibility visibility, StringBuilder sql, List<Object> parameters) {
        if (visibility != null) {
            sql.append(" AND visibility = ?");
            parameters.add(ImageRows.text(visibility));
        }
    }

    private static String owner(@Nullable UserId owner) {
        return owner == null ? "" : owner.value();
    }

    static TagPage tags(Sqlite sqlite, TagRequest request) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        StringBuilder sql = new StringBuilder("SELECT tag, sum(images) FROM tally WHERE owner = ? AND tag > ?");
        parameters.add(owner(request.owner()));
        Tag after = request.after();
        parameters.add(after == null ? "" : after.value());
        if (!request.prefix().isEmpty()) {
            // No text begins with a larger character.
            sql.append(" AND tag >= ? AND tag < ?");
            parameters.add(request.prefix());
            parameters.add(request.prefix() + Character.toString(Character.MAX_CODE_POINT));
        }
        addVisibility(request.visibility(), sql, parameters);
        sql.append(" GROUP BY tag ORDER BY tag LIMIT ").append(request.limit() + 1);
        List<TagPage.TagCount> tags = new ArrayList<>();
        try (ResultSet rows = sqlite.query(sql.toString(), parameters.toArray())) {
            while (rows.next()) {
                tags.add(new TagPage.TagCount(new Tag(rows.getString(1)), rows.getLong(2)));
            }
        }
        return tags.size() <= request.limit()
                ? new TagPage(tags, true)
                : new TagPage(tags.subList(0, request.limit()), false);
    }

    /** The tag of a filter that the fewest images have, to read its list and check the others. Null if there is no tag. */
    static @Nullable Tag rarest(Sqlite sqlite, ImageFilter filter) throws SQLException {
        Tag rarest = null;
        long fewest = Long.MAX_VALUE;
        for (Tag tag : filter.tags()) {
            long images = filter.tags().size() == 1 ? 0 : count(sqlite, filter.owner(), tag);
            if (images < fewest) {
                rarest = tag;
                fewest = images;
            }
        }
        return rarest;
    }

    private static long count(Sqlite sqlite, @Nullable UserId owner, Tag tag) throws SQLException {
        try (ResultSet row = sqlite.query("SELECT coalesce(sum(images), 0) FROM tally WHERE owner = ? AND tag = ?",
                owner(owner), tag.value())) {
            row.next();
            return row.getLong(1);
        }
    }
}
