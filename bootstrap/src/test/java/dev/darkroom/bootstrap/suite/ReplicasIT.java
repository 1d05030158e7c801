package dev.darkroom.bootstrap.suite;

import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.util.Map;

/** Two processes on one bucket and one table. */
@FullTier
class ReplicasIT extends ReplicasSuite {
    ReplicasIT() {
        super(CloudStore.provisioned());
    }

    @Override
    Map<String, String> environment(CloudStore store) {
        return store.environment();
    }
}
