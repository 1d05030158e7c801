package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbIdempotencyStore;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbImageCatalog;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbSigningKeys;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbTrash;
import dev.darkroom.adapter.aws.dynamodb.events.DynamoDbDeliveryStore;
import dev.darkroom.adapter.aws.dynamodb.events.DynamoDbEventLog;
import dev.darkroom.adapter.aws.provisioning.OptionalSetting;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.testkit.contract.DeliveryStoreContract;
import dev.darkroom.domain.testkit.contract.EventLogContract;
import dev.darkroom.domain.testkit.contract.IdempotencyStoreContract;
import dev.darkroom.domain.testkit.contract.ImageCatalogContract;
import dev.darkroom.domain.testkit.contract.SigningKeysContract;
import dev.darkroom.domain.testkit.contract.TrashContract;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The contracts of the ports that DynamoDB serves, in tables that exist only for them. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class DynamoDbContracts {
    private final DynamoDbStorage storage = provisioned();

    /** Settings with a table that does not exist yet. */
    abstract DynamoDbSettings newTable();

    /** Runs an assertion about a list. Override it if the lists of the service lag. */
    void eventually(Runnable assertion) {
        assertion.run();
    }

    /** An empty table, which can be deleted. */
    DynamoDbStorage provisioned() {
        DynamoDbStorage empty = DynamoDbStorage.open(newTable(), InstantSource.system(), true);
        empty.provisioning().provision(Set.of(), Set.of(OptionalSetting.DELETION_PROTECTION), step -> {});
        return empty;
    }

    static void remove(DynamoDbStorage unused) {
        try (unused) {
            unused.table().client().deleteTable(delete -> delete.tableName(unused.table().name()));
        }
    }

    @AfterAll
    void remove() {
        remove(storage);
    }

    @Nested
    class Catalog implements ImageCatalogContract {
        private final DynamoDbStorage empty = provisioned();

        @AfterEach
        void close() {
            remove(empty);
        }

        @Override
        public DynamoDbImageCatalog testee() {
            return (DynamoDbImageCatalog) empty.catalog();
        }

        @Override
        public DynamoDbImageCatalog another() {
            return new DynamoDbImageCatalog(empty.table(), InstantSource.system());
        }

        @Override
        public int manyImages() {
            return 120;
        }

        @Override
        public boolean visibilityChangesInOneStep() {
            return false;
        }

        @Override
        public void eventually(Runnable assertion) {
            DynamoDbContracts.this.eventually(assertion);
        }
    }

    @Nested
    class TrashOfTheCatalog implements TrashContract {
        private final DynamoDbStorage empty = provisioned();

        @AfterEach
        void close() {
            remove(empty);
        }

        @Override
        public DynamoDbTrash testee() {
            return (DynamoDbTrash) empty.trash();
        }

        @Override
        public ImageCatalog catalog() {
            return empty.catalog();
        }

        @Override
        public void eventually(Runnable assertion) {
            DynamoDbContracts.this.eventually(assertion);
        }
    }

    @Nested
    class Events implements EventLogContract {
        private final DynamoDbStorage empty = provisioned();

        @AfterEach
        void close() {
            remove(empty);
        }

        @Override
        public DynamoDbEventLog testee() {
            return (DynamoDbEventLog) empty.eventLog();
        }

        @Override
        public ImageCatalog catalog() {
            return empty.catalog();
        }

        @Override
        public Trash trash() {
            return empty.trash();
        }

        @Override
        public Duration delay() {
            return DynamoDbEventLog.INTERVAL.multipliedBy(5);
        }
    }

    @Nested
    class Deliveries implements DeliveryStoreContract {
        private final DynamoDbStorage empty = provisioned();

        @AfterEach
        void close() {
            remove(empty);
        }

        @Override
        public DynamoDbDeliveryStore testee() {
            return (DynamoDbDeliveryStore) empty.deliveryStore();
        }
    }

    @Nested
    class Keys implements SigningKeysContract {
        @Override
        public DynamoDbSigningKeys testee() {
            return new DynamoDbSigningKeys(storage.table());
        }
    }

    @Nested
    class Uploads implements IdempotencyStoreContract {
        private final DynamoDbStorage empty = provisioned();

        @AfterEach
        void close() {
            remove(empty);
        }

        @Override
        public DynamoDbIdempotencyStore testee() {
            return (DynamoDbIdempotencyStore) empty.idempotencyStore();
        }

        @Override
        public DynamoDbIdempotencyStore another() {
            return new DynamoDbIdempotencyStore(empty.table());
        }
    }
}
