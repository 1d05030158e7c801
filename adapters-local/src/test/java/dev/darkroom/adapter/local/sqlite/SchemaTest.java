package dev.darkroom.adapter.local.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeFile() {
        file = folder.resolve("catalog.db");
    }

    private void writeVersion1() throws IOException, SQLException {
        try (InputStream in = Objects.requireNonNull(SchemaTest.class.getResourceAsStream("version-1.sql"));
                Sqlite sqlite = Sqlite.openWriter(file)) {
            sqlite.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private String query(String sql) throws SQLException {
        try (Sqlite sqlite = Sqlite.openReader(file)) {
            return sqlite.text(sql);
        }
    }

    @Test
    void catalogOfTheFirstReleaseKeepsItsRows() throws Exception {
        writeVersion1();

        try (SqliteImageCatalog catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file)) {
            ImageFilter sea = new ImageFilter(null, new Tag("sea"), null, null, null, null);
            List<Image> images = catalog.list(new PageRequest(sea, SortOrder.NEWEST_FIRST, null, 10))
                    .images();
            assertThat(images).singleElement().satisfies(image -> {
                assertThat(image.id()).hasToString("019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11");
                assertThat(image.details().title()).isEqualTo("A kite");
                assertThat(image.details().tags()).isEqualTo(Tags.of(List.of("sea", "kite")));
            });
            assertThat(catalog.unfinished(Instant.ofEpochMilli(1763853999999L), 10))
                    .map(id -> catalog.state(id).orElseThrow())
                    .hasExactlyElementsOfTypes(ImageState.Uploading.class, ImageState.Deleting.class);
            ImageState.Pending direct = new ImageState.AwaitingBytes(
                    ImageBuilder.image().build().id(),
                    Instant.ofEpochMilli(1),
                    new DirectUpload(new UserId("alice"), null, ImageDetails.NONE, ContentType.PNG, 7));
            catalog.announce(direct);
            assertThat(catalog.state(direct.id())).contains(direct);
        }
    }

    @Test
    void imagesOfTheFirstReleaseCountInTheQuotaOfTheirOwner() throws Exception {
        writeVersion1();

        try (SqliteImageCatalog catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file)) {
            ImageState.Pending pending = new ImageState.Uploading(
                    ImageBuilder.image().build().id(), Instant.ofEpochMilli(1))
                    .claiming(new QuotaReservation(new UserId("alice"), 1));

            assertThat(catalog.announce(pending, new Quota(487_350)))
                    .isEqualTo(new ImageCatalog.Reservation.QuotaExceeded(487_350));
        }
    }

    @Test
    void laterScriptsAreAddedToWhatIsThere() throws Exception {
        writeVersion1();

        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            new Schema(List.of("schema/1.sql", "next.sql")).migrate(sqlite);
        }

        assertThat(query("PRAGMA user_version")).isEqualTo("2");
        assertThat(query("SELECT owner || coalesce(album, '-') FROM image")).isEqualTo("alice-");
    }

    @Test
    void scriptThatFailsChangesNothing() throws Exception {
        writeVersion1();

        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            assertThatThrownBy(() -> new Schema(List.of("schema/1.sql", "broken.sql")).migrate(sqlite))
                    .isInstanceOf(SQLException.class);
        }

        assertThat(query("PRAGMA user_version")).isEqualTo("1");
        assertThat(query("SELECT count(*) FROM pragma_table_info('image') WHERE name = 'album'"))
                .isEqualTo("0");
    }

    @Test
    void catalogOfANewerProgramIsRefusedInOneSentenceAndNotTouched() throws Exception {
        writeVersion1();
        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            sqlite.execute("PRAGMA user_version = 99");
        }

        assertThatThrownBy(() -> SqliteImageCatalog.open(DurableFiles.DEFAULT, file))
                .isInstanceOf(StorageException.Corrupted.class)
                .hasMessage("The catalog has schema version 99 and this Darkroom knows versions up to 5: start the"
                        + " newer Darkroom that wrote it.");

        assertThat(query("PRAGMA user_version")).isEqualTo("99");
    }

    @Test
    void firstScriptIsThatOfTheFirstRelease() throws Exception {
        writeVersion1();
        String schema = "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_schema ORDER BY name)";
        String released = query(schema);
        try (Sqlite sqlite = Sqlite.openWriter(folder.resolve("new.db"))) {
            new Schema(List.of("schema/1.sql")).migrate(sqlite);
            assertThat(sqlite.text(schema)).isEqualTo(released);
        }
    }
}
