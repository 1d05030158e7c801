package dev.darkroom.adapter.local.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.TimeRange;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.testkit.fixture.Filters;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListQueryTest {
    private static final Position AFTER = ImageBuilder.image().build().position();

    @TempDir
    Path folder;

    @Test
    void everyListReadsARangeOfACoveringIndex() throws SQLException {
        try (Sqlite sqlite = Sqlite.openWriter(folder.resolve("catalog.db"))) {
            Schema.CURRENT.migrate(sqlite);
            for (PageRequest request : allKindsOfLists()) {
                ListQuery query = ListQuery.of(request, Filters.tag(request.filter()));
                List<String> plan = plan(sqlite, query.sql(), query.parameters().toArray());
                String time = ListQuery.column(request.sortKey());
                int ranges = request.filter().visibility() == null ? 2 : 1;

                assertThat(plan).as("%s %s", query.sql(), plan)
                        .noneMatch(step -> step.contains("SCAN") || step.contains("TEMP B-TREE"))
                        .filteredOn(step -> step.startsWith("SEARCH"))
                        .hasSize(ranges)
                        .allMatch(step -> step.contains("USING COVERING INDEX")
                                && step.contains("visibility=?")
                                && step.contains("(%1$s,id)>(?,?) AND (%1$s,id)<(?,?)".formatted(time)));
            }
        }
    }

    @Test
    void imagesAndUnfinishedWorkAreFoundThroughIndexes() throws SQLException {
        try (Sqlite sqlite = Sqlite.openWriter(folder.resolve("catalog.db"))) {
            Schema.CURRENT.migrate(sqlite);
            for (String sql : List.of(ImageRows.FIND, ImageRows.FIND_RECEIVED,
                    SqliteImageCatalog.UNFINISHED,
                    SqliteTrash.FIND, SqliteTrash.TRASHED_BEFORE)) {
                List<String> plan = plan(sqlite, sql);

                assertThat(plan).as("%s %s", sql, plan)
                        .noneMatch(step -> step.contains("TEMP B-TREE")
                                || step.matches("SCAN (image|image_tag|unfinished|trashed_image)\\b.*"))
                        .anyMatch(step -> step.startsWith("SEARCH"));
            }
        }
    }

    @Test
    void everyPageOfTheTrashReadsARangeOfAnIndex() throws SQLException {
        try (Sqlite sqlite = Sqlite.openWriter(folder.resolve("catalog.db"))) {
            Schema.CURRENT.migrate(sqlite);
            for (UserId owner : new @Nullable UserId[]{null, new UserId("alice")}) {
                for (SortKey key : SortKey.values()) {
                    for (SortOrder order : SortOrder.values()) {
                        for (Position after : new @Nullable Position[]{null, AFTER}) {
                            SqliteTrash.Query query =
                                    SqliteTrash.Query.of(new TrashRequest(owner, key, order, after, 50));
                            List<String> plan = plan(sqlite, query.sql(), query.parameters().toArray());

                            // Without an owner and a position, the range is the whole index, which is read up to the limit.
                            String step = owner == null && after == null
                                    ? "SCAN trashed_image USING INDEX trashed_image_recent"
                                    : "SEARCH trashed_image USING INDEX trashed_image_";
                            assertThat(plan).as(query.sql()).singleElement().asString().startsWith(step);
                        }
                    }
                }
            }
        }
    }

    private static List<PageRequest> allKindsOfLists() {
        List<PageRequest> requests = new ArrayList<>();
        for (UserId owner : new @Nullable UserId[]{null, new UserId("alice")}) {
            for (Tag tag : new @Nullable Tag[]{null, new Tag("sea")}) {
                for (ContentType contentType : new @Nullable ContentType[]{null, ContentType.GIF}) {
                    for (Visibility visibility : Arrays.asList(null, Visibility.PUBLIC, Visibility.PRIVATE)) {
                        for (Instant from : new @Nullable Instant[]{null, Instant.EPOCH}) {
                            for (Position after : new @Nullable Position[]{null, AFTER}) {
                                ImageFilter filter = Filters.of(owner, tag, contentType, visibility, from, from);
                                for (SortOrder order : SortOrder.values()) {
                                    requests.add(new PageRequest(filter, order, after, 50));
                                    requests.add(new PageRequest(
                                            filter.withCreated(TimeRange.ALL).withTaken(filter.created()), null,
                                            SortKey.TAKEN_AT, order, after, 50));
                                }
                            }
                        }
                    }
                }
            }
        }
        return requests;
    }

    private static List<String> plan(Sqlite sqlite, String sql, Object... parameters) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (ResultSet rows = sqlite.query("EXPLAIN QUERY PLAN " + sql, parameters)) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        }
        return steps;
    }
}
