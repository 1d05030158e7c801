package dev.darkroom.adapter.local.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.testkit.contract.DeliveryStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a catalog that records no events: the store works in any case. */
class SqliteDeliveryStoreTest implements DeliveryStoreContract {
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
    public SqliteDeliveryStore testee() {
        return catalog.deliveryStore();
    }

    @Test
    void textIsKeptAfterReopening() {
        testee().replace(ALICE, 0, "first");

        catalog.close();
        catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, false);

        assertThat(testee().find(ALICE)).contains(new DeliveryStore.Stored(1, "first"));
    }

    @Test
    void closedCatalogIsUnavailable() {
        DeliveryStore store = testee();
        catalog.close();

        assertThatThrownBy(() -> store.find(ALICE)).isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(() -> store.replace(ALICE, 0, "")).isInstanceOf(StorageException.Unavailable.class);
    }
}
