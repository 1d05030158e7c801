package dev.darkroom.adapter.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.adapter.postgres.testkit.TestDatabase;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.testkit.contract.PageCostContract;
import dev.darkroom.domain.testkit.fixture.Filters;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The cost of a page in rows that the server reads, also those that it reads and does not use. */
class PostgresPageCostIT implements PageCostContract {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final String EXPLAIN = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ";

    /** A scan of a table or an index. */
    private static final Pattern SCAN = Pattern.compile("Scan .*\\(actual rows=([\\d.]+) loops=(\\d+)\\)");

    private static final Pattern REMOVED = Pattern.compile("Rows Removed by [^:]+: (\\d+)");

    private final PostgresImageCatalog testee = new PostgresImageCatalog(DATABASE.database(), false);

    @Override
    public PostgresImageCatalog testee() {
        return testee;
    }

    /** The server gets new statistics, as it does by itself after a while. */
    @Override
    public void store(List<Image> images) {
        String rows = images.stream()
                .map(image -> "('%s', '%s', %d, timestamptz '%s', '{%s}')".formatted(
                        image.id(), image.owner().value(), image.details().visibility() == Visibility.PUBLIC ? 1 : 0,
                        image.createdAt(),
                        image.details().tags().values().stream().map(Tag::value)
                                .collect(Collectors.joining(","))))
                .collect(Collectors.joining(","));
        for (String sql : List
                .of("""
                        WITH ready AS (INSERT INTO image (id, state, owner, filename, content_type, size_bytes, width, height, sha256, visibility,
                                created_at, updated_at, version, tags, taken_time, taken_month, words)
                            SELECT id::uuid, 'ready', owner, 'a.jpg', 'image/jpeg', 1, 1, 1, repeat('0', 64), visibility, created_at, created_at,
                                1, tags::text[], (extract(epoch FROM created_at) * 1000)::bigint, 0, '' FROM (VALUES %s) AS given (id, owner, visibility, created_at, tags)
                            RETURNING *)
                        INSERT INTO image_tag (id, tag, owner, visibility, created_at, taken_time, taken_month, content_type)
                        SELECT id, unnest(tags), owner, visibility, created_at, taken_time, taken_month, content_type FROM ready
                        """
                        .formatted(rows), "VACUUM ANALYZE image", "VACUUM ANALYZE image_tag")) {
            LocalPostgres.shared().execute(DATABASE.settings().database(), sql);
        }
    }

    /** Of the more expensive plan: with the parameters, and without them, which a server may use for a prepared statement. */
    @Override
    public double cost(PageRequest request) {
        return Math.max(rows(plan(request)), rows(preparedPlan(request)));
    }

    private static double rows(List<String> plan) {
        double rows = 0;
        double loops = 1;
        for (String line : plan) {
            MatchResult scan = SCAN.matcher(line).results().findFirst().orElse(null);
            if (scan != null) {
                loops = Double.parseDouble(scan.group(2));
                rows += Double.parseDouble(scan.group(1)) * loops;
            }
            MatchResult removed = REMOVED.matcher(line).results().findFirst().orElse(null);
            if (removed != null) {
                rows += Double.parseDouble(removed.group(1)) * loops;
            }
        }
        assertThat(rows).as(String.join("\n", plan)).isPositive();
        return rows;
    }

    private static List<String> plan(PageRequest request) {
        ListQuery query = ListQuery.of(request, Filters.tag(request.filter()));
        return DATABASE.database().statement(session -> session.rows(
                EXPLAIN + query.sql(), row -> row.getString(1), query.parameters().toArray()));
    }

    private static List<String> preparedPlan(PageRequest request) {
        ListQuery query = ListQuery.of(request, Filters.tag(request.filter()));
        AtomicInteger number = new AtomicInteger();
        String prepared = Pattern.compile("\\?").matcher(query.sql()).replaceAll(_ -> "\\$" + number.incrementAndGet());
        String parameters =
                query.parameters().stream().map(value -> "'" + value + "'").collect(Collectors.joining(", "));
        return DATABASE.database().transaction(session -> {
            session.script("SET LOCAL plan_cache_mode = force_generic_plan");
            session.script("PREPARE page AS " + prepared);
            List<String> plan = session.rows(EXPLAIN + "EXECUTE page (" + parameters + ")", row -> row.getString(1));
            session.script("DEALLOCATE page");
            return plan;
        });
    }
}
