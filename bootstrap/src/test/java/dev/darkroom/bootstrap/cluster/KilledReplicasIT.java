package dev.darkroom.bootstrap.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Three replicas on one database and one bucket. Each is killed and replaced several times, while users work. */
@FullTier
class KilledReplicasIT {
    private static final int REPLICAS = 3;
    private static final int USERS = 12;
    private static final int CALLS = 3_000;
    private static final int KILLS = 9;

    @Test
    void usersOfKilledReplicasLoseNothing() throws Exception {
        SharedStorage storage = new SharedStorage(LocalPostgres.shared().migratedUrl());
        try (Replicas replicas = Replicas.start(REPLICAS, storage.environment());
                Users users = new Users(USERS, replicas, Duration.ofMillis(5))) {
            for (int kill = 0; kill < KILLS; kill++) {
                users.journal().awaitAnswers((kill + 1) * CALLS / (KILLS + 1));
                replicas.kill(kill % REPLICAS);
                replicas.replace(kill % REPLICAS);
            }
            users.journal().awaitAnswers(CALLS);
            users.stop();

            storage.reconcile();
            users.each(User::settle);
            users.each(User::requireEverything);
            System.out.println(users.journal());
            assertThat(users.journal().lostCalls()).isPositive();
            Set<String> pictures = new HashSet<>();
            users.all().forEach(user -> pictures.addAll(user.pictures()));
            replicas.stop();
            storage.requireNothingElse(pictures);
        }
    }
}
