package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.testkit.contract.PageCostContract;
import dev.darkroom.domain.testkit.fixture.Filters;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

/** The cost of a page in steps of SQLite's virtual machine. */
class SqlitePageCostTest implements PageCostContract {
    @TempDir
    private Path folder;

    private Path file;
    private SqliteImageCatalog catalog;

    @BeforeEach
    void open() {
        file = folder.resolve("catalog.db");
        catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, false);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Override
    public SqliteImageCatalog testee() {
        return catalog;
    }

    @Override
    public void store(List<Image> images) {
        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            sqlite.execute("BEGIN");
            for (Image image : images) {
                ImageRows.insert(sqlite, image);
            }
            sqlite.execute("COMMIT");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Steps extends ProgressHandler {
        private long count;

        @Override
        protected int progress() {
            count++;
            return 0;
        }
    }

    @Override
    public double cost(PageRequest request) {
        Steps steps = new Steps();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Sqlite sqlite = new Sqlite(connection)) {
            ProgressHandler.setHandler(connection, 1, steps);
            // The catalog reads rows that are not in its cache one by one.
            for (ImageId id : ListQuery.of(request, Filters.tag(request.filter())).read(sqlite).ids()) {
                Image _ = ImageRows.find(sqlite, id).orElseThrow();
            }
            return steps.count;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
