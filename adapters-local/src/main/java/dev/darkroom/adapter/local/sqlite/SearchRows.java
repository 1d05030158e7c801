package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.TimeRange;
import dev.darkroom.domain.model.image.Words;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The full-text index of the images: their words, and what a search sorts and filters by. */
final class SearchRows {
    /** The maximum number of images with the words whose entries a page reads and sorts; that takes 20 to 40 ms. */
    static final int MAX_FOUND = 20_000;

    private SearchRows() {}

    static void insert(Sqlite sqlite, Image image) throws SQLException {
        sqlite.update("""
                INSERT INTO search_entry (id, owner, content_type, visibility, created_at, taken_time)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                ImageRows.bytes(image.id()), image.owner().value(), image.contentType().mediaType(),
                ImageRows.text(image.details().visibility()), image.createdAt().toEpochMilli(),
                image.takenTime().toEpochMilli());
        sqlite.update("INSERT INTO search_word (rowid, words) VALUES (last_insert_rowid(), ?)",
                String.join(" ", Words.of(image.filename(), image.details())));
    }

    /** Finds the images of a page of a search. Empty if too many images have the words; then they are found by reading the list. */
    static Optional<ListQuery.Ids> find(Sqlite sqlite, PageRequest request, Words words) throws SQLException {
        String match = match(words);
        try (ResultSet count = sqlite.query(
                "SELECT count(*) FROM (SELECT 1 FROM search_word WHERE search_word MATCH ? LIMIT ?)", match,
                MAX_FOUND + 1)) {
            count.next();
            if (count.getInt(1) > MAX_FOUND) {
                return Optional.empty();
            }
        }
        List<Object> parameters = new ArrayList<>();
        String sql = sql(request, match, parameters);
        List<ImageId> ids = new ArrayList<>();
        Position last = null;
        try (ResultSet rows = sqlite.query(sql, parameters.toArray())) {
            while (rows.next()) {
                if (ids.size() == request.limit()) {
                    return Optional.of(new ListQuery.Ids(ids, last));
                }
                ImageId id = ImageRows.id(rows.getBytes(2));
                ids.add(id);
                last = new Position(Instant.ofEpochMilli(rows.getLong(1)), id);
            }
        }
        return Optional.of(new ListQuery.Ids(ids, null));
    }

    /** A query of FTS5 (sqlite.org/fts5.html, "Full-text Query Syntax"). Words contain letters and digits only. */
    private static String match(Words words) {
        return Stream.concat(words.whole().stream().map(word -> "\"" + word + "\""),
                Stream.of("\"" + words.prefix() + "\" *")).collect(Collectors.joining(" AND "));
    }

    private static String sql(PageRequest request, String match, List<Object> parameters) {
        ImageFilter filter = request.filter();
        StringBuilder sql = new StringBuilder("SELECT ").append(ListQuery.column(request.sortKey()))
                .append(" AS time, id FROM search_word JOIN search_entry ON number = search_word.rowid")
                .append(" WHERE search_word MATCH ?");
        parameters.add(match);
        if (filter.owner() != null) {
            sql.append(" AND owner = ?");
            parameters.add(filter.owner().value());
        }
        if (filter.visibility() != null) {
            sql.append(" AND visibility = ?");
            parameters.add(ImageRows.text(filter.visibility()));
        }
        if (filter.contentType() != null) {
            sql.append(" AND content_type = ?");
            parameters.add(filter.contentType().mediaType());
        }
        for (Tag tag : filter.tags()) {
            sql.append(" AND EXISTS (SELECT 1 FROM image_tag WHERE image_tag.id = search_entry.id AND tag = ?)");
            parameters.add(tag.value());
        }
        addRange("created_at", filter.created(), sql, parameters);
        addRange("taken_time", filter.taken(), sql, parameters);
        boolean ascends = request.order() == SortOrder.OLDEST_FIRST;
        if (request.after() != null) {
            sql.append(" AND (time, id) ").append(ascends ? '>' : '<').append(" (?, ?)");
            parameters.add(request.after().time().toEpochMilli());
            parameters.add(ImageRows.bytes(request.after().id()));
        }
        String direction = ascends ? "ASC" : "DESC";
        return sql.append(" ORDER BY time ").append(direction).append(", id ").append(direction).append(" LIMIT ")
                .append(request.limit() + 1).toString();
    }

    /** Adds the conditions of a range of time. */
    static void addRange(String column, TimeRange range, StringBuilder sql, List<Object> parameters) {
        if (range.from() != null) {
            sql.append(" AND ").append(column).append(" >= ?");
            parameters.add(ListQuery.ceilingMillis(range.from()));
        }
        if (range.before() != null) {
            sql.append(" AND ").append(column).append(" < ?");
            parameters.add(ListQuery.ceilingMillis(range.before()));
        }
    }
}
