package dev.darkroom.adapter.local.sqlite;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.testkit.contract.ImageCatalogContract;
import dev.darkroom.domain.testkit.contract.LibraryContract;
import dev.darkroom.domain.testkit.fixture.Filters;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteImageCatalogTest implements ImageCatalogContract, LibraryContract {
    @TempDir
    Path folder;

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

    private Image ready(ImageBuilder builder) {
        Image image = builder.build();
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(catalog.publish(image)).isEqualTo(ImageCatalog.Publication.PUBLISHED);
        return image;
    }

    private ImagePage page(ImageFilter filter, int limit) {
        return catalog.list(new PageRequest(filter, SortOrder.NEWEST_FIRST, null, limit));
    }

    @Test
    void allStatesAreKeptAfterReopening() {
        Image ready = ready(image().tags("sea", "kite"));
        Image deleting = ready(image());
        catalog.withdraw(deleting.id(), ImageCatalog.VersionCondition.ANY, LATER);
        ImageState.Pending pending = new ImageState.Uploading(image().build().id(), NOON);
        catalog.announce(pending);

        catalog.close();
        assertThat(folder.resolve("catalog.db-wal")).doesNotExist();
        catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, false);

        assertThat(page(ImageFilter.ALL, 10).images()).containsExactly(ready);
        assertThat(catalog.state(deleting.id())).contains(new ImageState.Deleting(deleting.id(), LATER));
        assertThat(catalog.state(pending.id())).contains(pending);
    }

    @Test
    void rowThatAListReadBeforeAChangeIsNotCachedAfterIt() {
        Image image = ready(image());
        Image next = image.edited(ImageDetails.NONE, LATER);
        catalog.revise(image, next);

        catalog.cache(image, 0);

        assertThat(catalog.find(image.id())).contains(next);
    }

    @Test
    void wordOfManyOldImagesEndsPagesEarlyAndIsFound() throws SQLException {
        Image newest = image().title("Heron").createdAt(NOON).build();
        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            sqlite.execute("BEGIN");
            for (int i = 1; i <= SearchRows.MAX_FOUND; i++) {
                ImageRows.insert(sqlite, image().title("Heron").createdAt(NOON.minusSeconds(i)).build());
            }
            ImageRows.insert(sqlite, newest);
            for (int i = 1; i <= ListQuery.IMAGE_BUDGET + 10; i++) {
                ImageRows.insert(sqlite, image().createdAt(NOON.plusSeconds(i)).build());
            }
            sqlite.execute("COMMIT");
        }

        PageRequest request =
                new PageRequest(ImageFilter.ALL, Words.of("heron"), SortKey.CREATED_AT, SortOrder.NEWEST_FIRST, null,
                        10);
        ImagePage first = catalog.list(request);
        assertThat(first.images()).isEmpty();
        ImagePage second = catalog.list(request.startingAfter(Objects.requireNonNull(first.next())));
        assertThat(second.images()).hasSize(10).first().isEqualTo(newest);
    }

    @Test
    void rareContentTypeEndsPagesEarlyAndAllImagesAreFound() throws SQLException {
        int rows = 2 * ListQuery.READ_BUDGET + 10;
        List<Image> rare = new ArrayList<>();
        rare.add(ready(image().contentType(ContentType.GIF).createdAt(NOON)));
        fill(rows);
        rare.addFirst(ready(image().contentType(ContentType.GIF).createdAt(NOON.plusMillis(rows + 1L))));
        ImageFilter gifs = Filters.of(null, null, ContentType.GIF, null, null, null);

        List<ImagePage> pages = new ArrayList<>();
        pages.add(page(gifs, 50));
        while (pages.getLast().next() != null) {
            pages.add(catalog.list(new PageRequest(gifs, SortOrder.NEWEST_FIRST, pages.getLast().next(), 50)));
        }

        assertThat(pages).hasSize(3);
        assertThat(pages.get(1).images()).isEmpty();
        assertThat(pages.stream().flatMap(page -> page.images().stream())).containsExactlyElementsOf(rare);
    }

    /** Adds images of one owner, a millisecond apart from noon on, in one transaction. */
    private void fill(int rows) throws SQLException {
        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            sqlite.execute("BEGIN");
            for (int i = 1; i <= rows; i++) {
                ImageRows.insert(sqlite, image().createdAt(NOON.plusMillis(i)).build());
            }
            sqlite.execute("COMMIT");
        }
    }

    @Test
    void timesOutOfRangeAreAccepted() {
        Image image = ready(image());

        ImageFilter all = Filters.of(null, null, null, null, Instant.MIN, Instant.MAX);
        ImageFilter none = Filters.of(null, null, null, null, Instant.MAX, Instant.MIN);

        assertThat(page(all, 10).images()).containsExactly(image);
        assertThat(page(none, 10).images()).isEmpty();
    }

    @Test
    void damagedRowIsCorruptedAndOthersAreReadable() throws SQLException {
        Image damaged = ready(image().owner("bob"));
        Image whole = ready(image());
        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            sqlite.execute("UPDATE image SET width = 0 WHERE owner = 'bob'");
        }

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> catalog.find(damaged.id()),
                () -> catalog.state(damaged.id()),
                () -> catalog.publish(damaged),
                () -> catalog.revise(damaged, damaged.edited(ImageDetails.NONE, LATER)),
                () -> catalog.withdraw(damaged.id(), ImageCatalog.VersionCondition.ANY, LATER))) {
            assertThatThrownBy(call).isInstanceOf(StorageException.Corrupted.class);
        }
        assertThat(catalog.find(whole.id())).contains(whole);
    }

    @Test
    void fileThatIsNotADatabaseIsCorrupted() throws IOException {
        Path garbage = Files.writeString(folder.resolve("garbage.db"), "not a database ".repeat(1_000));

        assertThatThrownBy(() -> SqliteImageCatalog.open(DurableFiles.DEFAULT, garbage, false))
                .isInstanceOf(StorageException.Corrupted.class);
    }

    @Test
    void missingFolderIsUnavailable() {
        assertThatThrownBy(
                () -> SqliteImageCatalog.open(DurableFiles.DEFAULT, folder.resolve("missing").resolve("catalog.db"),
                        false))
                .isInstanceOf(StorageException.Unavailable.class);
    }

    @Test
    void checkNamesTheMissingFile() throws IOException {
        Files.delete(file);

        assertThatThrownBy(catalog::check)
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void closedCatalogIsUnavailable() {
        ImageState.Pending pending = new ImageState.Uploading(image().build().id(), NOON);
        catalog.close();

        assertThatThrownBy(() -> catalog.announce(pending)).isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(() -> catalog.find(pending.id())).isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(catalog::check).isInstanceOf(StorageException.Unavailable.class);
    }

    @Test
    void interruptedReaderIsUnavailableAndKeepsTheInterrupt() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> page(ImageFilter.ALL, 1)).isInstanceOf(StorageException.Unavailable.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void onlyTheOwnerCanReadTheFiles() throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "This file system has no POSIX permissions");
        ready(image());

        for (String name : List.of("catalog.db", "catalog.db-wal", "catalog.db-shm")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }
}
