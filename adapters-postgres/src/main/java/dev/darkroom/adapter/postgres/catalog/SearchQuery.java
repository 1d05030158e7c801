package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Words;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a page of a search in one statement: finds the images with the words by their index, and sorts those that match the filter. */
final class SearchQuery {
    /** The maximum number of images with the words that a page reads and sorts; that takes some 20 ms. */
    static final int MAX_FOUND = 20_000;

    /**
     * A GIN index has no order, so PostgreSQL reads all its entries of a word even for a few images, 0.15 ms for 1,000. If the statistics say that
     * more images than this have the words, the index is not read.
     */
    private static final int MAX_EXPECTED = 100_000;

    /** The most common words, with the part of all rows that have them. ANALYZE samples them. */
    private static final String COMMON_WORDS =
            """
                    SELECT common.word, common.frequency, (SELECT reltuples FROM pg_class WHERE oid = 'image'::regclass) AS images
                    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common (word, frequency)
                    WHERE schemaname = current_schema() AND tablename = 'image' AND attname = 'words'
                        AND (common.word = ANY (?) OR starts_with(common.word, ?))
                    """;

    private final PageRequest request;
    private final Words words;
    private final List<Object> parameters = new ArrayList<>();
    private final String sql;

    private SearchQuery(PageRequest request, Words words) {
        this.request = request;
        this.words = words;
        parameters.add(tsquery(words));
        List<String> conditions = conditions(request.filter());
        String time = ListQuery.column(request.sortKey());
        boolean descends = request.order() == SortOrder.NEWEST_FIRST;
        if (request.after() != null) {
            conditions.add("(" + time + ", id) " + (descends ? "<" : ">") + " (?, ?)");
            parameters.add(ListQuery.value(request.sortKey(), request.after().time()));
            parameters.add(request.after().id().value());
        }
        String order = "%1$s%2$s %3$s, %1$sid %3$s";
        String direction = descends ? "DESC" : "ASC";
        this.sql = """
                WITH found AS MATERIALIZED (
                    SELECT id, owner, visibility, content_type, tags, created_at, taken_time FROM image
                    WHERE state = 'ready' AND words @@ ?::tsquery LIMIT %d),
                page AS (SELECT id, %s FROM found WHERE %s ORDER BY %s LIMIT %d)
                SELECT %s, total.found FROM (SELECT count(*) AS found FROM found) AS total
                LEFT JOIN (page JOIN image ON image.id = page.id) ON true ORDER BY %s
                """.formatted(MAX_FOUND + 1, time, String.join(" AND ", conditions),
                order.formatted("", time, direction),
                request.limit() + 1, ImageRows.COLUMNS_OF_IMAGE, order.formatted("page.", time, direction));
    }

    static SearchQuery of(PageRequest request, Words words) {
        return new SearchQuery(request, words);
    }

    /** A text search query (PostgreSQL's documentation, "Text Search Types"). Words contain letters and digits only. */
    static String tsquery(Words words) {
        return Stream
                .concat(words.whole().stream().map(word -> "'" + word + "'"), Stream.of("'" + words.prefix() + "':*"))
                .collect(Collectors.joining(" & "));
    }

    private List<String> conditions(ImageFilter filter) {
        List<String> conditions = new ArrayList<>(List.of("tags @> ?"));
        parameters.add(filter.tags().stream().map(Tag::value).toList());
        if (filter.owner() != null) {
            conditions.add("owner = ?");
            parameters.add(filter.owner().value());
        }
        if (filter.visibility() != null) {
            conditions.add("visibility = ?");
            parameters.add(ImageRows.number(filter.visibility()));
        }
        if (filter.contentType() != null) {
            conditions.add("content_type = ?");
            parameters.add(filter.contentType().mediaType());
        }
        ListQuery.addRange(filter, SortKey.CREATED_AT, "", conditions, parameters);
        ListQuery.addRange(filter, SortKey.TAKEN_AT, "", conditions, parameters);
        return conditions;
    }

    /** Empty if too many images have the words; then they are found by reading the list. */
    Optional<ImagePage> read(Session session) throws SQLException {
        if (expected(session, words) > MAX_EXPECTED) {
            return Optional.empty();
        }
        List<Row> rows = session.rows(sql, SearchQuery::row, parameters.toArray());
        if (rows.getFirst().found() > MAX_FOUND) {
            return Optional.empty();
        }
        List<Image> images = new ArrayList<>();
        for (Row row : rows) {
            if (row.image() != null) {
                images.add(row.image());
            }
        }
        if (images.size() <= request.limit()) {
            return Optional.of(new ImagePage(images, null));
        }
        List<Image> page = images.subList(0, request.limit());
        return Optional.of(new ImagePage(page, page.getLast().position(request.sortKey())));
    }

    /** How many images have all words, if their words were independent. 0 if a word is not among the most common. */
    static double expected(Session session, Words words) throws SQLException {
        record Common(String word, double frequency, double images) {}
        List<Common> common = session.rows(COMMON_WORDS,
                row -> new Common(row.getString("word"), row.getDouble("frequency"), row.getDouble("images")),
                words.whole(), words.prefix());
        double expected = common.isEmpty() ? 0 : common.getFirst().images();
        for (String whole : words.whole()) {
            expected *=
                    common.stream().filter(found -> found.word().equals(whole)).mapToDouble(Common::frequency).sum();
        }
        return expected * common.stream().filter(found -> found.word().startsWith(words.prefix()))
                .mapToDouble(Common::frequency).max().orElse(0);
    }

    private record Row(long found, @Nullable Image image) {}

    private static Row row(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new Row(row.getLong("found"), id == null ? null : ImageRows.image(new ImageId(id), row));
    }
}
