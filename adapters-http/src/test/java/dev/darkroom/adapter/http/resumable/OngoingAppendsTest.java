package dev.darkroom.adapter.http.resumable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.testkit.fixture.SequentialIds;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OngoingAppendsTest {
    private final SequentialIds ids = new SequentialIds();
    private final ImageId upload = ids.next(Instant.EPOCH);

    @Test
    void waitsForEveryAppendToTheUpload() {
        OngoingAppends ongoing = new OngoingAppends(Duration.ofMinutes(1));
        OngoingAppends.Append first = ongoing.start(upload, 0);
        OngoingAppends.Append second = ongoing.start(upload, 0);
        CompletableFuture<Void> awaited = CompletableFuture.runAsync(() -> ongoing.await(upload));

        second.close();
        assertThat(awaited).isNotDone();
        first.close();

        assertThat(awaited).succeedsWithin(Duration.ofSeconds(20));
        assertThat(ongoing.byUpload()).isEmpty();
    }

    @Test
    void waitsForALimitedTime() {
        OngoingAppends ongoing = new OngoingAppends(Duration.ofMillis(1));
        ongoing.start(upload, 0);

        ongoing.await(upload);

        assertThat(ongoing.byUpload()).containsKey(upload);
    }

    @Test
    void doesNotWaitForOtherUploads() {
        OngoingAppends ongoing = new OngoingAppends(Duration.ofDays(1));
        ongoing.start(upload, 0);

        ongoing.await(ids.next(Instant.EPOCH));

        assertThat(ongoing.byUpload()).containsOnlyKeys(upload);
    }

    @Test
    void waitsForAppendsFromTheSameOffsetOnly() {
        OngoingAppends ongoing = new OngoingAppends(Duration.ofDays(1));
        OngoingAppends.Append fromThree = ongoing.start(upload, 3);
        ongoing.start(upload, 5);

        ongoing.awaitFrom(4, upload);
        CompletableFuture<Void> awaited = CompletableFuture.runAsync(() -> ongoing.awaitFrom(3, upload));
        assertThat(awaited).isNotDone();
        fromThree.close();

        assertThat(awaited).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void waitEndsAfterItsTime() {
        Duration longest = Duration.ofMillis(50);
        OngoingAppends ongoing = new OngoingAppends(longest);
        ongoing.start(upload, 3);
        long begin = System.nanoTime();

        ongoing.awaitFrom(3, upload);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(longest);
    }
}
