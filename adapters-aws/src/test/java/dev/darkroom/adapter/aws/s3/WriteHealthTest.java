package dev.darkroom.adapter.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.domain.model.StorageException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How often the bucket is probed. */
class WriteHealthTest {
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private boolean rejects;
    private int probes;
    private final WriteHealth health = new WriteHealth(this::probe, () -> now);

    private void probe() {
        probes++;
        if (rejects) {
            throw new StorageException.Unavailable("rejected " + probes, null);
        }
    }

    private void assertRejected(String message) {
        assertThatThrownBy(health::check).isInstanceOf(StorageException.Unavailable.class).hasMessage(message);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void theFirstCheckProbesAndIsTrustedForTenMinutes() {
        health.check();
        pass(Duration.ofMinutes(10).minusMillis(1));
        health.check();
        assertThat(probes).isEqualTo(1);

        pass(Duration.ofMillis(1));
        health.check();
        assertThat(probes).isEqualTo(2);
    }

    @Test
    void aProcessThatWritesNeverProbes() {
        for (int minutes = 0; minutes < 100; minutes += 5) {
            health.accepted();
            pass(Duration.ofMinutes(5));
            health.check();
        }
        assertThat(probes).isZero();
    }

    @Test
    void aFailedWriteIsNotARejectionIfTheProbeIsAccepted() {
        health.accepted();
        health.failed();

        health.check();
        health.check();

        assertThat(probes).isEqualTo(1);
    }

    @Test
    void aRejectionIsRepeatedForFiveSecondsWithoutAProbe() {
        rejects = true;
        assertRejected("rejected 1");
        pass(Duration.ofSeconds(5).minusMillis(1));
        assertRejected("rejected 1");
        assertThat(probes).isEqualTo(1);

        pass(Duration.ofMillis(1));
        assertRejected("rejected 2");
        rejects = false;
        pass(Duration.ofSeconds(5));
        health.check();
        assertThat(probes).isEqualTo(3);
    }

    @Test
    void anAcceptedWriteEndsARejection() {
        rejects = true;
        assertRejected("rejected 1");

        health.accepted();
        health.check();
        assertThat(probes).isEqualTo(1);
    }

    @Test
    void aClockThatWasSetBackDoesNotExtendTheTrust() {
        health.check();
        pass(Duration.ofHours(-1));

        health.check();

        assertThat(probes).isEqualTo(2);
    }
}
