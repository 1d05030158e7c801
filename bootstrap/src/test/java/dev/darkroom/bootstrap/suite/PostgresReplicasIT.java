package dev.darkroom.bootstrap.suite;

import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.util.HashMap;
import java.util.Map;

/** Two processes on one bucket and one PostgreSQL. */
@FullTier
class PostgresReplicasIT extends ReplicasSuite {
    PostgresReplicasIT() {
        super(CloudStore.withoutTable(TestCloud.inProcess()));
    }

    @Override
    Map<String, String> environment(CloudStore store) {
        Map<String, String> environment = new HashMap<>(store.environment());
        environment.put("DARKROOM_CATALOG", "postgres");
        environment.put("DARKROOM_POSTGRES_URL", LocalPostgres.shared().migratedUrl());
        return environment;
    }
}
