package dev.darkroom.adapter.local.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.TakenTime;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.TimeRange;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.summary.Calendar;
import dev.darkroom.domain.model.summary.TagRequest;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.testkit.fixture.Filters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class SchemaTest {
    private static final UserId ALICE = new UserId("alice");

    /** The pending image of {@code version-5.sql}. */
    private static final ImageId PENDING = ImageId.parse("019ab3f0-7c1f-7d43-9a53-0f4c0e4f8f12").orElseThrow();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("catalog.db");
    }

    private void writeVersion5() throws IOException, SQLException {
        try (InputStream in = Objects.requireNonNull(SchemaTest.class.getResourceAsStream("version-5.sql"));
                Sqlite sqlite = Sqlite.openWriter(file)) {
            sqlite.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void setVersion(int version) throws SQLException {
        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            sqlite.execute("PRAGMA user_version = " + version);
        }
    }

    private String query(String sql) throws SQLException {
        try (Sqlite sqlite = Sqlite.openReader(file)) {
            return sqlite.text(sql);
        }
    }

    private void migrate(String... scripts) throws SQLException {
        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            new Schema(List.of(scripts)).migrate(sqlite);
        }
    }

    @Test
    void version5KeepsItsRows() throws Exception {
        writeVersion5();

        try (SqliteImageCatalog catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, false)) {
            ImageFilter sea = Filters.of(null, new Tag("sea"), null, null, null, null);
            List<Image> images = catalog.list(new PageRequest(sea, SortOrder.NEWEST_FIRST, null, 10))
                    .images();
            assertThat(images).singleElement().satisfies(image -> {
                assertThat(image.id()).hasToString("019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11");
                assertThat(image.details().title()).isEqualTo("A kite");
                assertThat(image.details().tags()).isEqualTo(Tags.of(List.of("sea", "kite")));
            });
            assertThat(catalog.unfinished(Instant.ofEpochMilli(1763853999999L), 10))
                    .map(id -> catalog.state(id).orElseThrow())
                    .satisfiesExactly(
                            pending -> assertThat(pending).isInstanceOfSatisfying(ImageState.Pending.class,
                                    found -> assertThat(found.claim()).isEqualTo(new QuotaReservation(ALICE, 700))),
                            deleting -> assertThat(deleting).isInstanceOf(ImageState.Deleting.class));
            assertThat(catalog.idempotencyStore().find(ALICE, new IdempotencyKey("key-1"),
                    Instant.ofEpochSecond(1763940370)))
                    .hasValueSatisfying(found -> assertThat(found.imageId()).isEqualTo(PENDING));
        }
    }

    @Test
    void imagesOfVersion5AreSortedByTheirTakenTimesFoundAndCounted() throws Exception {
        writeVersion5();

        try (SqliteImageCatalog catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, false)) {
            for (ImageFilter filter : List.of(ImageFilter.ALL,
                    Filters.of(ALICE, new Tag("sea"), null, null, null, null))) {
                List<Image> images = catalog.list(new PageRequest(filter, Words.of("kite"), SortKey.TAKEN_AT,
                        SortOrder.NEWEST_FIRST, null, 10)).images();
                assertThat(images).hasSize(1);
                assertThat(catalog.list(new PageRequest(filter.withTaken(new TimeRange(images.getFirst().takenTime(),
                        images.getFirst().takenTime().plusMillis(1))), null, SortKey.TAKEN_AT, SortOrder.NEWEST_FIRST,
                        null,
                        10)).images()).isEqualTo(images);
                assertThat(catalog.calendar(filter)).isEqualTo(
                        Calendar.of(Map.of(TakenTime.month(images.getFirst().takenTime()), 1L)));
            }
            assertThat(catalog.tags(new TagRequest(ALICE, null, "", null, 10)).tags())
                    .extracting(tag -> tag.tag().value()).containsExactly("kite", "sea");
        }
    }

    @Test
    void version5KeepsItsDirectUploads() throws Exception {
        writeVersion5();

        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            Schema.CURRENT.migrate(sqlite);

            assertThat(DirectUploadRows.find(sqlite, PENDING)).contains(new DirectUpload(
                    ALICE,
                    new Filename("boat.png"),
                    new ImageDetails("A boat", null, Tags.of(List.of("sea")), Visibility.PRIVATE),
                    ContentType.PNG,
                    700));
        }
    }

    @Test
    void version5KeepsTheUsedQuota() throws Exception {
        writeVersion5();

        try (SqliteImageCatalog catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, false)) {
            assertThat(catalog.claim(PENDING, new QuotaReservation(ALICE, 701), new Quota(488_050)))
                    .isEqualTo(new ImageCatalog.Reservation.QuotaExceeded(488_050));
        }
    }

    @Test
    void imageOfVersion10ComesBackFromTheTrash() throws Exception {
        writeVersion5();
        migrate("schema/5.sql", "schema/6.sql", "schema/7.sql", "schema/8.sql", "schema/9.sql", "schema/10.sql");
        assertThat(query("PRAGMA user_version")).isEqualTo("10");

        try (SqliteImageCatalog catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, true)) {
            Image image = catalog.list(new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 10)).images()
                    .getFirst();
            assertThat(image.receivedSha256()).isNull();
            Instant at = image.createdAt().plusSeconds(1);
            assertThat(catalog.trash().put(image.id(), VersionCondition.ANY, at)).isEqualTo(Trash.Move.TRASHED);
            assertThat(catalog.trash().restore(new ImageState.Trashed(image, at), at)).isEqualTo(Trash.Exit.DONE);
            assertThat(catalog.find(image.id())).contains(image);
            assertThat(query("SELECT count(*) FROM event")).isEqualTo("2");
        }
    }

    @Test
    void newFileGetsTheTablesOfVersion5() throws Exception {
        writeVersion5();
        // White space differs where an earlier migration added a column.
        String schema = "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_schema ORDER BY name)";
        String expected = query(schema).replaceAll("\\s", "");
        file = folder.resolve("new.db");

        migrate("schema/5.sql");

        assertThat(query(schema).replaceAll("\\s", "")).isEqualTo(expected);
        assertThat(query("PRAGMA user_version")).isEqualTo("5");
    }

    @Test
    void upgradeFromVersion5RunsOnlyTheNextScript() throws Exception {
        writeVersion5();

        migrate("schema/5.sql", "next.sql");

        assertThat(query("PRAGMA user_version")).isEqualTo("6");
        assertThat(query("SELECT owner || coalesce(album, '-') FROM image")).isEqualTo("alice-");
    }

    @Test
    void upgradeLogsItsStartAndItsEnd() throws Exception {
        writeVersion5();
        Logger logger = (Logger) LoggerFactory.getLogger(Schema.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        try {
            migrate("schema/5.sql", "next.sql");
            migrate("schema/5.sql", "next.sql");
            file = folder.resolve("new.db");
            migrate("schema/5.sql", "next.sql");
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }

        assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage).satisfiesExactly(
                start -> assertThat(start)
                        .isEqualTo("Upgrading the catalog with 1 images from schema version 5 to 6"),
                end -> assertThat(end).matches("Upgraded the catalog in \\d+ s"));
    }

    @Test
    void newFileGetsTheTablesOfTheLastVersion() throws Exception {
        migrate("schema/5.sql", "next.sql");

        assertThat(query("PRAGMA user_version")).isEqualTo("6");
        assertThat(query("SELECT count(*) FROM pragma_table_info('image') WHERE name = 'album'")).isEqualTo("1");
    }

    @Test
    void currentVersionStaysUnchanged() throws Exception {
        migrate("schema/5.sql", "next.sql");

        migrate("schema/5.sql", "next.sql");

        assertThat(query("PRAGMA user_version")).isEqualTo("6");
    }

    @Test
    void scriptThatFailsChangesNothing() throws Exception {
        writeVersion5();

        assertThatThrownBy(() -> migrate("schema/5.sql", "broken.sql")).isInstanceOf(SQLException.class);

        assertThat(query("PRAGMA user_version")).isEqualTo("5");
        assertThat(query("SELECT count(*) FROM pragma_table_info('image') WHERE name = 'album'"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 99})
    void newerVersionIsRefusedAndUnchanged(int version) throws Exception {
        writeVersion5();
        setVersion(version);

        assertThatThrownBy(() -> SqliteImageCatalog.open(DurableFiles.DEFAULT, file, false))
                .isInstanceOf(StorageException.Corrupted.class)
                .hasMessage("The catalog has schema version " + version + " and this Darkroom knows versions up to 11:"
                        + " start the newer Darkroom that wrote it.");

        assertThat(query("PRAGMA user_version")).isEqualTo(Integer.toString(version));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 4})
    void olderVersionIsRefusedAndUnchanged(int version) throws Exception {
        writeVersion5();
        setVersion(version);

        assertThatThrownBy(() -> SqliteImageCatalog.open(DurableFiles.DEFAULT, file, false))
                .isInstanceOf(StorageException.Corrupted.class)
                .hasMessage("The catalog has schema version " + version + " and this Darkroom knows versions from 5:"
                        + " start with an empty data folder, or start the older Darkroom that wrote it.");

        assertThat(query("PRAGMA user_version")).isEqualTo(Integer.toString(version));
    }
}
