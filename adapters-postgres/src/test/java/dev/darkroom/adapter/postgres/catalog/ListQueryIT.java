package dev.darkroom.adapter.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.object.ContentType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a page costs with 30,000 images. The images of "old" are the oldest, so an index in the order of creation is the wrong one for them. One
 * image in 100 is a PNG, and one in ten is public.
 */
class ListQueryIT {
    private static final int IMAGES = 30_000;
    private static final Pattern ROWS = Pattern.compile("Index[^\\n]* using (\\w+) on [^\\n]*actual rows=(\\d+)");

    private static Database database;

    @BeforeAll
    static void fill() {
        PostgresSettings settings = LocalPostgres.shared().migratedDatabase();
        database = new Database(settings);
        LocalPostgres.shared().execute(settings.database(),
                """
                        INSERT INTO image (id, state, owner, filename, content_type, size_bytes, width, height, sha256, visibility, created_at,
                            updated_at, version, tags)
                        SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'ready', CASE WHEN n < 1000 THEN 'old' ELSE 'new' END,
                            'a.jpg', CASE WHEN n %% 100 = 0 THEN 'image/png' ELSE 'image/jpeg' END, 1, 1, 1, repeat('0', 64), (n %% 10 = 0)::int,
                            '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute', now(), 1, ARRAY['sea', 'tag ' || n %% 20]
                        FROM generate_series(0, %d) n;
                        INSERT INTO image_tag (id, tag, owner, visibility, created_at, content_type)
                        SELECT id, unnest(tags), owner, visibility, created_at, content_type FROM image;
                        """
                        .formatted(IMAGES - 1));
        LocalPostgres.shared().execute(settings.database(), "VACUUM ANALYZE image");
        LocalPostgres.shared().execute(settings.database(), "VACUUM ANALYZE image_tag");
    }

    @AfterAll
    static void close() {
        if (database != null) {
            database.close();
        }
    }

    private static ImageFilter filter(@Nullable String owner, @Nullable String tag, @Nullable ContentType contentType) {
        return new ImageFilter(owner == null ? null : new UserId(owner), tag == null ? null : new Tag(tag), contentType,
                null, null, null);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, -, image_recent", "new, -, image_of_owner", "old, -, image_of_owner",
                "-, sea, image_tag_recent",
                "-, tag 3, image_tag_recent", "new, sea, image_tag_of_owner", "old, tag 3, image_tag_of_owner"})
    void pageReadsOneRangeOfItsIndexForEachVisibility(@Nullable String owner, @Nullable String tag, String index) {
        for (SortOrder order : SortOrder.values()) {
            PageRequest first = new PageRequest(filter(owner, tag, null), order, null, 50);
            ImagePage page = page(first);
            assertThat(page.images()).hasSize(50);
            int middle = "old".equals(owner) ? 500 : IMAGES / 2;
            Position deep = new Position(
                    Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofMinutes(middle)),
                    page.images().getFirst().id());
            for (Position after : new @Nullable Position[]{null, page.next(), deep}) {
                PageRequest request = new PageRequest(filter(owner, tag, null), order, after, 50);
                requireRanges(plan(request), index);
                requireRanges(preparedPlan(request), index);
            }
        }
    }

    private static void requireRanges(String plan, String index) {
        List<String> indexes = new ArrayList<>();
        ROWS.matcher(plan).results().forEach(scan -> {
            indexes.add(scan.group(1));
            assertThat(Integer.parseInt(scan.group(2))).as(plan).isLessThanOrEqualTo(51);
        });
        assertThat(indexes.stream().filter(index::equals)).as(plan).hasSize(2);
        assertThat(plan).doesNotContain("Seq Scan");
    }

    private static ImagePage page(PageRequest request) {
        return database.statement(session -> ListQuery.of(request).read(session));
    }

    private static String plan(PageRequest request) {
        ListQuery query = ListQuery.of(request);
        List<String> lines = database.statement(session -> session.rows(
                "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + query.sql(), row -> row.getString(1),
                query.parameters().toArray()));
        return String.join("\n", lines);
    }

    /** The plan without knowledge of the parameters, which a server uses for a prepared statement. */
    private static String preparedPlan(PageRequest request) {
        ListQuery query = ListQuery.of(request);
        AtomicInteger number = new AtomicInteger();
        String prepared = Pattern.compile("\\?").matcher(query.sql()).replaceAll(_ -> "\\$" + number.incrementAndGet());
        String parameters =
                query.parameters().stream().map(value -> "'" + value + "'").collect(Collectors.joining(", "));
        List<String> lines = database.transaction(session -> {
            session.script("SET LOCAL plan_cache_mode = force_generic_plan");
            session.script("PREPARE page AS " + prepared);
            List<String> plan = session.rows(
                    "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) EXECUTE page (" + parameters + ")",
                    row -> row.getString(1));
            session.script("DEALLOCATE page");
            return plan;
        });
        return String.join("\n", lines);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"-, -", "new, -", "-, sea", "new, sea"})
    void walkByContentTypeEndsPagesAtTheBudgetAndFindsAll(@Nullable String owner, @Nullable String tag) {
        List<Image> found = new ArrayList<>();
        Position after = null;
        int pages = 0;
        do {
            ImagePage page = page(new PageRequest(
                    filter(owner, tag, ContentType.PNG), SortOrder.NEWEST_FIRST, after, 100));
            found.addAll(page.images());
            after = page.next();
            pages++;
        } while (after != null);

        assertThat(found).hasSize(owner == null ? IMAGES / 100 : (IMAGES - 1_000) / 100).doesNotHaveDuplicates();
        // A page that is full after 10,000 entries ends at the budget of 5,000.
        assertThat(pages).isGreaterThan(5);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"-", "sea"})
    void pageWithoutAMatchHasTheEndOfItsBudgetAsItsNextPosition(@Nullable String tag) {
        ImagePage page =
                page(new PageRequest(filter(null, tag, ContentType.GIF), SortOrder.OLDEST_FIRST, null, 10));

        assertThat(page.images()).isEmpty();
        assertThat(page.next()).isNotNull();
    }
}
