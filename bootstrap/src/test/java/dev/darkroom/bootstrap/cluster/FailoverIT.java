package dev.darkroom.bootstrap.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.postgres.testkit.PostgresCluster;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The primary of a database is killed while users work, and its synchronous standby is promoted. {@code -Dfailover.minutes=N} and
 * {@code -Dfailover.users=N} set how long users work, and how many. Without the former, there is one failover.
 */
@FullTier
class FailoverIT {
    private static final int MINUTES = Integer.getInteger("failover.minutes", 0);
    private static final int USERS = Integer.getInteger("failover.users", 8);

    /** Between two calls of a user. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(MINUTES == 0 ? 50 : 400);

    /** What a cluster manager may need to detect that the primary is down. */
    private static final Duration DETECTION = Duration.ofSeconds(MINUTES == 0 ? 2 : 5);

    /** Between the start of a new standby and the next failure. */
    private static final Duration CALM = Duration.ofSeconds(MINUTES == 0 ? 3 : 45);

    /** docs/reliability.md promises it for every call. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(29);

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void acknowledgedPicturesSurviveFailovers() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.start()) {
            SharedStorage storage = new SharedStorage(cluster.url());
            try (Replicas replicas = Replicas.start(1, storage.environment());
                    Users users = new Users(USERS, replicas, LONGEST_PAUSE)) {
                Journal journal = users.journal();
                long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
                int failovers = 0;
                journal.awaitAnswers(10 * USERS);
                do {
                    journal.await(CALM);
                    failOver(cluster, journal);
                    failovers++;
                } while (System.nanoTime() < end - CALM.toNanos());
                journal.await(CALM);
                users.stop();

                storage.reconcile();
                users.each(User::settle);
                users.each(User::requireEverything);
                System.out.println(failovers + " failovers, " + USERS + " users: " + journal);
                assertThat(journal.longestCall()).isLessThan(LONGEST_CALL);
                Set<String> pictures = new HashSet<>();
                users.all().forEach(user -> pictures.addAll(user.pictures()));
                replicas.stop();
                storage.requireNothingElse(pictures);
            }
        }
    }

    /** The old primary becomes the standby of the new one. */
    private static void failOver(PostgresCluster cluster, Journal journal) throws Exception {
        cluster.killPrimary();
        journal.await(DETECTION);
        long promotion = System.nanoTime();
        cluster.promoteStandby();
        journal.awaitAnswers(journal.answers() + 10 * USERS);
        cluster.addStandby();
        System.out.println("No change for %,d ms, the first one %,d ms after the promotion began".formatted(
                journal.outageAt(promotion).toMillis(), journal.untilChange(promotion).toMillis()));
        assertThat(journal.outageAt(promotion)).isGreaterThan(DETECTION);
    }
}
