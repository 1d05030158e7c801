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
import dev.darkroom.domain.testkit.fixture.Filters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists by content type of 30,000 images. One image in 100 is a PNG, and one in ten is public. */
class ListQueryIT {
    private static final int IMAGES = 30_000;

    private static Database database;

    @BeforeAll
    static void fill() {
        PostgresSettings settings = LocalPostgres.shared().migratedDatabase();
        database = new Database(settings);
        LocalPostgres.shared().execute(settings.database(),
                """
                        INSERT INTO image (id, state, owner, filename, content_type, size_bytes, width, height, sha256, visibility, created_at,
                            updated_at, version, tags, taken_time, taken_month, words)
                        SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'ready', CASE WHEN n < 1000 THEN 'old' ELSE 'new' END,
                            'a.jpg', CASE WHEN n %% 100 = 0 THEN 'image/png' ELSE 'image/jpeg' END, 1, 1, 1, repeat('0', 64), (n %% 10 = 0)::int,
                            '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute', now(), 1, ARRAY['sea', 'tag ' || n %% 20], 0, 0, ''
                        FROM generate_series(0, %d) n;
                        INSERT INTO image_tag (id, tag, owner, visibility, created_at, taken_time, taken_month, content_type)
                        SELECT id, unnest(tags), owner, visibility, created_at, taken_time, taken_month, content_type FROM image;
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
        return Filters.of(owner == null ? null : new UserId(owner), tag == null ? null : new Tag(tag), contentType,
                null, null, null);
    }

    private static ImagePage page(PageRequest request) {
        return database.statement(session -> ListQuery.of(request, Filters.tag(request.filter())).read(session));
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
