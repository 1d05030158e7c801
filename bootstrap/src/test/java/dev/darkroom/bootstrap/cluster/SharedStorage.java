package dev.darkroom.bootstrap.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.S3Storage;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.adapter.postgres.PostgresStorage;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.service.operations.ReconcileService;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A database and a bucket that all replicas use. */
final class SharedStorage {
    /** Longer than a direct upload can be completed. */
    private static final Duration LONGER_THAN_A_DAY = Duration.ofHours(26);

    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    private final String url;
    private final CloudStore bucket = CloudStore.withoutTable(TestCloud.inProcess());

    /** @param url of a database that has the tables */
    SharedStorage(String url) {
        this.url = url;
    }

    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(bucket.environment());
        environment.put("DARKROOM_CATALOG", "postgres");
        environment.put("DARKROOM_POSTGRES_URL", url);
        return environment;
    }

    /** Finishes or undoes the work of processes that were killed. No other one must run. */
    void reconcile() {
        reconcileAt(InstantSource.system());
    }

    private void reconcileAt(InstantSource time) {
        try (PostgresStorage catalog = catalog();
                S3Storage objects = bucket.openBucket(time)) {
            new ReconcileService(objects.blobStore(), catalog.catalog(), catalog.trash(), Retention.NONE,
                    catalog.idempotencyStore(), EventLog.OFF, time)
                    .reconcile(new Reconcile.Command(Duration.ZERO));
        }
    }

    private PostgresStorage catalog() {
        return PostgresStorage.open(PostgresSettings.parse(url, null));
    }

    /** Reconciles as if a day had passed. Then there is no unfinished work, and every object belongs to one of these pictures. */
    void requireNothingElse(Set<String> pictures) {
        reconcileAt(() -> Instant.now().plus(LONGER_THAN_A_DAY));
        try (PostgresStorage catalog = catalog()) {
            assertThat(catalog.catalog().unfinished(LAST, 100)).isEmpty();
        }
        Set<String> ids = new HashSet<>();
        for (String name : bucket.objectKeys()) {
            ObjectKey key = ObjectKey.parse(name).orElseThrow();
            assertThat(key.name()).as(name).isNotEqualTo("upload");
            ids.add(key.prefix().imageId().toString());
        }
        assertThat(ids).isEqualTo(pictures);
    }
}
