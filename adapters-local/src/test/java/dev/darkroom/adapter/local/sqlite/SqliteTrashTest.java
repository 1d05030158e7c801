package dev.darkroom.adapter.local.sqlite;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.Trash.Exit;
import dev.darkroom.domain.port.out.catalog.Trash.Move;
import dev.darkroom.domain.testkit.contract.TrashContract;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTrashTest implements TrashContract {
    private static final TrashRequest FIRST_PAGE =
            new TrashRequest(null, SortKey.CREATED_AT, SortOrder.NEWEST_FIRST, null, 1);

    @TempDir
    Path folder;

    private Path file;
    private SqliteImageCatalog catalog;

    @BeforeEach
    void open() {
        file = folder.resolve("catalog.db");
        catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, true);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Override
    public SqliteTrash testee() {
        return catalog.trash();
    }

    @Override
    public SqliteImageCatalog catalog() {
        return catalog;
    }

    private ImageState.Trashed trashed() {
        Image image = image().tags("sea", "kite").createdAt(STORED).build();
        catalog.announce(new ImageState.Uploading(image.id(), STORED));
        catalog.publish(image);
        assertThat(testee().put(image.id(), VersionCondition.ANY, TRASHED)).isEqualTo(Move.TRASHED);
        return new ImageState.Trashed(image, TRASHED);
    }

    private String query(String sql) throws SQLException {
        try (Sqlite sqlite = Sqlite.openReader(file)) {
            return sqlite.text(sql);
        }
    }

    @Test
    void trashIsKeptAfterReopening() {
        ImageState.Trashed trashed = trashed();

        catalog.close();
        catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, true);

        assertThat(catalog.state(trashed.id())).contains(trashed);
        assertThat(testee().restore(trashed, LATER)).isEqualTo(Exit.DONE);
        assertThat(catalog.find(trashed.id())).contains(trashed.image());
    }

    @Test
    void listThatCachedARowDoesNotShowItAfterItWasTrashed() {
        ImageState.Trashed trashed = trashed();
        testee().restore(trashed, LATER);
        PageRequest all = new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 10);
        assertThat(catalog.list(all).images()).containsExactly(trashed.image());

        testee().put(trashed.id(), VersionCondition.ANY, LATER);

        assertThat(catalog.find(trashed.id())).isEmpty();
        assertThat(catalog.list(all).images()).isEmpty();
    }

    @Test
    void nothingOfADiscardedImageStaysInOtherTables() throws SQLException {
        testee().discard(trashed(), LATER);

        for (String table : List.of("image", "trashed_image", "image_tag", "tally", "search_entry")) {
            assertThat(query("SELECT count(*) FROM " + table)).as(table).isEqualTo("0");
        }
    }

    @Test
    void damagedRowIsCorruptedAndOthersAreReadable() throws SQLException {
        ImageState.Trashed damaged = trashed();
        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            sqlite.execute("UPDATE trashed_image SET width = 0");
        }
        ImageState.Trashed whole = trashed();

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> catalog.state(damaged.id()),
                () -> testee().restore(damaged, LATER),
                () -> testee().discard(damaged, LATER),
                () -> testee().list(new TrashRequest(null, SortKey.CREATED_AT, SortOrder.OLDEST_FIRST, null, 2)))) {
            assertThatThrownBy(call).isInstanceOf(StorageException.Corrupted.class);
        }
        assertThat(catalog.state(whole.id())).contains(whole);
    }

    @Test
    void closedCatalogIsUnavailable() {
        ImageState.Trashed trashed = trashed();
        SqliteTrash trash = testee();
        catalog.close();

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> trash.put(trashed.id(), VersionCondition.ANY, LATER),
                () -> trash.restore(trashed, LATER),
                () -> trash.discard(trashed, LATER),
                () -> trash.list(FIRST_PAGE),
                () -> trash.trashedBefore(LATER, 1))) {
            assertThatThrownBy(call).isInstanceOf(StorageException.Unavailable.class);
        }
    }
}
